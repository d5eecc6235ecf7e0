#include "common/check/told.h"

#include <algorithm>

#include "common/text/columns.h"

namespace check {

const Line* first_not_met(const Tree& tree) {
  const auto found = std::find_if(
      tree.lines.begin(), tree.lines.end(),
      [](const Line& line) { return line.result == Result::not_met; });
  return found == tree.lines.end() ? nullptr : &*found;
}

// Blanks in quotation marks are data.
std::string tidy(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (const char c : text::clean(text)) {
    if (c == '"') quoted = !quoted;
    if (c == ' ' && !quoted && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<std::pair<std::string, std::string>> facts(const Tree& tree) {
  std::vector<std::pair<std::string, std::string>> all;
  if (!tree.failure) return all;
  const Failure& failure = *tree.failure;
  const auto add = [&](const std::string& name, const std::string& text) {
    if (!text.empty()) all.emplace_back(name, text::clean(text));
  };
  if (tree.run > 1) {
    std::string text = std::to_string(tree.run) + " of " +
                       std::to_string(tree.runs) + ", with other data";
    for (const std::string& value : tree.values) text += "; " + value;
    add("in run", text);
  }
  add("expected", failure.expected);
  add("came", failure.came);
  add("call", failure.call);
  add("segment", failure.segment);
  return all;
}

std::string story(const Tree& tree) {
  if (!tree.failure) return "";
  std::string text;
  for (const auto& [name, fact] : facts(tree))
    text.append(name).append(": ").append(fact) += "\n";
  for (const std::string& row : tree.failure->ladder)
    text += "  " + text::clean(row) + "\n";
  for (const std::string& line : tree.said)
    text += "it said: " + text::clean(line) + "\n";
  if (!tree.failure->hints.empty())
    text += "hint: " + text::clean(tree.failure->hints.front()) + "\n";
  if (!tree.failure->why.empty())
    text += "why: " + text::clean(tree.failure->why) + "\n";
  if (!tree.failure->see.empty())
    text += "read: " + text::clean(tree.failure->see) + "\n";
  return text;
}

}  // namespace check
