// verify: did what was expected happen, in order?
//
// Watch:  a line of an expected/*.ladder that is not met, and what came
// instead. Read:   common/observe/expectation.h, for the words of such a file.
// Run:    verify --expect labs/05_shutdown_vs_close/expected/close.ladder
//                --read TRACE

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/observe/expectation.h"
#include "common/observe/trace.h"

namespace {

constexpr std::size_t most_shown = 12;

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    throw std::runtime_error{path + ": it cannot be read, or is empty"};
  return text.str();
}

std::vector<observe::Event> read_trace(const std::string& path) {
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
  }
  return trace;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "verify [--expect FILE] [--read TRACE] [--calls-only]\n"
      "Checks a trace against an expectation file. 0: it is met; 1: not.\n"
      "--calls-only    checks just calls and returns");
  if (!options.has("--expect") || !options.has("--read"))
    throw UsageError{"verify needs --expect FILE and --read TRACE"};
  const std::string path = options.text("--expect", "");
  const auto parsed = observe::parse_expectations(read_file(path));
  if (const auto* bad = std::get_if<observe::BadExpectation>(&parsed))
    throw std::runtime_error{path + ", line " + std::to_string(bad->line) +
                             ", column " + std::to_string(bad->column) + ": " +
                             bad->reason};
  const auto& expectations =
      std::get<std::vector<observe::Expectation>>(parsed);
  const auto trace = read_trace(options.text("--read", ""));

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
