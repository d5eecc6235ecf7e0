// verify: did what was expected happen, in order? Without an expectation: what
// did happen, in the words that one would use.
//
// Watch:  a line of an expected/*.ladder that is not met, and what came.
// Read:   common/verify/expectation.h, for the words of such a file.
// Run:    verify --expect labs/05_shutdown_vs_close/expected/close.ladder
//                --read TRACE
//
// Judging is in common/verify; what is here beyond a screen is the report of a line
// that was not met.

#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/ladder/choice.h"
#include "common/ladder/inside.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "common/trace/each_line.h"
#include "common/trace/file.h"
#include "common/trace/frames.h"
#include "common/trace/trace.h"
#include "common/verify/deed.h"
#include "common/verify/verdict.h"

namespace {

// Reads the trace, and gives each of its events to `take`.
void each_event(const Options& options,
                const std::function<void(const trace::Event&)>& take) {
  const std::string path = options.text("--read", "");
  const std::string name = path == "-" ? "standard input" : path;
  auto frames = ladder::frames_of(options);
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
        const bool told = !std::holds_alternative<trace::QueueChange>(good);
        if (choice.shows(good) && told) take(good);
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
      names_[{call->host, call->pid, call->id}] =
          call->text.substr(0, call->text.find('('));
      if (names_.size() > most_names) names_.erase(names_.begin());
    }
    if (const auto* back = std::get_if<trace::Return>(&event)) {
      const auto call = names_.extract({back->host, back->pid, back->id});
      words.insert(words.find(" ="), " " + (call ? call.mapped() : ""));
    }
    std::cout << words << "\n";
  }

 private:
  static constexpr std::size_t most_names = 10'000;
  // Of calls under way, by pid and id.
  std::map<std::tuple<trace::Host, int, long>, std::string> names_;
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "verify [--read TRACE] [--expect FILE] [--calls-only] " +
          std::string{ladder::inside_usage} + " " +
          std::string{ladder::choice_usage} +
          "\n"
          "Checks a trace against an expectation file. 0: it is met; 1: not; "
          "77: the\n"
          "machine was too slow to tell.\n"
          "Without one: says what happened, in the words of such a file.\n"
          "--read TRACE       a file; -: standard input\n"
          "--calls-only       checks just calls and returns\n" +
          std::string{ladder::inside_help} + std::string{ladder::choice_help} +
          "What is not chosen is not judged either.");
  if (!options.has("--read")) throw UsageError{"verify needs --read TRACE"};
  if (!options.has("--expect")) {
    Teller teller;
    each_event(options, [&](const trace::Event& event) { teller.tell(event); });
    return 0;
  }
  const std::string path = options.text("--expect", "");
  verify::Verdict verdict{path, !options.has("--calls-only"),
                          options.has("--websocket") || options.has("--tls")};
  each_event(options, [&](const trace::Event& event) { verdict.take(event); });
  const auto [status, text] = verdict.end();
  (status == 1 ? std::cerr : std::cout) << text;
  return status;
} catch (const std::exception& error) {
  return report(error);
}
