// verify: did what was expected happen, in order? Without an expectation: what
// did happen, in the words that one would use.
//
// Watch:  a line of an expected/*.ladder that is not met, and what came.
// Read:   common/verify/expectation.h, for the words of such a file.
// Run:    verify --expect labs/05_shutdown_vs_close/expected/close.ladder
//                --read TRACE

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "common/ladder/choice.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "common/trace/each_line.h"
#include "common/trace/file.h"
#include "common/trace/frames.h"
#include "common/trace/trace.h"
#include "common/verify/expectation.h"
#include "common/verify/judge.h"

namespace {

constexpr std::size_t most_expected = 1 << 20;  // bytes of an expectation

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::system_error{errno, std::generic_category(), path};
  std::string text(most_expected + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.empty()) throw std::runtime_error{path + ": is empty"};
  if (text.size() > most_expected)
    throw std::runtime_error{path + ": has more than 1 MiB"};
  return text;
}

std::optional<trace::Frames> frames_of(const Options& options) {
  if (!options.has("--websocket")) return {};
  return trace::Frames{
      static_cast<std::uint16_t>(options.number("--websocket", 0))};
}

// Reads the trace, and gives each of its events to `take`.
void each_event(const Options& options,
                const std::function<void(const trace::Event&)>& take) {
  const std::string path = options.text("--read", "");
  const std::string name = path == "-" ? "standard input" : path;
  auto frames = frames_of(options);
  ladder::Choice choice{options};
  long number = 0;
  const Fd file = trace::open_trace(path);
  trace::each_line(
      file.get(),
      [&](std::string_view line) {
        ++number;
        auto event = trace::from_json(line);
        if (const auto* bad = std::get_if<trace::BadLine>(&event))
          throw std::runtime_error{name + ", line " + std::to_string(number) +
                                   ", byte " + std::to_string(bad->offset) +
                                   ": " + bad->reason};
        auto& good = std::get<trace::Event>(event);
        auto* segment = std::get_if<trace::Segment>(&good);
        if (frames && segment != nullptr) frames->name(*segment);
        if (choice.shows(good)) take(good);
      },
      [] {},
      [&](std::string_view beginning) {
        trace::check_trace(beginning, path, "verify --read -");
      });
  if (number == 0) throw std::runtime_error{name + ": is empty"};
  if (const std::string remark = choice.remark(); !remark.empty())
    std::cerr << "verify: " << remark << "\n";
}

// What happened, in the words of an expectation: a return with its call's name.
class Teller {
 public:
  void tell(const trace::Event& event) {
    std::string words = verify::in_words(event);
    if (const auto* call = std::get_if<trace::Call>(&event)) {
      names_[{call->pid, call->id}] =
          call->text.substr(0, call->text.find('('));
      if (names_.size() > most_names) names_.erase(names_.begin());
    }
    if (const auto* back = std::get_if<trace::Return>(&event)) {
      const auto call = names_.extract({back->pid, back->id});
      words.insert(words.find(" ="), " " + (call ? call.mapped() : ""));
    }
    std::cout << words << "\n";
  }

 private:
  static constexpr std::size_t most_names = 10'000;
  std::map<std::pair<int, long>, std::string> names_;  // of calls under way
};

std::vector<verify::Expectation> read_expectations(const std::string& path) {
  auto parsed = verify::parse_expectations(read_file(path));
  if (const auto* bad = std::get_if<verify::BadExpectation>(&parsed))
    throw std::runtime_error{path + ", line " + std::to_string(bad->line) +
                             ", column " + std::to_string(bad->column) + ": " +
                             bad->reason};
  return std::get<std::vector<verify::Expectation>>(std::move(parsed));
}

// "8 of 8 lines met; 3 for the wire": without it they cannot be judged.
void say_met(std::size_t lines, std::size_t judged) {
  const std::size_t left = lines - judged;
  const auto count = [](std::size_t n, const std::string& what) {
    return std::to_string(n) + what + (n == 1 ? "" : "s");
  };
  if (judged == 0 && left > 0)
    std::cout << count(left, " line") << " for the wire alone\n";
  else
    std::cout << judged << " of " << count(judged, " line") << " met"
              << (left > 0 ? "; " + std::to_string(left) + " for the wire" : "")
              << "\n";
}

void say_unmet(const verify::Unmet& unmet, const std::string& path,
               std::size_t events) {
  if (unmet.expectation != nullptr)
    std::cerr << path << ", line " << unmet.expectation->line
              << ": not met: " << unmet.expectation->text << "\n";
  std::cerr << unmet.reason << "; there was:\n";
  for (const trace::Event& event : unmet.events)
    std::fprintf(stderr, "  %8.3f  %s\n",
                 std::visit([](const auto& e) { return e.t; }, event),
                 verify::in_words(event).c_str());
  const std::size_t shown = unmet.from + unmet.events.size();
  if (shown == events) std::cerr << "  (the end)\n";
  if (shown < unmet.to)
    std::cerr << "  (and " << unmet.to - shown << " more)\n";
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "verify [--read TRACE] [--expect FILE] [--calls-only] [--websocket P] " +
          std::string{ladder::choice_usage} +
          "\n"
          "Checks a trace against an expectation file. 0: it is met; 1: not; "
          "77: the\n"
          "machine was too slow to tell.\n"
          "Without one: says what happened, in the words of such a file.\n"
          "--read TRACE       a file; -: standard input\n"
          "--calls-only       checks just calls and returns\n"
          "--websocket P      names the WebSocket frames inside the segments "
          "from "
          "and\n"
          "                   to port P: client sends [Close 1000]\n" +
          std::string{ladder::choice_help} +
          "What is not chosen is not judged either.");
  if (!options.has("--read")) throw UsageError{"verify needs --read TRACE"};
  if (!options.has("--expect")) {
    Teller teller;
    each_event(options, [&](const trace::Event& event) { teller.tell(event); });
    return 0;
  }
  const std::string path = options.text("--expect", "");
  const auto expectations = read_expectations(path);
  const auto with_frames =
      std::find_if(expectations.begin(), expectations.end(),
                   [](const auto& e) { return !e.frames.empty(); });
  if (with_frames != expectations.end() && !options.has("--websocket") &&
      !options.has("--calls-only"))
    throw std::runtime_error{
        path + ", line " + std::to_string(with_frames->line) +
        ": to see frames, verify needs --websocket PORT; in a play: the line "
        "'websocket' before the first start"};

  verify::Judge judge{expectations, options.has("--calls-only")};
  std::size_t events = 0;
  each_event(options, [&](const trace::Event& event) {
    judge.take(event);
    ++events;
  });
  if (const auto unmet = judge.unmet()) {
    if (!judge.slow().empty()) {
      std::cout << "this machine was too slow: " << judge.slow() << "\n";
      return 77;
    }
    say_unmet(*unmet, path, events);
    return 1;
  }
  say_met(expectations.size(), judge.judged());
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
