// events_load: what an event costs a server beside many connections that are idle,
// and what such a connection costs in memory. scripts/bench_events.sh.

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

using Clock = std::chrono::steady_clock;

// The server, and its children.
std::vector<std::string> processes(const std::string& pid) {
  std::vector<std::string> all{pid};
  std::ifstream children{"/proc/" + pid + "/task/" + pid + "/children"};
  for (std::string child; children >> child;) all.push_back(child);
  return all;
}

// Of all their threads, in nanoseconds. See "schedstat" in the kernel's documentation.
double cpu_time_of(const std::string& pid) {
  double all = 0;
  for (const std::string& process : processes(pid))
    for (const auto& thread :
         std::filesystem::directory_iterator{"/proc/" + process + "/task"}) {
      double nanoseconds = 0;
      std::ifstream{thread.path() / "schedstat"} >> nanoseconds;
      all += nanoseconds;
    }
  return all;
}

// The sum of the values behind these words in a file of /proc, which counts in kB.
double bytes_in(const std::string& path,
                const std::vector<std::string>& words) {
  std::ifstream file{path};
  double all = 0;
  for (std::string word; file >> word;)
    if (std::find(words.begin(), words.end(), word) != words.end()) {
      double kilobytes = 0;
      file >> kilobytes;
      all += 1024 * kilobytes;
    }
  return all;
}

struct Memory {
  double own = 0;  // of the processes: a page that N of them share counts 1/N
  double kernel = 0;  // of the whole machine: sockets, stacks, page tables
};

Memory memory_of(const std::string& pid) {
  Memory memory;
  for (const std::string& process : processes(pid))
    memory.own += bytes_in("/proc/" + process + "/smaps_rollup", {"Pss:"});
  memory.kernel =
      bytes_in("/proc/meminfo", {"SUnreclaim:", "KernelStack:", "PageTables:"});
  return memory;
}

// False if the server has not held the connection.
bool echo(const Fd& client) {
  char byte = 'x';
  return ::send(client.get(), &byte, 1, MSG_NOSIGNAL) == 1 &&
         ::recv(client.get(), &byte, 1, 0) == 1;
}

Fd open_connection(const Address& server) {
  Fd client{must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
  must(::connect(client.get(), server.get(), server.size()),
       "connect(client, address, size)");
  // No TIME-WAIT is left.
  const linger abort{.l_onoff = 1, .l_linger = 0};
  must(::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort),
       "setsockopt(client, SOL_SOCKET, SO_LINGER, {1, 0})");
  // A server that has died does not answer, nor does it close.
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  must(::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                    sizeof patience),
       "setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, {60, 0})");
  return client;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "events_load [--host H] [--port P] [--pid TEXT] [--idle N] [--time N]\n"
      "Prints how many idle connections the server has held, nanoseconds of "
      "its CPU time\n"
      "for an echo of one more client, and bytes for each connection: of the "
      "server, and\n"
      "of the kernel.\n"
      "--pid TEXT    of the server\n"
      "--idle N      connections that have had one echo, and are idle (10)\n"
      "--time N      milliseconds (1000)");
  const Address server = resolve(options.host, options.port);
  const std::string pid = options.text("--pid", "self");
  const auto wanted = static_cast<std::size_t>(options.number("--idle", 10));
  const std::chrono::milliseconds time{options.number("--time", 1000)};

  rlimit limit{};
  must(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit(RLIMIT_NOFILE, &limit)");
  limit.rlim_cur = limit.rlim_max;
  must(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit(RLIMIT_NOFILE, &limit)");

  const Fd active = open_connection(server);
  if (!echo(active)) throw std::runtime_error{"the server does not answer"};
  const Memory before = memory_of(pid);
  std::vector<Fd> idle;
  while (idle.size() < wanted) {
    Fd client = open_connection(server);
    if (!echo(client)) break;
    idle.push_back(std::move(client));
  }
  const Memory after = memory_of(pid);

  const auto run = [&](Clock::duration how_long) {
    double echoes = 0;
    for (const auto end = Clock::now() + how_long; Clock::now() < end; ++echoes)
      if (!echo(active))
        throw std::runtime_error{"the server does not answer any more"};
    return echoes;
  };
  run(time / 10);
  const double cpu = cpu_time_of(pid);
  const double echoes = run(time);
  const double spent = cpu_time_of(pid) - cpu;
  const auto held = static_cast<double>(idle.size());
  std::cout << idle.size() << " " << static_cast<long long>(spent / echoes)
            << " " << static_cast<long long>((after.own - before.own) / held)
            << " "
            << static_cast<long long>((after.kernel - before.kernel) / held)
            << "\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
