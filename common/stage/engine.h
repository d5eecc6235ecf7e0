// Plays the scenes of a play: starts its programs, waits for what it waits for,
// and shows what happens. The play is a shell script: it sends each of its words
// here (word.h), and goes on when the word is done.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/host/keyboard.h"
#include "common/predict/session.h"
#include "common/stage/cast.h"
#include "common/stage/exercise.h"
#include "common/stage/instruments.h"
#include "common/stage/keys.h"
#include "common/stage/places.h"
#include "common/stage/process.h"
#include "common/stage/record.h"
#include "common/stage/scene.h"
#include "common/stage/show.h"
#include "common/stage/watch.h"
#include "common/stage/wire.h"
#include "common/stage/word.h"
#include "common/trace/reporter.h"
#include "common/trace/reports.h"

namespace stage {

struct Settings {
  std::string play;      // the script
  std::string programs;  // the folder of the programs of all labs
  std::string scenes;    // those to be played, with spaces between; empty: all
  bool step = false;     // Enter before each line of the play
  bool step_wire = false;   // a key for each segment
  bool step_calls = false;  // and for each call of programs under `calls`
  bool queues = false;      // draws the queues at the end of each scene
  bool why = false;         // says below each segment why it was sent
  std::string predict{};    // "ask", "quiz", "answers"; empty: not
  std::string save{};       // a folder for the traces; empty: none are kept
  std::string mark{};       // a folder for an exercise; empty: it is a scene
  std::string sandbox{};    // the script that a student's program is run by
};

// With a space between them.
std::string joined(const std::vector<std::string>& words);

class Engine {
 public:
  // Inside a two-host world (LAB_WORLD is set), or on loopback. Throws
  // std::system_error, or std::runtime_error if the world has no such host.
  Engine(Settings settings, host::Signals signals);

  // Returns the exit status: 0, 1 if a scene failed, 77 if all were skipped.
  int run();

 private:
  using Clock = std::chrono::steady_clock;
  using Arguments = std::vector<std::string>;
  using Reason = std::function<std::string()>;

  struct Verb {
    void (Engine::*act)(const Arguments&);
    std::size_t least;  // arguments
    const char* usage;  // "..." at its end: more are taken, too
  };

  // engine.cpp: the play, and what comes from outside
  const Verb& verb_of(const Word& word);
  void hand_over(const Word& word);
  void answer(char how);
  void give(const std::vector<std::string>& lines);
  bool turn(Clock::time_point wake);
  void serve_signals();
  void serve_wire();
  void end_play();
  [[noreturn]] void fail(const std::string& why);
  void until(const std::function<bool()>& done, const Reason& reason,
             bool by_events = true);
  [[nodiscard]] std::string within() const;

  // keys.cpp: the keyboard, and the line that says what waits
  void serve_keyboard();
  void use_keys();
  void press(char key);
  void echo(const std::string& text);
  Actor* first_stopped();
  void stop_at_calls();
  void let_calls_run();
  void search(const std::string& goal);
  void end_search();
  void watch_queue(const trace::Event& event);
  void show_status();
  void cue(const Word& word);
  void show_met(const Word& word);

  // instruments.cpp: the wire; without one, the calls alone
  [[nodiscard]] std::string expected() const;
  void raise_record();
  void raise();
  void raise_wire(std::vector<std::string> arguments);
  void raise_calls();
  void lower(std::chrono::milliseconds patience);
  [[noreturn]] void leave_wire();
  void take(const std::string& line);
  void settle();
  void take_calls();
  void let_wire_tell();
  void await_wire(const std::function<bool()>& answered);
  void post(const std::string& text);
  [[nodiscard]] bool has_ladder() const { return record_ && wire_; }

  // predict.cpp: a scene that is played unseen, and then asked about
  void rehearse();
  void rehearse(const Word& word);
  void hear_play();
  void end_rehearsal();
  void ask_questions(const predict::Quiz& quiz);
  std::optional<char> next_key();
  [[nodiscard]] std::optional<std::size_t> width_of_ladder() const;
  void keep_quiz(const predict::Quiz& quiz);
  void ask(const Arguments& arguments);

  // start.cpp: what a program needs to begin
  Arguments command_of(const Arguments& arguments, int control);
  void start(const Arguments& arguments);

  // cast.cpp: the programs
  void go_on(const Arguments& arguments);
  void types(const Arguments& arguments);
  void blocks(const Arguments& arguments);
  void run_free(const Arguments& arguments);
  void printed(const Arguments& arguments);
  void exits(const Arguments& arguments);
  void interrupt(const Arguments& arguments);
  void finish(const Arguments& arguments);
  void said(const Arguments& arguments);
  Actor& known(const std::string& name);
  void take_output(Actor& actor);
  bool hear(Actor& actor);
  void press_enter(Actor& actor);
  void type(Actor& actor, std::string text);
  void end_of_input(Actor& actor);
  void run_to_status(Actor& actor, const Arguments& statuses);
  void check_runs(const Actor& actor, const std::string& before);
  [[nodiscard]] std::string called(const Actor& actor) const;
  void show_line(const Actor& actor, const std::string& text);
  void show_unfinished(Actor& actor);

  // traced.cpp: the programs under `calls`
  void hold(const Arguments& arguments);
  void await_hold(Actor& actor, const std::string& call);
  void go_on_to_call(Actor& actor, const std::string& call);
  void block_in_call(Actor& actor, const std::string& call);
  void listens(const Arguments& arguments);
  void let_run(Actor& actor);
  void release(Actor& actor);
  void observe(const trace::Event& event);
  Actor* caller(trace::Host host, int pid);
  void tell_calls();

  // places.cpp: the hosts and their sockets
  void states(const Arguments& arguments);
  void unread(const Arguments& arguments);
  void timer(const Arguments& arguments);
  void sockets(const Arguments& arguments);
  void tune(const Arguments& arguments);
  void run_on(const Arguments& arguments);
  void counters(const Arguments& arguments);
  void count_from_here();
  void rows(const Arguments& arguments);
  void look();
  void look_with_tool();
  [[nodiscard]] std::set<std::string> listeners(const std::string& host) const;
  void let_sockets_rest();
  void await_sockets(const std::function<bool()>& done, const Reason& reason);
  void show_sockets();
  void run_to_end(const std::string& host, Arguments command);

  // watch.cpp: two programs that no play knows
  void watch(const Arguments& arguments);
  void rest(const Arguments& arguments);
  void stop(const Arguments& arguments);
  void leave(const Arguments& arguments);
  void observe(const trace::Note& note);
  void print_on_ladder(const Actor& actor, const std::string& text);
  void hear_all();

  // exercise.cpp: a student's program in a play, and what it did
  void exercise(const Arguments& arguments);
  void given(const Arguments& arguments);
  void yours(const Arguments& arguments);
  void begin_duty(const Word& word);
  void end_duty(const Word& word);
  void await_first_call(Actor& actor);
  void await_listener(Actor& actor);
  void raise_marker();
  [[nodiscard]] std::string end_of_yours();
  [[nodiscard]] bool yours_has_failed() const;
  [[nodiscard]] bool others_wait();
  [[nodiscard]] bool waits_in_vain();
  void curtain(const Arguments& arguments);
  [[nodiscard]] std::string why_with_others(std::string why) const;
  [[nodiscard]] check::Course course_of(const std::string& why);
  [[noreturn]] void mark(const std::string& failed);

  // scene.cpp: the scene
  void scene(const Arguments& arguments);
  void say(const Arguments& arguments);
  void skip(const Arguments& arguments);
  void wire(const Arguments& arguments);
  void websocket(const Arguments& arguments);
  void tls(const Arguments& arguments);
  void name_frames(const std::string& word, trace::Protocol protocol);
  void needs(const Arguments& arguments);
  void clear();
  void judge();
  void save_page();
  void draw_queues();
  bool needs_world(const std::string& what);

  Settings settings_;
  bool world_;            // two hosts; else loopback
  bool playing_ = false;  // neither skipped nor before the first scene
  bool finished_ = true;  // the scene is
  bool wire_is_up_ = false;
  bool lowering_ = false;  // the wire has been told to end
  std::string lab_;
  Show show_;
  host::Signals signals_;
  host::Keyboard keyboard_;
  Keys keys_{.stop_at_calls = settings_.step_calls};
  Fd play_end_;  // of the socket to the play
  Fd answers_;   // a file that it reads
  Words words_;
  std::optional<Process> play_;
  Fd heard_;  // a file: what the play itself prints, when it is unseen

  // Of the word that is played:
  Word word_;
  std::chrono::seconds deadline_{};
  Clock::time_point until_;

  // Of the scene:
  Scene scene_;
  Exercise exercise_;
  int played_ = 0;
  int skipped_ = 0;
  std::map<std::string, std::unique_ptr<Actor>> cast_;
  Places places_;

  std::optional<predict::Rehearsal> rehearsal_;

  // Its instruments:
  Plan plan_;
  Watch watch_;
  std::string calls_path_;
  std::optional<Wire> wire_;
  std::string wire_errors_;
  std::optional<trace::Reports> calls_;
  Fd calls_name_;
  std::optional<trace::Reporter> notes_;
  std::optional<Record> record_;
  int quiet_asked_ = 0;  // of the wire, by its key =
  int quiet_told_ = 0;
  int notes_told_ = 0;
  Clock::time_point last_news_;  // of the trace
  Clock::time_point last_segment_;
};

}  // namespace stage
