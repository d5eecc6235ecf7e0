// The engine's words for exercises: a student's program stands in the place of one
// of a lab. What it must do is in expected.ladder; a word of the play that fails
// ends the run, and what has happened so far is judged.
#include "common/stage/exercise.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "common/ladder/terminal.h"
#include "common/stage/engine.h"
#include "common/stage/watch.h"
#include "common/text/columns.h"

namespace stage {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_told_lines = 10;  // lines
constexpr std::size_t longest_said = 200;
constexpr auto failed_patience = 300ms;
constexpr auto start_patience = 20s;
// Later than that, a program may be late, too, and not be wrong.
constexpr auto most_late = 250ms;
constexpr auto vain_patience = 1500ms;

// Of the shown run, and of the quiet variants after it.
constexpr std::array<int, 8> variant_ports = {7000,  7411, 9053, 8642,
                                              10464, 8135, 7788, 9310};

int variant() {
  const char* const text = std::getenv("LAB_VARIANT");
  return text != nullptr ? std::atoi(text) : 0;
}

std::string read_all(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error{path + " cannot be read"};
  return text.str();
}

// A name as the environment has it.
std::string upper(std::string name) {
  for (char& c : name)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return name;
}

bool is_name(const std::string& name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  constexpr std::array taken = {"path", "home", "lang", "host", "port", "ifs"};
  return !name.empty() && name.find_first_not_of(letters) == name.npos &&
         std::find(taken.begin(), taken.end(), name) == taken.end() &&
         !(name[0] >= '0' && name[0] <= '9') && !name.starts_with("lab_") &&
         !name.starts_with("ld_");
}

// "{port}" of a command is its value; what comes from a value is left as it is.
std::string with_values(std::string_view word,
                        const std::map<std::string, std::string>& values) {
  std::string text;
  while (!word.empty()) {
    const auto end = word.find('}');
    const bool is_value = word[0] == '{' && end != word.npos;
    const auto value = is_value
                           ? values.find(std::string{word.substr(1, end - 1)})
                           : values.end();
    text += value != values.end() ? value->second : std::string{word[0]};
    word.remove_prefix(value != values.end() ? end + 1 : 1);
  }
  return text;
}

// The last of what it has said, harmless to a terminal.
std::vector<std::string> last_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream all{text};
  for (std::string line; std::getline(all, line);) {
    line = text::shorten(text::clean(line), longest_said, "...");
    if (line.find_first_not_of(' ') != line.npos) lines.push_back(line);
    if (lines.size() > most_told_lines) lines.erase(lines.begin());
  }
  return lines;
}

}  // namespace

// exercise NAME TEXT
void Engine::exercise(const Arguments& arguments) {
  if (settings_.mark.empty())
    fail("an exercise is played by scripts/lab check");
  scene(arguments);
  exercise_.on = true;
  const auto folder = std::filesystem::absolute(settings_.play)
                          .lexically_normal()
                          .parent_path();
  lab_ = folder.parent_path().parent_path().filename();
  exercise_.report.exercise = lab_ + "/" + arguments[0];
  exercise_.report.text = arguments[1];
  exercise_.report.variant = variant();
  if (!world_) throw std::runtime_error{"it needs the two hosts"};
  const auto number = static_cast<std::size_t>(std::max(0, variant()));
  scene_.port = variant_ports[number % variant_ports.size()];
  places_.sight.emplace(scene_.port);
  exercise_.values = {{"host", "server"},
                      {"port", std::to_string(scene_.port)}};
  give({"server", "server6", std::to_string(scene_.port)});
}

// given NAME VALUE
void Engine::given(const Arguments& arguments) {
  const auto& [name, value] = std::tie(arguments[0], arguments[1]);
  if (!exercise_.on || record_)
    throw std::runtime_error{"given comes behind exercise, before any start"};
  if (!is_name(name))
    throw std::runtime_error{
        "given takes a name of a-z, 0-9 and _, which the "
        "environment has no use for, not '" +
        name + "'"};
  exercise_.values[name] = value;
  exercise_.given.push_back(name);
  exercise_.report.values.push_back(name + ": " + text::printable(value, 60));
}

// The expectations, once all is given.
void Engine::raise_marker() {
  exercise_.marker.emplace(
      verify::read_expectations(expected(), exercise_.values),
      ladder::has_no_utf8());
  if (exercise_.yours) exercise_.marker->yours(*exercise_.yours);
}

// yours HOST [held] [all]: the student's program runs; a server until it listens.
// With "held" it is held before its first call on a socket, for go_on or hold; with
// "all" calls shows all of them, and all options of sockets.
void Engine::yours(const Arguments& arguments) {
  if (!exercise_.on) throw std::runtime_error{"yours is for an exercise"};
  const std::string& host = arguments[0];
  const auto says = [&](std::string_view word) {
    return std::find(arguments.begin() + 1, arguments.end(), word) !=
           arguments.end();
  };
  const bool held = says("held");
  for (std::size_t i = 1; i < arguments.size(); ++i)
    if (arguments[i] != "held" && arguments[i] != "all")
      throw std::runtime_error{"yours HOST [held] [all], not '" +
                               joined(arguments) + "'"};
  exercise_.yours = trace::host_named(host);
  exercise_.acts = true;
  const bool serves = host == "server";
  exercise_.interrupted = false;
  if (serves && !exercise_.listens)  // it may be started once more
    exercise_.listens =
        check::Line{.text = "your server listens within " +
                            std::to_string(deadline_.count()) + " s",
                    .result = check::Result::not_met};
  Arguments command{student_name, "on", host, "--data", "512"};
  if (says("all")) command.emplace_back("--all");
  command.insert(command.end(), {"--", "env"});
  for (const auto& [name, value] : exercise_.values)
    command.push_back(upper(name) + "=" + value);
  if (!settings_.sandbox.empty()) {
    command.push_back(settings_.sandbox);
    for (const std::string& name : exercise_.given)
      command.insert(command.end(), {"--give", upper(name)});
    command.emplace_back("--");
  }
  std::istringstream words{read_all(settings_.mark + "/command")};
  for (std::string word; std::getline(words, word, '\0');) {
    command.push_back(with_values(word, exercise_.values));
  }
  start(command);
  exercise_.marker->yours(*exercise_.yours);
  Actor& actor = known(student_name);
  await_first_call(actor);
  if (!held) let_run(actor);
  if (serves && !held) await_listener(actor);
}

// A compiler or an interpreter may work long before the program does anything: the
// time of the play begins with its first call on a socket.
void Engine::await_first_call(Actor& actor) {
  until_ = Clock::now() + std::max<Clock::duration>(deadline_, start_patience);
  until(
      [&] {
        while (hear(actor)) continue;
        return actor.status || !actor.traced->control.held().empty();
      },
      [] { return "your program makes no call on a socket"; });
  until_ = Clock::now() + deadline_;
}

// Until it listens where a client finds it.
void Engine::await_listener(Actor& actor) {
  std::string elsewhere;
  std::array<char, 8> port{};
  std::snprintf(port.data(), port.size(), ":%04X", scene_.port);
  const auto is_there = [&] {
    for (const std::string& end : listeners(actor.host)) {
      if (actor.listened.contains(end)) continue;
      const int its = std::stoi(end.substr(end.find(':') + 1), nullptr, 16);
      const bool own = end.starts_with("0100007F:") ||
                       end.starts_with("00000000000000000000000001000000:");
      if (end.ends_with(port.data()) && !own) return true;
      elsewhere = own ? "it listens at its own host's address alone "
                        "(127.0.0.1), where no other host comes to"
                      : "it listens on port " + std::to_string(its) + ", not " +
                            std::to_string(scene_.port);
    }
    return false;
  };
  until(
      [&] {
        while (hear(actor)) continue;
        if (is_there()) return true;
        if (actor.status) fail(end_of_yours() + " before it listened");
        return false;
      },
      [&] {
        if (!elsewhere.empty()) return elsewhere;
        tell_calls();
        return "it does not listen" + within() + ": " +
               actor.traced->deeds.place();
      },
      false);
  exercise_.listens->result = check::Result::met;
  settle();
}

// Before a word of an exercise: what is the student's duty, and nobody else's.
void Engine::begin_duty(const Word& word) {
  if (!exercise_.on) return;
  exercise_.acts = exercise_.yours.has_value();
  const auto& arguments = word.arguments;
  const bool of_yours = !arguments.empty() && arguments[0] == student_name;
  if (of_yours && (word.verb == "interrupt" || word.verb == "stop"))
    exercise_.interrupted = true;
  if (of_yours && word.verb == "printed")
    exercise_.prints =
        check::Line{.text = "your program prints '" + arguments.at(1) + "'",
                    .result = check::Result::not_met};
}

void Engine::end_duty(const Word& word) {
  exercise_.acts = false;
  if (exercise_.prints && word.verb == "printed")
    exercise_.prints->result = check::Result::met;
}

// "your program ended with 1"; where it is, if it still runs.
std::string Engine::end_of_yours() {
  const auto found = cast_.find(student_name);
  if (found == cast_.end()) return "";
  const Actor& actor = *found->second;
  if (!actor.status)
    return "your program still runs: " + actor.traced->deeds.place();
  const int status = actor.process.status();
  if (status <= 128) return "your program ended with " + *actor.status;
  const char* const name = ::sigabbrev_np(status - 128);
  return "your program was ended by " +
         (name != nullptr ? "SIG" + std::string{name} : std::to_string(status));
}

// It has ended, and not as it should.
bool Engine::yours_has_failed() const {
  const auto found = cast_.find(student_name);
  return exercise_.on && found != cast_.end() && found->second->status &&
         !found->second->judged && found->second->status != "0";
}

// The student's program has ended, and the others sleep, and nothing is on its way:
// they wait for it in vain.
bool Engine::others_wait() {
  const auto found = cast_.find(student_name);
  if (!exercise_.on || found == cast_.end() || !found->second->status)
    return false;
  const bool works =
      std::any_of(cast_.begin(), cast_.end(), [](const auto& named) {
        const Actor& actor = *named.second;
        return !actor.status && !sleeps(actor.process.pid());
      });
  const auto now = Clock::now();
  const auto rest = patience(places_);
  if (works || !rest || exercise_.still_since == Clock::time_point{})
    exercise_.still_since = now;
  exercise_.still_since = std::max(exercise_.still_since, last_segment_);
  // Who holds a connection may be about to do something with it.
  return now >= exercise_.still_since + vain_patience + 2 * rest.value_or(0ms);
}

// The student's program has failed, or it has ended and sent nothing at all: nobody
// need wait longer for what the others do with it.
bool Engine::waits_in_vain() {
  return others_wait() &&
         (yours_has_failed() || last_segment_ < scene_.started);
}

// curtain: what follows is not judged.
void Engine::curtain(const Arguments&) {
  if (!exercise_.marker) throw std::runtime_error{"curtain comes behind yours"};
  settle();
  exercise_.marker->curtain();
}

// Why the play did not go on; also what the other side said of it, at its end.
std::string Engine::why_with_others(std::string why) const {
  const bool names_other = cast_.contains(why.substr(0, why.find(' '))) &&
                           !why.starts_with(student_name);
  if (names_other) why.insert(0, "the ");
  for (const auto& [name, actor] : cast_) {
    const bool failed = actor->status && actor->status != "0" && !actor->judged;
    if (why.empty() || name == student_name || !failed) continue;
    const auto lines = last_lines(actor->speech.all());
    if (!lines.empty()) why += "; the " + name + " said: " + lines.back();
  }
  return why;
}

// What is known without a trace. `why`: the word of the play that failed.
check::Course Engine::course_of(const std::string& why) {
  using check::Result;
  const auto found = cast_.find(student_name);
  const bool ended = found != cast_.end() && found->second->status &&
                     (exercise_.interrupted || found->second->status == "0");
  check::Course course{.broken = exercise_.report.broken,
                       .end = end_of_yours()};
  if (exercise_.latest > most_late)
    course.slow =
        "the play itself was " +
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                           exercise_.latest)
                           .count()) +
        " ms late";
  if (!why.empty() && !why.starts_with(student_name))  // but of another program
    course.end = (exercise_.interrupted ? "" : course.end + "; ") + why;
  if (exercise_.listens) {
    course.before.push_back(*exercise_.listens);
    if (exercise_.listens->result != Result::met)
      course.before[0].because = why;
  }
  if (exercise_.prints)
    course.behind.push_back(*exercise_.prints);
  else if (read_all(settings_.play).find("\nprinted yours ") !=
           std::string::npos)
    course.behind.push_back({.text = "your program prints what is asked for"});
  course.behind.push_back(
      {.text = exercise_.interrupted ? "your program ends when it is told to"
                                     : "your program ends with status 0",
       .result = ended && why.empty() ? Result::met : Result::not_met});
  for (check::Line& line : course.behind)
    if (line.result == Result::not_met) line.because = course.end;
  return course;
}

// Writes the report of the run, and ends the engine. `failed`: why a word of the
// play did; empty: the play has come to its end.
void Engine::mark(const std::string& failed) {
  if (!exercise_.on || finished_) throw End{1};
  finished_ = true;
  const bool told = exercise_.acts || failed.empty();
  try {
    settle();
    lower(failed.empty() ? 2s : failed_patience);
  } catch (const End& end) {  // the wire, too, does not answer
    if (end.status > 128) throw;
  }
  check::Report& report = exercise_.report;
  report.seconds =
      std::chrono::duration<double>(Clock::now() - scene_.started).count();
  const std::string why = why_with_others(failed);
  if (!told) report.broken = why;
  if (const auto found = cast_.find(student_name); found != cast_.end()) {
    report.said = last_lines(found->second->speech.all());
    // It refuses with 77; whoever says the same in its place gains nothing.
    if (found->second->status == "77" && !report.said.empty() &&
        report.said.back().starts_with("sandbox: "))
      report.broken = report.said.back();
  }
  const check::Course course = course_of(why);
  if (exercise_.marker) exercise_.marker->mark(course, report);
  const std::string path = settings_.mark + "/report";
  std::ofstream file{path};
  file << check::to_text(report) << std::flush;
  if (!file) throw std::runtime_error{path + " cannot be written"};
  throw End{0};
}

}  // namespace stage
