// event_cell: something happens to a socket, and it is asked in one way. Each such
// pair is a cell of the event matrix.
//
// Watch:  scripts/lab events RST
// Read:   poll(2), epoll_ctl(2), select(2); tcp_poll() in the kernel's
//         net/ipv4/tcp.c.
// Run:    scripts/lab events
//
// rows.h says what happens, ask.h how it is asked. Each cell has a connection of its
// own, so no cell changes another.

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

#include "common/narrate/options.h"
#include "common/text/json.h"
#include "labs/02_multiplexing/ask.h"
#include "labs/02_multiplexing/rows.h"

namespace {

bool sleeps(pid_t thread) {
  std::ifstream stat{"/proc/self/task/" + std::to_string(thread) + "/stat"};
  std::string id, name, state;
  return thread != 0 && stat >> id >> name >> state && state == "S";
}

// One thread waits, another one closes the subject; and then an eventfd, and no
// segment, wakes the first one up.
std::string ask_meanwhile(const Happening& happening, Ends& ends,
                          const Question& question) {
  std::string answer;
  std::atomic<pid_t> waiter{0};
  std::thread thread{[&] {
    waiter = ::gettid();
    answer = ask(question, -1);
  }};
  const auto wake = [&] {
    ::eventfd_write(question.other, 1);
    thread.join();
  };
  try {
    await("a thread that waits", [&] { return sleeps(waiter); });
    happening.complete(ends);
  } catch (...) {
    wake();
    throw;
  }
  wake();
  return answer;
}

struct Play {
  Ends ends{};
  Fd other{};
  Question question{};
};

// As lines of JSON. What takes a second (a connect() that times out) is begun for
// all cells before the first one is asked.
void play(const Happening& happening) {
  std::array<Play, ways.size()> plays;
  for (std::size_t n = 0; n < ways.size(); ++n) {
    auto& [ends, other, question] = plays[n];
    happening.begin(ends);
    ends.number = ends.subject.get();
    set_nonblocking(ends.subject);
    if (happening.while_waiting)
      other = Fd{must(::eventfd(0, EFD_CLOEXEC), "eventfd(0, EFD_CLOEXEC)")};
    question = prepare(ways[n], ends.number, other.get());
  }
  for (auto& [ends, other, question] : plays) {
    const bool waits = happening.while_waiting && question.way != "recv" &&
                       question.way != "send";
    std::string answer;
    if (waits) {
      answer = ask_meanwhile(happening, ends, question);
    } else {
      happening.complete(ends);
      answer = ask(question);
    }
    std::cout << json::Writer{}
                     .text("event", happening.name)
                     .text("way", question.way)
                     .text("says", answer)
                     .finish()
              << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "event_cell [--event NAME]\n"
      "Makes things happen to sockets on loopback, and prints what select, "
      "poll, epoll,\n"
      "recv() and send() say of each, as lines of JSON.\n"
      "--event NAME    FIN, RST, connected ...: only this one");
  const std::string only = options.text("--event", "");
  bool known = false;
  for (const Happening& happening : happenings) {
    if (!only.empty() && happening.name != only) continue;
    known = true;
    play(happening);
  }
  if (!known) throw UsageError{"there is no event '" + only + "'"};
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
