// The engine's words for scripts/watch.sh: two programs that nobody has written for
// a play. What they print stands on the ladder, and nobody says when they are done.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>

#include "common/stage/engine.h"
#include "common/text/columns.h"
#include "common/text/words.h"

namespace stage {
namespace {

using namespace std::chrono_literals;

constexpr auto look_again = 50ms;
// A program that holds a connection may be about to do something with it.
constexpr auto held_patience = 1s;
constexpr auto blocked_patience = 1s;
constexpr auto end_patience = 2s;
constexpr int most_printed = 20;  // lines of a program on the ladder
constexpr std::size_t longest_line = 200;

// Would the kernel send something on it by itself, within a minute?
bool will_send(const Socket& socket) {
  const std::string& timer = socket.timer;
  return timer.starts_with("on") || timer.starts_with("persist") ||
         (timer.starts_with("keepalive") && timer.find("min") == timer.npos);
}

// Only a program can end it.
bool is_held(const Socket& socket) {
  return socket.state == "ESTAB" || socket.state == "CLOSE-WAIT" ||
         socket.state == "FIN-WAIT-2";
}

// The sockets of a host, listeners aside.
std::vector<Socket> sockets_of(const Places& places, std::string_view host) {
  const auto& kernels = places.kernels;
  return (host == "client" ? kernels.front() : kernels.back()).take(0);
}

// How long the wire must be quiet until one can say that no more will come: longer if
// a program holds a connection. Nothing: a kernel will send something by itself.
std::optional<std::chrono::milliseconds> patience(const Places& places) {
  auto rest = 0ms;
  for (const std::string_view host : trace::hosts)
    for (const Socket& socket : sockets_of(places, host)) {
      if (will_send(socket)) return {};
      if (is_held(socket)) rest = held_patience;
    }
  return rest;
}

// "client TIME-WAIT, server gone"; "server 3 CLOSE-WAIT" of several.
std::string states_of_all(const Places& places) {
  std::string words;
  for (const std::string_view host : trace::hosts) {
    std::map<std::string, int> counts;
    for (const Socket& socket : sockets_of(places, host))
      ++counts[socket.state];
    (words += words.empty() ? "" : ", ") += host;
    if (counts.empty()) words += " gone";
    std::string_view mark = " ";
    for (const auto& [state, count] : counts) {
      words += mark;
      words += (count > 1 ? std::to_string(count) + " " : "") + state;
      mark = " and ";
    }
  }
  return words;
}

bool is_in_state(const Places& places, const std::string& host,
                 const std::string& state) {
  const auto sockets = sockets_of(places, host);
  if (state == "gone") return sockets.empty();
  return std::any_of(sockets.begin(), sockets.end(), [&](const Socket& socket) {
    return socket.state == state;
  });
}

}  // namespace

// watch [data]: the scene is of that kind; payloads are shown.
void Engine::watch(const Arguments& arguments) {
  watch_ = {.on = true, .data = !arguments.empty()};
}

// A line that a program prints, or how it ended, in its host's lane.
void Engine::print_on_ladder(const Actor& actor, const std::string& text) {
  trace::Reporter reporter{calls_path_, trace::host_named(actor.host)};
  if (actor.status) return reporter.note(text);
  const int line = ++watch_.lines[actor.name];
  if (line <= most_printed)
    reporter.note('"' + text::printable(text, longest_line) + '"');
  else if (line == most_printed + 1)
    reporter.note("(prints more)");
}

void Engine::hear_all() {
  for (const auto& [name, actor] : cast_)
    while (hear(*actor)) continue;
}

// rest NAME TIME [HOST STATE]: until NAME has ended and all is still, no longer than
// TIME behind its end; or until all is still and HOST is in STATE, whether it has
// ended or not. Gives how it ended, and what was not as it should be.
void Engine::rest(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  end_of_input(actor);  // nobody types for it
  const auto longest = text::parse_time(arguments[1]);
  if (!longest) fail("rest NAME TIME, not '" + joined(arguments) + "'");
  const bool wants_state = arguments.size() == 4;
  std::string missed;
  if (wants_state) missed = arguments[2] + " was not " + arguments[3];
  auto end = Clock::time_point::max();
  auto still_since = Clock::now();
  while (Clock::now() < end) {
    turn(std::min(end, Clock::now() + look_again));
    const bool steps = first_stopped() != nullptr || keys_.segment_waits();
    if (steps) end = Clock::time_point::max();
    if (actor.status && end == Clock::time_point::max() && !steps)
      end = Clock::now() + *longest;
    if (!actor.status && !wants_state) continue;
    settle();
    auto rest = patience(places_);
    if (rest && !actor.status) rest = blocked_patience;
    still_since = rest ? std::max(still_since, last_segment_) : Clock::now();
    if (steps) still_since = Clock::now();
    if (!rest || Clock::now() < still_since + *rest) continue;
    // A connection that was never there is not gone.
    if (wants_state && (last_segment_ < scene_.started ||
                        !is_in_state(places_, arguments[2], arguments[3])))
      continue;
    missed = "";
    break;
  }
  give({actor.status ? std::to_string(actor.process.status()) : "", missed,
        last_segment_ < scene_.started ? "nothing was sent"
                                       : states_of_all(places_)});
}

// stop NAME: as if its user ended it. It must not last.
void Engine::stop(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  const auto wait = [&] {
    const auto end = Clock::now() + end_patience;
    while (!actor.status && Clock::now() < end)
      turn(std::min(end, Clock::now() + look_again));
  };
  const auto tell = [&](int signal) {
    if (!actor.status) ::kill(-actor.process.pid(), signal);
    wait();
  };
  tell(SIGTERM);
  if (actor.traced && !actor.status) {
    actor.traced->control.kill();
    wait();
  }
  tell(SIGKILL);
  settle();
}

// What stands somewhere on the ladder, and must not be missed.
void Engine::observe(const trace::Note& note) {
  if (note.host && note.text.ends_with("cannot be seen"))
    watch_.unseen.insert(std::string{name(*note.host)} + ": " + note.text);
}

// leave STATUS: the scene ends, and the engine with that status. The last rows say
// what could not be seen.
void Engine::leave(const Arguments& arguments) {
  settle();
  for (const std::string& text : watch_.unseen) post(text);
  lower(end_patience);
  finished_ = true;
  throw End{std::atoi(arguments[0].c_str())};
}

}  // namespace stage
