// What is known of a run of an exercise: its lines, and of the first one that was
// not met, all that helps to see why. A file of JSON Lines between the engine, which
// writes it, and what makes a mark of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace check {

enum class Result { met, not_met, not_checked, cannot_tell };

// "met", "not met", "not checked", "cannot tell".
std::string_view name(Result result);

struct Line {
  std::size_t number = 0;  // in expected.ladder; 0: it does not stand there
  std::string text;        // "client ends sending"
  int points = 1;
  Result result = Result::not_checked;
  std::string because{};  // it was not checked, or one cannot tell
};

// Of the first line that was not met.
struct Failure {
  std::string expected;  // in words
  std::string came;      // instead
  std::string call{};    // the last one of the program until then
  std::string segment{};
  std::vector<std::string> ladder{};  // the rows around it
  std::vector<std::string> hints{};   // the answer last
  std::string why{};                  // it matters
  std::string see{};
};

struct Report {
  std::string exercise{};  // "05_shutdown_vs_close/answer_survives"
  std::string text{};      // what is asked
  int variant = 0;
  double seconds = 0;                 // that it took
  std::vector<std::string> values{};  // "question: q"
  std::string broken{};               // why nothing can be told; empty: one can
  std::vector<Line> lines{};
  std::optional<Failure> failure{};
  std::vector<std::string> said{};  // the last lines of the program
};

// Lines, each with its end.
std::string to_text(const Report& report);

// Throws std::runtime_error if the text is none, or not whole: its writer was
// stopped.
Report from_text(std::string_view text);

}  // namespace check
