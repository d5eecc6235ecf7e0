// The engine's instruments: the wire of the two hosts; or, on loopback, what takes
// the calls of the programs.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "common/socket/must.h"
#include "common/stage/engine.h"
#include "common/stage/temporary_folder.h"

namespace stage {
namespace {

using namespace std::chrono_literals;

// What the wire answers to its key =.
constexpr std::string_view all_is_quiet = "\"all is quiet\"";
constexpr std::string_view not_quiet =
    "\"not quiet: packets pass all the time\"";
// The kernel delays an ACK by 40 ms.
constexpr auto quiet_wire = 60ms;
constexpr auto longest_settling = 250ms;
constexpr auto wire_patience = 5s;

// A name for the socket that takes the calls, which the programs find, and which
// goes with this process: that of a file which is gone from its folder.
struct Name {
  Fd file;
  std::string path;
};

Name open_gone(const std::string& path) {
  Fd file{must(::open(path.c_str(), O_PATH | O_CLOEXEC), "open(calls)")};
  std::filesystem::remove(path);
  std::string name = "/proc/" + std::to_string(::getpid()) + "/fd/" +
                     std::to_string(file.get());
  return {std::move(file), std::move(name)};
}

}  // namespace

std::string Engine::expected() const {
  if (watch_.on) return watch_.expected;
  const auto slash = settings_.play.rfind('/');
  if (exercise_.on) return settings_.play.substr(0, slash) + "/expected.ladder";
  return settings_.play.substr(0, slash) + "/expected/" + scene_.name +
         ".ladder";
}

void Engine::raise_record() {
  const std::string file = expected();
  if (exercise_.on) raise_marker();
  const bool judged =
      !exercise_.on && !settings_.step_wire && std::filesystem::exists(file);
  std::string saved = settings_.save;
  if (!saved.empty()) saved += "/" + scene_.name + ".trace";
  if (rehearsal_) rehearsal_->name_frames(plan_.frames);
  record_.emplace(
      Record::Plan{.wire = world_,
                   .data = watch_.data,
                   .width = width_of_ladder(),
                   .frames = plan_.frames,
                   .expected = judged ? file : "",
                   .saved = saved,
                   .marker = exercise_.on ? &*exercise_.marker : nullptr},
      [this](std::string_view text) { show_.print(text); });
}

// Before the first program.
void Engine::raise() {
  if (record_) return;
  raise_record();
  if (world_)
    raise_wire(plan_.wire);
  else
    raise_calls();
}

void Engine::raise_calls() {
  const std::string folder = make_temporary_folder();
  const std::string path = folder + "/calls";
  calls_.emplace(path, Clock::now());
  Name name = open_gone(path);
  std::filesystem::remove(folder);
  calls_name_ = std::move(name.file);
  calls_path_ = name.path;
}

void Engine::raise_wire(Arguments arguments) {
  calls_path_ = "/run/calls." + std::to_string(scene_.port);
  arguments.insert(arguments.begin(), {"--calls", calls_path_});
  if (settings_.step_wire) arguments.emplace_back("--step");
  if (!settings_.save.empty())
    arguments.insert(arguments.end(),
                     {"--pcap", settings_.save + "/" + scene_.name + ".pcap"});
  wire_.emplace(settings_.programs + "/00_instruments/wire", arguments);
  wire_->press('=');
  ++quiet_asked_;
  until([this] { return quiet_told_ == quiet_asked_; },
        [this] { return "the instruments did not start" + within(); });
  wire_is_up_ = true;
  record_->begin();
  if (keys_.ended) wire_->press('R');
  notes_.emplace(calls_path_, std::nullopt);
}

// They end, and the last line is drawn.
void Engine::lower(std::chrono::milliseconds patience) {
  if (calls_) take_calls();
  calls_.reset();
  calls_name_ = Fd{};
  notes_.reset();
  if (!wire_) return;
  lowering_ = true;
  wire_->process().send(SIGTERM);
  const auto end = Clock::now() + patience;
  while (wire_->trace() != -1 && Clock::now() < end) turn(end);
  if (record_) record_->settle();
  wire_.reset();
  lowering_ = wire_is_up_ = false;
}

void Engine::serve_wire() {
  const std::string errors = wire_->take_errors();
  if (wire_is_up_)
    std::cerr << errors;
  else
    wire_errors_ += errors;
  for (const std::string& line : wire_->take_lines()) take(line);
  if (wire_->trace() == -1 && !lowering_) {
    exercise_.acts = false;  // no program of a student ends the wire
    leave_wire();
  }
}

// The wire has ended before the scene: with --step-wire, by its key q. In lab watch
// that ends the client, too, whose status is asked for.
void Engine::leave_wire() {
  lowering_ = true;
  const bool was_up = wire_is_up_;
  const auto end = Clock::now() + 1s;
  while (!wire_->process().end() && Clock::now() < end) turn(end);
  wire_errors_ += wire_->take_errors();
  const std::string how = wire_->process().end().value_or("killed");
  if (record_) record_->settle();
  wire_.reset();
  if (settings_.step_wire && how == "0") {
    finished_ = true;
    throw End{watch_.on ? 128 + SIGINT : 0};
  }
  if (was_up || wire_errors_.empty())
    fail("the wire ended (" + how + ") before the scene");
  if (watch_.on) {  // of an option that is the wire's
    std::cerr << "lab watch"
              << wire_errors_.substr(4, wire_errors_.find('\n') - 3);
    throw End{2};
  }
  word_.line = plan_.line.empty() ? word_.line : plan_.line;
  fail(wire_errors_.substr(0, wire_errors_.find('\n')));
}

void Engine::take(const std::string& line) {
  last_news_ = Clock::now();
  if (quiet_told_ < quiet_asked_ && (line.find(all_is_quiet) != line.npos ||
                                     line.find(not_quiet) != line.npos)) {
    ++quiet_told_;
    return;
  }
  if (!record_) return;
  if (rehearsal_) rehearsal_->take(line);
  const trace::Event event = record_->take(line);
  observe(event);
  watch_queue(event);
  const auto* note = std::get_if<trace::Note>(&event);
  if (note != nullptr && !note->host) ++notes_told_;
  if (note != nullptr && watch_.on) observe(*note);
  if (std::holds_alternative<trace::Segment>(event) ||
      std::holds_alternative<trace::OtherPacket>(event) ||
      std::holds_alternative<trace::Arrival>(event))
    last_segment_ = last_news_;
}

void Engine::take_calls() {
  for (const trace::Event& event : calls_->take()) {
    if (rehearsal_) rehearsal_->take(trace::to_json(event));
    if (record_) record_->take(event);
    observe(event);
  }
}

// All that was sent and called until now is told, and drawn.
void Engine::let_wire_tell() {
  wire_->press('=');
  ++quiet_asked_;
  await_wire([this] { return quiet_told_ == quiet_asked_; });
}

// It answers at once, whatever the play waits for.
void Engine::await_wire(const std::function<bool()>& answered) {
  const auto end = Clock::now() + wire_patience;
  while (!answered()) {
    if (Clock::now() >= end) fail("the wire does not answer");
    turn(end);
  }
  record_->settle();
}

// What the programs did has come about: the wire has been quiet for a while.
void Engine::settle() {
  if (!has_ladder()) return;
  let_wire_tell();
  const auto longest = Clock::now() + longest_settling;
  while (wire_ && Clock::now() < std::min(longest, last_segment_ + quiet_wire))
    turn(std::min(longest, last_segment_ + quiet_wire));
}

// Between the lines of the ladder, where it belongs: below the states that the
// wire has yet to look at.
void Engine::post(const std::string& text) {
  let_wire_tell();
  const int before = notes_told_;
  notes_->note(text);
  await_wire([&] { return notes_told_ > before; });
}

}  // namespace stage
