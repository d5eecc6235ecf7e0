// The engine's hosts: their sockets, as the play wants them and as ss shows them;
// their settings, and the commands that are run there.
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "common/host/host.h"
#include "common/stage/engine.h"
#include "common/stage/tools.h"

namespace stage {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet_sockets = 45ms;  // an ACK is delayed by 40 ms
constexpr auto longest_unrest = 400ms;

host::Counters counters_of(const std::string& host) {
  const host::Visit there{host};
  return host::read_all_counters();
}

std::string say_moved(const std::string& host, const std::string& counter,
                      const std::string& by, const std::string& wanted) {
  return "on the " + host + " " + counter + " has moved by " + by + ", not " +
         wanted;
}

}  // namespace

// What the kernels say.
void Engine::look() {
  const auto client = places_.kernels.front().take(scene_.port);
  places_.sight->look(
      client, world_ ? places_.kernels.back().take(scene_.port) : client);
}

// The local ends on that host, as proc(5) writes them ("020200C0:1F90"), of TCP
// sockets that listen, and of UDP sockets that take packets from anywhere.
std::set<std::string> Engine::listeners(const std::string& host) const {
  std::optional<host::Visit> there;
  if (world_) there.emplace(host);
  std::set<std::string> ends;
  for (const std::string protocol : {"tcp", "tcp6", "udp", "udp6"}) {
    const std::string_view wanted = protocol[0] == 't' ? "0A" : "07";
    std::ifstream table{"/proc/net/" + protocol};
    std::string number;
    std::string local;
    std::string peer;
    std::string state;
    for (std::string line; std::getline(table, line);)
      if (std::istringstream{line} >> number >> local >> peer >> state &&
          state == wanted)
        ends.insert(local);
  }
  return ends;
}

// The connections in the words of ss, or netstat, which the play shows.
void Engine::look_with_tool() {
  const std::string port = std::to_string(scene_.port);
  const bool ss = has_tool("ss");
  const auto ask = [&](const std::string& host) {
    const std::string network = world_ ? host : "";
    if (ss)
      return parse_ss(
          output_of({.arguments = {"ss", "-Htano",
                                   "( sport = :" + port +
                                       " or dport = :" + port + " )"},
                     .network = network}),
          scene_.port);
    return parse_netstat(
        output_of({.arguments = {"netstat", "-tanWo"}, .network = network}),
        scene_.port);
  };
  const auto client = ask("client");
  places_.sight->look(client, world_ ? ask("server") : client);
}

// On loopback, where no wire tells: until nothing waits for an ACK, and the
// sockets have not changed for a while.
void Engine::let_sockets_rest() {
  if (has_ladder()) return;
  const auto longest = Clock::now() + longest_unrest;
  auto changed = Clock::now();
  std::string before;
  while (Clock::now() < longest) {
    look();
    std::string now;
    for (const auto& [host, s] : places_.sight->rows())
      now += s.local + s.state + s.unread + " " + s.unacked;
    if (before != now || places_.sight->timer("client", "on ") ||
        places_.sight->timer("server", "on "))
      changed = Clock::now();
    before = now;
    if (Clock::now() >= changed + quiet_sockets) return;
    turn(std::min(longest, Clock::now() + 10ms));
  }
}

// Waits until the kernels say that it is so, and the tool does, too.
void Engine::await_sockets(const std::function<bool()>& done,
                           const Reason& reason) {
  settle();
  let_sockets_rest();
  until(
      [&] {
        look();
        if (!done() && Clock::now() < until_) return false;
        look_with_tool();
        if (done()) return true;
        if (Clock::now() >= until_) show_sockets();
        return false;
      },
      reason, false);
}

void Engine::show_sockets() {
  if (has_ladder())
    post("ss: " + places_.sight->summary());
  else
    show_.sockets(places_.sight->rows());
}

// states CLIENT SERVER ...
void Engine::states(const Arguments& arguments) {
  if (arguments.empty() || arguments.size() % 2 != 0)
    fail("states takes pairs CLIENT SERVER, not '" + joined(arguments) + "'");
  await_sockets([&] { return !places_.sight->unlike(arguments); },
                [&] { return places_.sight->unlike(arguments).value_or(""); });
  show_sockets();
}

// unread HOST BYTES
void Engine::unread(const Arguments& arguments) {
  const std::string& host = arguments[0];
  const std::string& bytes = arguments[1];
  await_sockets(
      [&] {
        const auto there = places_.sight->unread(host);
        return there == bytes || (bytes == "some" && there && there != "0");
      },
      [&] {
        return host + " has " + places_.sight->unread(host).value_or("no") +
               " bytes unread, not " + bytes;
      });
  show_sockets();
  if (has_ladder())
    post("ss: " + places_.sight->unread(host).value_or("no") +
         " bytes unread on the " + host);
}

// timer HOST TEXT
void Engine::timer(const Arguments& arguments) {
  const std::string& host = arguments[0];
  const std::string& text = arguments[1];
  const bool none = text == "none";
  const std::string pattern = none ? "" : text;
  await_sockets(
      [&] { return places_.sight->timer(host, pattern).has_value() != none; },
      [&] {
        return none ? host + " has a timer: " +
                          places_.sight->timer(host, pattern).value_or("")
                    : host + " has no timer '" + text + "'";
      });
  if (has_ladder())
    post("ss -o: " + host + " " +
         places_.sight->timer(host, pattern).value_or("no timer"));
  else
    show_sockets();
}

void Engine::count_from_here() {
  for (const char* host : {"client", "server"})
    if (world_) places_.counted[host] = counters_of(host);
}

// counters HOST [NAME NUMBER] ...: on loopback nothing, for others count there, too.
void Engine::counters(const Arguments& arguments) {
  const std::string& host = arguments[0];
  if (arguments.size() % 2 == 0)
    fail("counters takes HOST and pairs NAME NUMBER, not '" +
         joined(arguments) + "'");
  if (!world_) return;
  const host::Counters before = places_.counted[host];
  for (std::size_t i = 1; i < arguments.size(); i += 2)
    if (!before.contains(arguments[i]))
      fail("the kernel of the " + host + " has no counter '" + arguments[i] +
           "'");
  host::Counters now;
  host::Counters moved;
  std::string why;
  settle();
  until(
      [&] {
        now = counters_of(host);
        moved = host::moved(before, now);
        why = "";
        for (std::size_t i = 1; i < arguments.size() && why.empty(); i += 2) {
          const std::string by = std::to_string(moved[arguments[i]]);
          const std::string& wanted = arguments[i + 1];
          if (by != wanted && (wanted != "some" || by == "0"))
            why = say_moved(host, arguments[i], by, wanted);
        }
        return why.empty();
      },
      [&] { return why; }, false);
  std::string text;
  const auto tell = [&](const std::string& name) {
    text +=
        (text.empty() ? " " : ", ") + name + " +" + std::to_string(moved[name]);
  };
  for (std::size_t i = 1; i < arguments.size(); i += 2) tell(arguments[i]);
  if (arguments.size() == 1)
    for (const auto& [name, by] : moved) tell(name);
  say({"nstat: " + host + (text.empty() ? ": nothing has moved" : text)});
  places_.counted[host] = now;
}

// rows: gives what ss said last, for what a play makes of it.
void Engine::rows(const Arguments&) {
  std::vector<std::string> lines;
  for (const auto& [host, s] : places_.sight->rows()) {
    lines.push_back(host);
    for (const auto& word : {s.state, s.unread, s.unacked, s.local, s.peer})
      lines.back() += " " + word;
    lines.back() += " " + s.timer;
  }
  give(lines);
}

// tune HOST KEY VALUE
void Engine::tune(const Arguments& arguments) {
  const std::string& key = arguments[1];
  const std::string& value = arguments[2];
  if (!needs_world("tune " + key)) return;
  const host::Visit there{arguments[0]};
  const std::string path = "/proc/sys/net/ipv4/" + key;
  const Fd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file || ::write(file.get(), value.data(), value.size()) == -1)
    fail(arguments[0] + " has no sysctl net.ipv4." + key +
         ", or not with the value " + value);
}

void Engine::run_to_end(const std::string& host, Arguments command) {
  if (has_ladder()) let_wire_tell();
  const std::string name = command.at(0);
  Process process{{.arguments = std::move(command),
                   .network = host,
                   .out = heard_ ? heard_.get() : STDOUT_FILENO}};
  until([&] { return process.end().has_value(); },
        [&] { return name + " did not end" + within(); });
  if (process.end() != "0") fail(name + " ended with " + *process.end());
}

// run_on HOST COMMAND ARGUMENTS
void Engine::run_on(const Arguments& arguments) {
  if (!needs_world("run_on " + arguments[0])) return;
  run_to_end(arguments[0], {arguments.begin() + 1, arguments.end()});
}

// sockets HOST ARGUMENTS: what netstat shows is the same, less the choice that
// they make.
void Engine::sockets(const Arguments& arguments) {
  if (!needs_world("sockets " + arguments[0])) return;
  Arguments command{"netstat", "-tanopW"};
  if (has_tool("ss")) {
    command = {arguments.begin() + 1, arguments.end()};
    command.insert(command.begin(), "ss");
  }
  run_to_end(arguments[0], command);
}

}  // namespace stage
