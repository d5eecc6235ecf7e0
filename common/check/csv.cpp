// Trees as comma-separated values. RFC 4180.
#include <array>
#include <cstdio>
#include <initializer_list>

#include "common/check/formats.h"
#include "common/check/told.h"

namespace check {
namespace {

// A spreadsheet takes what begins so for a formula: an apostrophe says that it is
// none.
std::string field(std::string text) {
  if (!text.empty() &&
      std::string_view{"=+-@"}.find(text[0]) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) (quoted += c == '"' ? "\"" : "") += c;
  return quoted + "\"";
}

std::string record(std::initializer_list<std::string> fields) {
  std::string text;
  for (const std::string& one : fields) (text += field(one)) += ",";
  text.pop_back();
  return text + "\r\n";
}

std::string seconds_of(const Tree& tree) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", tree.seconds);
  return text.data();
}

}  // namespace

std::string as_csv(const Tree& tree) {
  std::string text =
      record({"exercise", "line", "text", "result", "points", "of", "because"});
  for (const Line& line : tree.lines) {
    const int points = line.result == Result::met ? line.points : 0;
    text += record({tidy(tree.exercise), std::to_string(line.number),
                    tidy(line.text), std::string{name(line.result)},
                    std::to_string(points), std::to_string(line.points),
                    tidy(line.because)});
  }
  return text;
}

std::string as_csv(const Class& students) {
  std::string text = record({"student", "exercise", "result", "points", "of",
                             "first line not met", "came", "seconds"});
  for (const auto& [student, tree] : students) {
    const Line* const failed = first_not_met(tree);
    std::string came = tree.failure ? tree.failure->came : tree.broken;
    // The last that a program says is mostly why it has ended.
    if (tree.failure && !tree.said.empty())
      came += "; it said: " + tree.said.back();
    text += record(
        {tidy(student), tidy(tree.exercise), std::string{name(tree.result())},
         std::to_string(tree.points()), std::to_string(tree.most_points()),
         failed != nullptr ? tidy(failed->text) : "", tidy(came),
         seconds_of(tree)});
  }
  return text;
}

}  // namespace check
