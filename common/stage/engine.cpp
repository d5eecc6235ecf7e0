#include "common/stage/engine.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>

#include "common/host/host.h"
#include "common/socket/must.h"

namespace stage {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_rest = 10ms;  // where no event tells of a change
constexpr auto longest_rest = 50ms;
constexpr auto row_rest = 10ms;  // a call that has not returned by then waits
constexpr auto last_patience = 300ms;

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

Engine::Engine(Settings settings, host::Signals signals)
    : settings_{std::move(settings)},
      world_{std::getenv("LAB_WORLD") != nullptr},
      lab_{std::filesystem::absolute(settings_.play)
               .lexically_normal()
               .parent_path()
               .filename()},
      signals_{std::move(signals)},
      keyboard_{settings_.step || settings_.step_wire ||
                settings_.predict == "ask"},
      answers_{must(::memfd_create("answers", MFD_CLOEXEC),
                    "memfd_create(\"answers\", MFD_CLOEXEC)")} {
  if (!world_) {
    places_.kernels.emplace_back();
    return;
  }
  for (const char* host : {"client", "server"}) {
    const host::Visit there{host};
    places_.kernels.emplace_back();
  }
}

int Engine::run() try {
  std::array<int, 2> ends{};
  must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
       "socketpair(AF_UNIX, SOCK_STREAM, 0)");
  play_end_ = Fd{ends[0]};
  const Fd theirs{ends[1]};
  if (!settings_.predict.empty())
    heard_ = Fd{must(::memfd_create("heard", MFD_CLOEXEC),
                     "memfd_create(\"heard\", MFD_CLOEXEC)")};
  play_.emplace(
      Command{.arguments = {"bash", settings_.play},
              .environment = {{"LAB_STAGE", std::to_string(theirs.get())},
                              {"LAB_ANSWERS",
                               "/dev/fd/" + std::to_string(answers_.get())},
                              {"LAB_SCENES", settings_.scenes}},
              .out = heard_ ? heard_.get() : STDOUT_FILENO,
              .kept = {theirs.get(), answers_.get()}});
  while (!play_->end()) {
    if (const auto word = words_.next())
      hand_over(*word);
    else
      turn(Clock::time_point::max());
  }
  show_.status({});
  end_play();
  return played_ > 0 || skipped_ == 0 ? 0 : 77;
} catch (const End& end) {
  try {
    show_.status({});
    if (end.status == 128 + SIGPIPE) record_.reset();  // for nobody reads on
    lower(last_patience);
    play_end_ =
        Fd{};  // the play's word fails: it ends, and removes what it made
    const auto latest = Clock::now() + last_patience;
    while (play_ && !play_->end() && Clock::now() < latest) turn(latest);
  } catch (const End&) {  // told twice
  }
  return end.status;
}

void Engine::end_play() {
  const int status = play_->status();
  if (status > 0 && status != 128 + SIGINT) {
    lower(last_patience);
    show_.failure(
        scene_.name, word_.line,
        "the play ended with " + std::to_string(status) + ", behind this line");
  }
  if (status != 0) throw End{status};
  if (!finished_) fail("the scene has no finish");
}

// What a word of a play does, and how it is written.
const Engine::Verb& Engine::verb_of(const Word& word) {
  static const std::map<std::string_view, Verb> verbs = {
      {"scene", {&Engine::scene, 2, "NAME TEXT"}},
      {"start", {&Engine::start, 4, "NAME on client|server PROGRAM ..."}},
      {"go_on", {&Engine::go_on, 2, "NAME STEP"}},
      {"types", {&Engine::types, 2, "NAME TEXT"}},
      {"hold", {&Engine::hold, 2, "NAME CALL"}},
      {"listens", {&Engine::listens, 1, "NAME"}},
      {"blocks", {&Engine::blocks, 2, "NAME CALL"}},
      {"run_free", {&Engine::run_free, 1, "NAME"}},
      {"states", {&Engine::states, 0, "CLIENT SERVER ..."}},
      {"unread", {&Engine::unread, 2, "HOST BYTES"}},
      {"timer", {&Engine::timer, 2, "HOST TEXT"}},
      {"counters", {&Engine::counters, 1, "HOST [NAME NUMBER] ..."}},
      {"printed", {&Engine::printed, 2, "NAME TEXT"}},
      {"interrupt", {&Engine::interrupt, 1, "NAME"}},
      {"exits", {&Engine::exits, 2, "NAME STATUS"}},
      {"say", {&Engine::say, 1, "TEXT"}},
      {"skip", {&Engine::skip, 1, "REASON"}},
      {"needs", {&Engine::needs, 1, "PROGRAM ..."}},
      {"finish", {&Engine::finish, 0, ""}},
      {"ask", {&Engine::ask, 3, "TEXT RIGHT WRONG ..."}},
      {"wire", {&Engine::wire, 1, "ARGUMENT ..."}},
      {"websocket", {&Engine::websocket, 0, ""}},
      {"tls", {&Engine::tls, 0, ""}},
      {"tune", {&Engine::tune, 3, "HOST KEY VALUE"}},
      {"run_on", {&Engine::run_on, 2, "HOST COMMAND ..."}},
      {"sockets", {&Engine::sockets, 1, "HOST ARGUMENT ..."}},
      {"watch", {&Engine::watch, 0, "[--data] [--expect FILE] ..."}},
      {"rest", {&Engine::rest, 3, "NAME LIMIT TIME [HOST STATE] ..."}},
      {"stop", {&Engine::stop, 1, "NAME"}},
      {"leave", {&Engine::leave, 1, "STATUS"}},
      {"exercise", {&Engine::exercise, 2, "NAME TEXT"}},
      {"given", {&Engine::given, 2, "NAME VALUE"}},
      {"yours", {&Engine::yours, 1, "HOST [held] [all] ..."}},
      {"curtain", {&Engine::curtain, 0, ""}},
      {"said", {&Engine::said, 1, "NAME"}},
      {"rows", {&Engine::rows, 0, ""}}};
  const auto verb = verbs.find(word.verb);
  if (verb == verbs.end()) fail("'" + word.verb + "' is no word of a play");
  const auto& arguments = word.arguments;
  const std::string_view usage = verb->second.usage;
  if (arguments.size() < verb->second.least ||
      (arguments.size() > verb->second.least && !usage.ends_with("...")))
    fail(word.verb + (usage.empty() ? "" : " ") + std::string{usage} +
         ", not '" + joined(arguments) + "'");
  if (usage.starts_with("HOST") && arguments[0] != "client" &&
      arguments[0] != "server")
    fail("HOST is client or server, not '" + arguments[0] + "'");
  return verb->second;
}

// It is done when this returns.
void Engine::hand_over(const Word& word) {
  word_ = word;
  show_.be_silent(word.silent);
  const Verb& verb = verb_of(word);
  const auto seconds = parse_deadline(word.deadline);
  if (!seconds)
    fail("DEADLINE is a number of seconds, not '" + word.deadline + "'");
  deadline_ = std::chrono::seconds{*seconds};
  cue(word);
  if (rehearsal_) rehearse(word);
  until_ = Clock::now() + deadline_;
  try {
    begin_duty(word);
    (this->*verb.act)(word.arguments);
    end_duty(word);
  } catch (const std::exception& error) {
    exercise_.acts = false;
    fail(error.what());
  }
  show_.be_silent(false);
  if (rehearsal_ && finished_) end_rehearsal();
  show_met(word);
  answer(playing_ ? '.' : 's');
}

void Engine::answer(char how) {
  // If it has ended, so does all.
  while (::send(play_end_.get(), &how, 1, MSG_NOSIGNAL) == -1 && errno == EINTR)
    continue;
}

// Writes the lines where the play reads them.
void Engine::give(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  must(::ftruncate(answers_.get(), 0), "ftruncate(answers, 0)");
  must(::pwrite(answers_.get(), text.data(), text.size(), 0),
       "pwrite(answers, text, size, 0)");
}

// Waits for what comes next, and takes it in; no longer than `wake`. Returns
// whether something came.
bool Engine::turn(Clock::time_point wake) {
  const bool row_waits = record_ && record_->waits();
  if (row_waits) wake = std::min(wake, last_news_ + row_rest);
  const bool wants_keys =
      !keys_.ended && (settings_.step_wire || keys_.play_waits);
  std::vector<pollfd> watched = {{signals_.fd(), POLLIN, 0},
                                 {play_end_.get(), POLLIN, 0},
                                 {wants_keys ? STDIN_FILENO : -1, POLLIN, 0},
                                 {wire_ ? wire_->trace() : -1, POLLIN, 0},
                                 {wire_ ? wire_->errors() : -1, POLLIN, 0},
                                 {calls_ ? calls_->fd() : -1, POLLIN, 0}};
  for (const auto& [name, actor] : cast_) {
    watched.push_back(
        {actor->speech.is_full() ? -1 : actor->out.get(), POLLIN, 0});
    if (actor->traced)
      watched.push_back({actor->traced->control.fd(), POLLIN, 0});
  }
  int timeout = -1;
  if (wake != Clock::time_point::max())
    timeout = static_cast<int>(std::max<long long>(
        0, std::chrono::ceil<std::chrono::milliseconds>(wake - Clock::now())
               .count()));
  const int ready = ::poll(watched.data(), watched.size(), timeout);
  if (row_waits && Clock::now() >= last_news_ + row_rest) record_->settle();
  if (ready == 0 && exercise_.yours)
    exercise_.latest = std::max(exercise_.latest, Clock::now() - wake);
  if (ready <= 0) return false;

  if (watched[0].revents != 0) serve_signals();
  if (watched[1].revents != 0) {
    std::array<char, 65536> bytes;
    const ssize_t size =
        ::recv(play_end_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size > 0) words_.add({bytes.data(), static_cast<std::size_t>(size)});
    if (size == 0) play_end_ = Fd{};
  }
  if (watched[2].revents != 0) serve_keyboard();
  for (const auto& [name, actor] : cast_) {
    take_output(*actor);
    if (actor->traced) actor->traced->control.take();
  }
  if (watch_.on) hear_all();
  if (watched[3].revents != 0 || watched[4].revents != 0) serve_wire();
  if (watched[5].revents != 0) take_calls();
  end_search();
  show_status();
  return true;
}

void Engine::serve_signals() {
  while (const int signal = signals_.next())
    if (signal == SIGWINCH)
      show_.resize();
    else if (signal != SIGCHLD)
      throw End{128 + signal};
}

std::string Engine::within() const {
  return " within " + std::to_string(deadline_.count()) + " s";
}

// Waits until it is so; fails with that reason if the time is over. What no event
// tells of is looked at again and again, but ever more seldom.
void Engine::until(const std::function<bool()>& done, const Reason& reason,
                   bool by_events) {
  std::chrono::milliseconds rest = shortest_rest;
  const auto hears = [this] {
    for (const auto& [name, actor] : cast_) take_output(*actor);
    return true;
  };
  while (hears() && !done()) {
    if (Clock::now() >= until_) fail(reason());
    const auto wake =
        by_events ? until_ : std::min(until_, Clock::now() + rest);
    rest = turn(wake) ? shortest_rest : std::min(2 * rest, longest_rest);
  }
}

void Engine::fail(const std::string& why) {
  if (exercise_.on) mark(why);
  show_.be_silent(false);
  show_.release();
  show_.status({});
  const bool ladder = has_ladder();
  lower(last_patience);
  if (!ladder)
    for (const auto& [name, actor] : cast_) show_unfinished(*actor);
  // The ladder shows calls and states: what else was said may tell what failed.
  if (world_ && !finished_ && !watch_.on)
    for (const auto& [name, actor] : cast_) {
      std::istringstream lines{actor->speech.all()};
      for (std::string line; std::getline(lines, line);) {
        std::string begin = name;
        begin.resize(std::max<std::size_t>(9, name.size()), ' ');
        if (!line.empty()) std::cerr << begin << " " << line << "\n";
      }
    }
  if (watch_.on)
    std::cerr << "lab watch: " << why << std::endl;
  else
    show_.failure(scene_.name, word_.line, why);
  throw End{1};
}

}  // namespace stage
