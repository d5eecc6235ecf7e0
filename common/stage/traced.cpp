// The engine's programs under `calls`: any program, held before a call or blocked
// in one; what they call is seen in the trace.
#include "common/stage/traced.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "common/stage/engine.h"

namespace stage {
namespace {

// "close( #2": the second one from now.
struct Which {
  std::string begin;
  int number = 1;
};

Which which_of(const std::string& call) {
  const auto mark = call.find(" #");
  Which which{call.substr(0, mark)};
  if (mark == call.npos) return which;
  const char* const end = call.data() + call.size();
  const auto [stop, error] =
      std::from_chars(call.data() + mark + 2, end, which.number);
  if (error != std::errc{} || stop != end || which.number < 1) which.number = 0;
  return which;
}

}  // namespace

// No step has such a name.
bool is_call(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  const auto end = text.find_first_not_of(letters);
  return end != text.npos && end > 0 && text[end] == '(';
}

namespace {

// The process that traces it, by proc(5); 0: nobody, or it is gone.
int tracer_of(int pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/status"};
  for (std::string word; file >> word;)
    if (int tracer = 0; word == "TracerPid:" && file >> tracer) return tracer;
  return 0;
}

}  // namespace

// Whose call it is: of those that `calls` has told of, one is of the process that
// a process of its group traces. A process that is gone already belongs to the only
// one that it can.
Actor* Engine::caller(trace::Host host, int pid) {
  std::vector<Actor*> candidates;
  for (const auto& [name, actor] : cast_) {
    if (!actor->traced || actor->host != trace::name(host)) continue;
    if (actor->traced->deeds.has(pid)) return actor.get();
    candidates.push_back(actor.get());
  }
  if (candidates.empty()) return nullptr;
  const int tracer = tracer_of(pid);
  std::erase_if(candidates, [&](const Actor* actor) {
    return tracer != 0 ? actor->process.pid() != ::getpgid(tracer)
                       : actor->status.has_value();
  });
  if (candidates.size() != 1) return nullptr;
  candidates[0]->traced->deeds.adopt(pid);
  return candidates[0];
}

void Engine::observe(const trace::Event& event) {
  if (const auto* call = std::get_if<trace::Call>(&event))
    if (Actor* actor = caller(call->host, call->pid))
      actor->traced->deeds.take(*call);
  if (const auto* end = std::get_if<trace::Return>(&event))
    if (Actor* actor = caller(end->host, end->pid))
      if (const auto line = actor->traced->deeds.take(*end))
        show_line(*actor, *line);
}

// Takes in all that was called until now.
void Engine::tell_calls() {
  if (has_ladder()) let_wire_tell();
  if (calls_) take_calls();
}

// It is held no more, until it comes to the call that a `hold` has named.
void Engine::let_run(Actor& actor) {
  if (!actor.traced || !actor.traced->awaited.empty()) return;
  actor.traced->control.run();
  actor.traced->begins = false;
}

// It is held no more.
void Engine::release(Actor& actor) {
  if (actor.traced) actor.traced->awaited = "";
  let_run(actor);
}

// Waits until it is held.
void Engine::await_hold(Actor& actor, const std::string& call) {
  const Traced& traced = *actor.traced;
  const std::string goal = "the call '" + call + "'";
  until(
      [&] {
        while (hear(actor)) press_enter(actor);
        if (!actor.status) return !traced.control.held().empty();
        tell_calls();
        fail(actor.name + " ended (" + *actor.status + ") before " + goal +
             ": " + traced.deeds.made());
      },
      [&] {
        tell_calls();
        return actor.name + " did not come to " + goal + within() + ": " +
               traced.deeds.place();
      });
}

// hold NAME CALL: it will be held there; what the others do meanwhile, too, may
// bring it there.
void Engine::hold(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  const std::string& call = arguments[1];
  if (!actor.traced)
    fail(actor.name + " was started without --: it waits at its steps, not " +
         "before the call '" + call + "'");
  auto& [control, deeds, begins, awaited] = *actor.traced;
  auto [begin, number] = which_of(call);
  if (number == 0 || !is_call(begin))
    fail("'" + call + "' is no call, as in 'close( #2'");
  deeds.forget();
  awaited = call;
  if (std::exchange(begins, false)) {
    press_enter(actor);
    await_hold(actor, call);
    if (control.held().starts_with(begin) && --number == 0) return;
  }
  control.until(begin, number);
  press_enter(actor);  // not before that: it may be quick to make the call
}

// go_on NAME CALL
void Engine::go_on_to_call(Actor& actor, const std::string& call) {
  if (!actor.traced || actor.traced->awaited != call) hold({actor.name, call});
  await_hold(actor, call);
  show_line(actor, "about to call " + actor.traced->control.held());
  actor.traced->awaited = "";
  settle();
  look();
}

// blocks NAME CALL
void Engine::block_in_call(Actor& actor, const std::string& begin) {
  const Deeds& deeds = actor.traced->deeds;
  const std::string goal = "a wait in " + begin + ")";
  let_run(actor);
  // That it sleeps is seen before the last of what it called is told: a call that
  // it has come back from is not open any more then.
  until(
      [&] {
        while (hear(actor)) check_runs(actor, goal);
        press_enter(actor);
        const auto thread = deeds.thread_in(begin);
        if (!thread || !sleeps(*thread)) return false;
        tell_calls();
        return deeds.thread_in(begin) == thread;
      },
      [&] {
        tell_calls();
        return actor.name + " did not come to " + goal + within() + ": " +
               deeds.place();
      },
      false);
  settle();
  look();
}

// listens NAME: until a socket of its host listens that did not before, whatever
// process has it; on loopback, where others listen, too, at the scene's port. The
// scene then looks at that port.
void Engine::listens(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  let_run(actor);
  int port = 0;
  until(
      [&] {
        while (hear(actor)) press_enter(actor);
        press_enter(actor);
        for (const std::string& end : listeners(actor.host)) {
          const int its = std::stoi(end.substr(end.find(':') + 1), nullptr, 16);
          if (!actor.listened.contains(end) && (world_ || its == scene_.port))
            port = its;
        }
        if (port == 0) check_runs(actor, "it listened");
        return port != 0;
      },
      [&] { return called(actor) + " does not listen" + within(); }, false);
  if (port != scene_.port) {
    scene_.port = port;
    places_.sight.emplace(port);
  }
  give({std::to_string(port)});
  settle();
}

}  // namespace stage
