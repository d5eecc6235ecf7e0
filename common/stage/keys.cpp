// The engine's keyboard: Enter is for the play while it waits for that, then for
// what is held first, a call or a segment; other keys are for the wire, or for all
// programs under `calls`.
#include "common/stage/keys.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "common/stage/engine.h"
#include "common/wire/rules.h"

namespace stage {
namespace {

// A line of the play as it stands there.
std::string line_of(const std::string& play, const std::string& number) {
  std::ifstream file{play};
  std::string line;
  for (int n = std::atoi(number.c_str()); n > 0; --n) std::getline(file, line);
  return line;
}

}  // namespace

bool Keys::segment_waits() const {
  const std::string first = queue.substr(0, queue.find(';'));
  return !first.empty() && !first.ends_with(" nothing") &&
         !first.ends_with(" runs");
}

void Engine::serve_keyboard() {
  std::array<char, 64> bytes;
  const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (size > 0) {
    keys_.pressed.append(bytes.data(), static_cast<std::size_t>(size));
    return use_keys();
  }
  keys_.ended = true;
  settings_.step = false;  // the play goes on by itself, and so does all else
  if (wire_) wire_->press('R');
  keys_.stop_at_calls = false;
  stop_at_calls();
}

void Engine::use_keys() {
  while (!keys_.pressed.empty() && (keys_.play_waits || settings_.step_wire)) {
    const char key = keys_.pressed[0];
    keys_.pressed.erase(0, 1);
    press(key);
  }
}

void Engine::press(char key) {
  if (settings_.step_wire && keys_.typed.wants(key)) {
    if (const auto goal = keys_.typed.take(key)) search(*goal);
    return;
  }
  if (key == '\n' && keys_.play_waits) {
    keys_.play_waits = false;
    return;
  }
  if (!settings_.step_wire) return;
  Actor* const actor = key == '\n' ? first_stopped() : nullptr;
  if (actor != nullptr) {
    echo("you let the " + actor->name +
         " go on: " + actor->traced->control.stop());
    return actor->traced->control.go();
  }
  if (key == 'c') {
    keys_.stop_at_calls = !keys_.stop_at_calls;
    echo(keys_.stop_at_calls ? "you stop each program before its calls"
                             : "you stop no program before its calls");
    return stop_at_calls();
  }
  if (key == 'r') let_calls_run();
  if (wire_) wire_->press(key);
}

// A row of the ladder: what a key has done.
void Engine::echo(const std::string& text) {
  if (notes_)
    notes_->key(text);
  else
    show_.print("* " + text + "\n");
}

// The wire tells of a segment a little later than a program of its call. A segment
// comes first if both came so soon after one another: a program that is held sends
// nothing.
constexpr auto told_late = std::chrono::milliseconds{50};

// The program whose call is held, if Enter lets that go, and no segment.
Actor* Engine::first_stopped() {
  Actor* first = nullptr;
  for (const auto& [name, actor] : cast_)
    if (actor->traced && !actor->traced->control.stop().empty() &&
        (first == nullptr ||
         actor->traced->control.since() < first->traced->control.since()))
      first = actor.get();
  if (first == nullptr || !keys_.segment_waits()) return first;
  for (const auto& [id, since] : keys_.held)
    if (since < first->traced->control.since() + told_late) return nullptr;
  return first;
}

void Engine::stop_at_calls() {
  for (const auto& [name, actor] : cast_)
    if (actor->traced) actor->traced->control.stop_at_each(keys_.stop_at_calls);
}

// r is for the calls, too.
void Engine::let_calls_run() {
  keys_.stop_at_calls = keys_.searches = false;
  stop_at_calls();
  for (const auto& [name, actor] : cast_)
    if (actor->traced && !actor->traced->control.stop().empty())
      actor->traced->control.go();
}

// All run until a segment of that kind waits, or a program is held before that call.
void Engine::search(const std::string& goal) {
  const bool segment = wire::kind_named(goal).has_value();
  const bool calls = std::any_of(
      cast_.begin(), cast_.end(),
      [](const auto& named) { return named.second->traced.has_value(); });
  if (!segment && calls) {
    if (!is_call(goal))
      return echo("/" + goal +
                  " is no segment such as /FIN, and no call such as /close(");
    echo("you run to the next " + goal);
  }
  keys_.searches = segment || calls;
  for (const auto& [name, actor] : cast_)
    if (actor->traced && keys_.searches)
      actor->traced->control.seek(segment ? "" : goal);
  if (!wire_) return;
  for (const char key :
       segment || !calls ? "/" + goal + "\n" : std::string{","})
    wire_->press(key);
}

// Is there what was searched for?
void Engine::end_search() {
  if (!keys_.searches) return;
  const bool call = first_stopped() != nullptr;
  if (!call && !keys_.segment_waits()) return;
  keys_.searches = false;
  if (call && wire_) wire_->press('.');
  stop_at_calls();
}

// What the wire holds, and says of it.
void Engine::watch_queue(const trace::Event& event) {
  if (const auto* segment = std::get_if<trace::Segment>(&event))
    if (segment->fate == trace::Fate::held)
      keys_.held[segment->id] = Clock::now();
  if (const auto* arrival = std::get_if<trace::Arrival>(&event))
    keys_.held.erase(arrival->id);
  if (const auto* waiting = std::get_if<trace::Waiting>(&event))
    keys_.queue = waiting->text;
}

void Engine::show_status() {
  if (!playing_ || finished_ || keys_.ended ||
      !(settings_.step_wire || keys_.play_waits))
    return show_.status({});
  ladder::Status status;
  status.play_waits = keys_.play_waits;
  if (settings_.step_wire) {
    if (wire_is_up_) status.queue = keys_.queue;
    status.typed = keys_.typed.text();
    status.call_is_next = first_stopped() != nullptr;
  }
  for (const auto& [name, actor] : cast_) {
    if (!actor->traced) continue;
    status.can_hold_calls = settings_.step_wire;
    const Control& control = actor->traced->control;
    const std::string& call =
        control.stop().empty() ? control.held() : control.stop();
    if (call.empty()) continue;
    if (!status.held.empty()) status.held += "  ";
    status.held.append(name).append(": ").append(call);
  }
  show_.status(status);
}

// Before each line of the play, with --step: shows it, and waits for Enter. One that
// only looks would give away what it looks for: it is shown when it is met.
void Engine::cue(const Word& word) {
  if (!settings_.step || !playing_ || word.verb == "scene" ||
      word.verb == "ask" || predict::only_looks(word.verb))
    return;
  if (has_ladder()) let_wire_tell();
  show_.cue(hide_answer(line_of(settings_.play, word.line)));
  keys_.play_waits = true;
  use_keys();
  show_status();
  while (keys_.play_waits && settings_.step) turn(Clock::time_point::max());
  keys_.play_waits = false;
}

void Engine::show_met(const Word& word) {
  if (settings_.step && playing_ && predict::only_looks(word.verb))
    show_.cue(line_of(settings_.play, word.line));
}

}  // namespace stage
