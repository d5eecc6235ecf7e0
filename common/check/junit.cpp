// Trees as the XML that JUnit's readers take. XML 1.0.
#include <array>
#include <cstdio>
#include <string_view>

#include "common/check/formats.h"
#include "common/check/told.h"
#include "common/text/escape.h"

namespace check {
namespace {

constexpr std::string_view head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";

// U+FFFE and U+FFFF are UTF-8, and no characters of XML.
bool is_no_character(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

std::string xml(std::string_view text) {
  std::string characters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_none = is_no_character(text.substr(i));
    characters += is_none ? '?' : text[i];
    if (is_none) i += 2;
  }
  return text::html_escaped(characters);
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string{name} + "=\"" + xml(value) + "\"";
}

int count(const Tree& tree, Result result) {
  int n = 0;
  for (const Line& line : tree.lines)
    if (line.result == result) ++n;
  return n;
}

std::string child_of(const Tree& tree, const Line& line, bool first) {
  const std::string because =
      line.because.empty() ? "" : "because " + tidy(line.because);
  if (line.result == Result::not_checked)
    return "<skipped" + attribute("message", "not checked " + because) + "/>";
  if (line.result == Result::cannot_tell)
    return "<error" + attribute("message", "cannot tell " + because) + "/>";
  const bool told = first && tree.failure;
  return "<failure" +
         attribute("message", told ? tidy(tree.failure->came) : because) + ">" +
         (told ? xml(story(tree)) : "") + "</failure>";
}

std::string case_of(const Tree& tree, const std::string& suite,
                    const Line& line, bool first) {
  std::string text = "    <testcase" + attribute("name", tidy(line.text)) +
                     attribute("classname", suite);
  if (line.result == Result::met) return text + "/>\n";
  return text + ">" + child_of(tree, line, first) + "</testcase>\n";
}

std::string suite_of(const Tree& tree, const std::string& name) {
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.3f", tree.seconds);
  Tree told = tree;
  // Nothing was played: a suite of no test would be a success.
  if (told.lines.empty())
    told.lines.push_back({.text = tree.exercise,
                          .result = Result::cannot_tell,
                          .because = tree.broken});
  const auto number = [&](std::string_view key, int n) {
    return attribute(key, std::to_string(n));
  };
  std::string text = "  <testsuite" + attribute("name", name) +
                     number("tests", static_cast<int>(told.lines.size())) +
                     number("failures", count(told, Result::not_met)) +
                     number("errors", count(told, Result::cannot_tell)) +
                     number("skipped", count(told, Result::not_checked)) +
                     attribute("time", seconds.data()) + ">\n";
  const Line* const first = first_not_met(told);
  for (const Line& line : told.lines)
    text += case_of(told, name, line, &line == first);
  std::string said;
  for (const std::string& line : told.said) said += tidy(line) + "\n";
  if (!said.empty()) text += "    <system-out>" + xml(said) + "</system-out>\n";
  return text + "  </testsuite>\n";
}

}  // namespace

std::string as_junit(const Tree& tree) {
  return std::string{head} + suite_of(tree, tidy(tree.exercise)) +
         "</testsuites>\n";
}

std::string as_junit(const Class& students) {
  std::string text{head};
  for (const auto& [student, tree] : students)
    text += suite_of(tree, tidy(student) + ": " + tidy(tree.exercise));
  return text + "</testsuites>\n";
}

}  // namespace check
