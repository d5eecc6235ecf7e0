// verify: did what was expected happen, in order? Without an expectation: what
// did happen, in the words that one would use.
//
// Watch:  a line of an expected/*.ladder that is not met, and what came.
// Read:   common/observe/expectation.h, for the words of such a file.
// Run:    verify --expect labs/05_shutdown_vs_close/expected/close.ladder
//                --read TRACE

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "common/narrate/options.h"
#include "common/observe/expectation.h"
#include "common/observe/frames.h"
#include "common/observe/trace.h"

namespace {

constexpr std::size_t most_shown = 12;

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file) throw std::system_error{errno, std::generic_category(), path};
  if (!(text << file.rdbuf())) throw std::runtime_error{path + ": is empty"};
  return text.str();
}

std::vector<observe::Event> read_trace(const std::string& path,
                                       std::optional<observe::Frames> frames) {
  std::istringstream lines{read_file(path)};
  std::vector<observe::Event> trace;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    auto event = observe::from_json(line);
    if (const auto* bad = std::get_if<observe::BadLine>(&event))
      throw std::runtime_error{path + ", line " + std::to_string(number) +
                               ", byte " + std::to_string(bad->offset) + ": " +
                               bad->reason};
    trace.push_back(std::move(std::get<observe::Event>(event)));
    auto* segment = std::get_if<observe::Segment>(&trace.back());
    if (frames && segment != nullptr) frames->name(*segment);
  }
  return trace;
}

std::optional<observe::Frames> frames_of(const Options& options) {
  if (!options.has("--websocket")) return {};
  return observe::Frames{
      static_cast<std::uint16_t>(options.number("--websocket", 0))};
}

// What happened, in the words of an expectation: a return with its call's name.
void print_in_words(const std::vector<observe::Event>& trace) {
  std::map<std::pair<int, long>, std::string> calls;
  for (const observe::Event& event : trace) {
    std::string words = observe::in_words(event);
    if (const auto* call = std::get_if<observe::Call>(&event))
      calls[{call->pid, call->id}] = call->text.substr(0, call->text.find('('));
    if (const auto* back = std::get_if<observe::Return>(&event))
      words.insert(words.find(" ="), " " + calls[{back->pid, back->id}]);
    std::cout << words << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "verify [--read TRACE] [--expect FILE] [--calls-only] [--websocket P]\n"
      "Checks a trace against an expectation file. 0: it is met; 1: not.\n"
      "Without one: says what happened, in the words of such a file.\n"
      "--calls-only    checks just calls and returns\n"
      "--websocket P   names the WebSocket frames inside the segments from "
      "and\n"
      "                to port P: client sends [Close 1000]");
  if (!options.has("--read")) throw UsageError{"verify needs --read TRACE"};
  const auto trace = read_trace(options.text("--read", ""), frames_of(options));
  if (!options.has("--expect")) {
    print_in_words(trace);
    return 0;
  }
  const std::string path = options.text("--expect", "");
  const auto parsed = observe::parse_expectations(read_file(path));
  if (const auto* bad = std::get_if<observe::BadExpectation>(&parsed))
    throw std::runtime_error{path + ", line " + std::to_string(bad->line) +
                             ", column " + std::to_string(bad->column) + ": " +
                             bad->reason};
  const auto& expectations =
      std::get<std::vector<observe::Expectation>>(parsed);
  const auto with_frames =
      std::find_if(expectations.begin(), expectations.end(),
                   [](const auto& e) { return !e.frames.empty(); });
  if (with_frames != expectations.end() && !options.has("--websocket") &&
      !options.has("--calls-only"))
    throw std::runtime_error{
        path + ", line " + std::to_string(with_frames->line) +
        ": to see frames, verify needs --websocket PORT; in a play: the line "
        "'websocket' before the first start"};

  const auto unmet =
      observe::verify(expectations, trace, options.has("--calls-only"));
  if (!unmet) return 0;
  if (unmet->expectation != nullptr)
    std::cerr << path << ", line " << unmet->expectation->line
              << ": not met: " << unmet->expectation->text << "\n";
  std::cerr << unmet->reason << "; there was:\n";
  const std::size_t end = std::min(unmet->to, unmet->from + most_shown);
  for (std::size_t i = unmet->from; i < end; ++i)
    std::fprintf(stderr, "  %8.3f  %s\n",
                 std::visit([](const auto& e) { return e.t; }, trace[i]),
                 observe::in_words(trace[i]).c_str());
  if (end == trace.size()) std::cerr << "  (the end)\n";
  return 1;
} catch (const std::exception& error) {
  return report(error);
}
