// The engine's programs: they run from step to step; what they say is heard when the
// play listens to them.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "common/stage/engine.h"

namespace stage {
namespace {

// As much as the pipe takes now. Returns whether all is written, or nobody reads
// it: that is seen in what the program says.
bool write_some(const Fd& pipe, std::string& text) {
  const ssize_t size = ::write(pipe.get(), text.data(), text.size());
  if (size == -1) return errno != EAGAIN && errno != EINTR;
  text.erase(0, static_cast<std::size_t>(size));
  return text.empty();
}

}  // namespace

Actor& Engine::known(const std::string& name) {
  const auto actor = cast_.find(name);
  if (actor == cast_.end()) fail("no program is called '" + name + "'");
  return *actor->second;
}

void Engine::take_output(Actor& actor) {
  if (!actor.speech.is_full()) actor.speech.add(read_some(actor.out));
}

void Engine::show_line(const Actor& actor, const std::string& text) {
  if (!has_ladder()) show_.line(actor.name, actor.host, text);
}

// A call that has begun and not come back, once.
void Engine::show_unfinished(Actor& actor) {
  if (const auto text = actor.speech.show_unfinished())
    show_line(actor, *text + " ...");
}

// Takes in the next line that it has said, or its end. False: there is none now.
bool Engine::hear(Actor& actor) {
  if (actor.status) return false;
  if (actor.speech.is_full() && watch_.on) actor.speech.forget();
  if (actor.speech.is_full()) fail(actor.name + " says more than 1 MiB");
  if (const auto line = actor.speech.hear()) {
    if (line->text.starts_with("== ") && actor.in && !watch_.on)
      actor.at = line->text.substr(3);
    if (watch_.on) print_on_ladder(actor, line->text);
    if (!line->shown) show_line(actor, line->text);
    return true;
  }
  if (actor.out || !actor.process.end()) return false;
  if (exercise_.on && !actor.speech.unfinished().empty()) {
    actor.speech.add("\n");  // what a student's program prints may have none
    return hear(actor);
  }
  show_unfinished(actor);
  actor.status = actor.process.end();
  const std::string end = "(ended: " + *actor.status + ")";
  if (watch_.on && actor.status != "0") print_on_ladder(actor, end);
  if (actor.status != "0") show_line(actor, end);
  actor.at = "";
  return true;
}

// Before it goes on, what it has sent until now is told.
void Engine::press_enter(Actor& actor) {
  if (actor.at.empty()) return;
  if (has_ladder()) let_wire_tell();
  actor.at = "";
  type(actor, "\n");
}

void Engine::type(Actor& actor, std::string text) {
  until([&] { return write_some(actor.in, text); },
        [&] { return actor.name + " did not read its input" + within(); },
        false);
}

void Engine::end_of_input(Actor& actor) {
  release(actor);
  actor.in = Fd{};
  actor.at = "";
}

void Engine::check_runs(const Actor& actor, const std::string& before) {
  if (actor.status)
    fail(called(actor) + " ended (" + *actor.status + ") before " + before);
}

// "client"; "the client" to one who reads no play, and did not give that name.
std::string Engine::called(const Actor& actor) const {
  return (watch_.on ? "the " : "") + actor.name;
}

// go_on NAME STEP
void Engine::go_on(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  const std::string& step = arguments[1];
  if (is_call(step)) return go_on_to_call(actor, step);
  const std::string goal = "the step '" + step + "'";
  const std::string why = actor.name + " did not come to " + goal;
  let_run(actor);
  press_enter(actor);
  until(
      [&] {
        while (actor.at != step) {
          press_enter(actor);
          if (!hear(actor)) break;
          check_runs(actor, goal);
        }
        check_runs(actor, goal);
        if (actor.at != step && waits_in_vain()) fail(why);
        return actor.at == step;
      },
      [&] { return why + within(); }, !exercise_.on);
  settle();
  look();
}

// types NAME TEXT
void Engine::types(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  let_run(actor);
  press_enter(actor);
  type(actor, arguments[1] + "\n");
}

// blocks NAME CALL
void Engine::blocks(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  const std::string begin = arguments[1] + "(";
  if (actor.traced) return block_in_call(actor, begin);
  const std::string goal = "a wait in " + begin + ")";
  // All that it has to say must have been heard: it may have been in that call
  // before, and woken up since.
  until(
      [&] {
        while (hear(actor)) {
          press_enter(actor);
          check_runs(actor, goal);
        }
        press_enter(actor);
        return actor.speech.unfinished().starts_with(begin) &&
               sleeps(actor.process.pid());
      },
      [&] { return actor.name + " did not come to " + goal + within(); },
      false);
  show_unfinished(actor);
  settle();
  look();
}

// run_free NAME
void Engine::run_free(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  if (actor.traced)
    release(actor);  // it may read more than Enter
  else
    end_of_input(actor);
}

// printed NAME TEXT
void Engine::printed(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  const std::string& text = arguments[1];
  const auto why = [&] {
    const bool held = actor.traced && !actor.traced->control.held().empty();
    return actor.name + " did not print '" + text + "'" +
           (held ? ": it is held before " + actor.traced->control.held() : "");
  };
  until(
      [&] {
        while (!actor.speech.find(text)) {
          if (!actor.at.empty() || actor.status) fail(why());
          if (hear(actor)) continue;
          if (waits_in_vain()) fail(why());
          return false;
        }
        return true;
      },
      why, !exercise_.on);
}

// It runs to its end, which must be one of these; any, if there are none.
void Engine::run_to_status(Actor& actor, const Arguments& statuses) {
  end_of_input(actor);
  until(
      [&] {
        while (hear(actor)) continue;
        return actor.status.has_value();
      },
      [&] { return actor.name + " did not end" + within(); });
  if (!statuses.empty() && std::find(statuses.begin(), statuses.end(),
                                     *actor.status) == statuses.end())
    fail(actor.name + " ended with " + *actor.status + ", not " + statuses[0]);
  actor.judged = true;
  settle();
  look();
}

// exits NAME STATUS
void Engine::exits(const Arguments& arguments) {
  run_to_status(known(arguments[0]), {arguments[1]});
}

// interrupt NAME: as Ctrl-C in a terminal, which `calls` itself takes no notice of.
// Not every program has a way to end with 0 then.
void Engine::interrupt(const Arguments& arguments) {
  Actor& actor = known(arguments[0]);
  release(actor);
  if (!actor.traced) {
    actor.process.send(SIGINT);
    return run_to_status(actor, {"0"});
  }
  actor.process.send_to_group(SIGINT);
  if (exercise_.interrupted && actor.name == student_name)
    return run_to_status(actor, {});
  run_to_status(actor, {"0", "SIGINT"});
}

// finish: in an exercise, until the student's program has failed, or the others wait
// for one that has ended.
void Engine::finish(const Arguments&) {
  for (const auto& [name, actor] : cast_) end_of_input(*actor);
  std::string running;
  until(
      [&] {
        running = "";
        for (const auto& [name, actor] : cast_) {
          while (hear(*actor)) continue;
          if (!actor->status && running.empty()) running = name;
        }
        return running.empty() || yours_has_failed() || others_wait();
      },
      [&] { return running + " did not end" + within(); }, !exercise_.on);
  if (!running.empty() && !yours_has_failed())
    fail(running + " waits for something that does not come");
  for (const auto& [name, actor] : cast_)
    if (!actor->judged && actor->status && actor->status != "0")
      fail(name + " ended with " + *actor->status + ", not 0");
  judge();
}

// said NAME: gives all that it has said, for what a play makes of it.
void Engine::said(const Arguments& arguments) {
  give({known(arguments[0]).speech.said()});
}

}  // namespace stage
