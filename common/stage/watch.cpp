// The engine's words for scripts/watch.sh: two programs that nobody has written for
// a play. What they print stands on the ladder, and nobody says when they are done.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <utility>

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

std::optional<std::chrono::milliseconds> patience(const Places& places) {
  auto rest = 0ms;
  for (const std::string_view host : trace::hosts)
    for (const Socket& socket : sockets_of(places, host)) {
      if (will_send(socket)) return {};
      if (is_held(socket)) rest = held_patience;
    }
  return rest;
}

// watch [--data] [--expect FILE]: the scene is of that kind; payloads are shown; it
// is judged by that file.
void Engine::watch(const Arguments& arguments) {
  watch_ = {.on = true};
  for (auto word = arguments.begin(); word != arguments.end(); ++word)
    if (*word == "--data")
      watch_.data = true;
    else if (*word == "--expect" && word + 1 != arguments.end())
      watch_.expected = *++word;
    else
      fail("watch [--data] [--expect FILE], not '" + joined(arguments) + "'");
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

// rest NAME LIMIT TIME [HOST STATE]: until NAME has ended and all is still, no longer
// than TIME behind its end; or until all is still and HOST is in STATE, whether it has
// ended or not. It may run for LIMIT, or "ever". Gives how it ended, what was not as it
// should be, the states, and how many others still run.
void Engine::rest(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  end_of_input(actor);  // nobody types for it
  const auto limit = text::parse_time(arguments[1]);
  const auto longest = text::parse_time(arguments[2]);
  const bool wants_state = arguments.size() == 5;
  if ((!limit && arguments[1] != "ever") || !longest)
    fail("rest NAME LIMIT TIME, not '" + joined(arguments) + "'");
  std::string missed;
  if (wants_state) missed = arguments[3] + " was not " + arguments[4];
  constexpr auto never = Clock::time_point::max();
  auto end = limit && !settings_.step_wire ? Clock::now() + *limit : never;
  auto still_since = Clock::now();
  bool ended = false;
  while (Clock::now() < end) {
    turn(std::min(end, Clock::now() + look_again));
    const bool steps = first_stopped() != nullptr || keys_.segment_waits();
    if (steps) end = never, ended = false;
    if (actor.status && !steps && !std::exchange(ended, true))
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
                        !is_in_state(places_, arguments[3], arguments[4])))
      continue;
    missed = "";
    break;
  }
  const auto others =
      std::count_if(cast_.begin(), cast_.end(), [&](const auto& named) {
        return named.second.get() != &actor && !named.second->status;
      });
  give({actor.status ? std::to_string(actor.process.status()) : "", missed,
        last_segment_ < scene_.started ? "nothing was sent"
                                       : states_of_all(places_),
        std::to_string(others)});
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

// leave STATUS: the scene ends, and the engine with that status, or with that of an
// expectation that is not met. The last rows say what could not be seen.
void Engine::leave(const Arguments& arguments) {
  settle();
  for (const std::string& text : watch_.unseen) post(text);
  lower(end_patience);
  finished_ = true;
  const auto [status, words] = record_->verdict();
  if (!words.empty()) std::cerr << "lab watch: " << words << std::flush;
  throw End{status != 0 ? status : std::atoi(arguments[0].c_str())};
}

}  // namespace stage
