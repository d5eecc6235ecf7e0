// The tree in the Test Anything Protocol.
#include "common/check/formats.h"
#include "common/check/told.h"
#include "common/text/columns.h"
#include "common/text/json.h"

namespace check {
namespace {

// # and \ have a meaning there.
std::string description(const std::string& text) {
  std::string out;
  for (const char c : tidy(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// A text of JSON is one of YAML, too.
std::string yaml(const std::string& key, const std::string& value) {
  const std::string object = json::Writer{}.text("", value).finish();
  return "  \"" + key + "\": " + object.substr(4, object.size() - 5) + "\n";
}

std::string block(const Tree& tree, const Line& line, bool failed) {
  std::string text = "  ---\n" + yaml("result", std::string{name(line.result)});
  if (!line.because.empty()) text += yaml("because", text::clean(line.because));
  if (failed) {
    for (const auto& [key, value] : facts(tree)) text += yaml(key, value);
    if (tree.failure) text += yaml("story", story(tree));
  }
  return text + "  ...\n";
}

}  // namespace

std::string as_tap(const Tree& tree, int version) {
  const std::string plan = "TAP version " + std::to_string(version) + "\n1..";
  // Nothing was played: a plan of no test would be a success.
  if (tree.lines.empty())
    return plan + "1\nnot ok 1 - " + description(tree.exercise) + "\n  ---\n" +
           yaml("result", "cannot tell") +
           yaml("because", text::clean(tree.broken)) + "  ...\n";
  std::string text = plan + std::to_string(tree.lines.size()) + "\n";
  const Line* const failed = first_not_met(tree);
  int number = 0;
  for (const Line& line : tree.lines) {
    const bool met = line.result == Result::met;
    text += std::string{met ? "ok " : "not ok "} + std::to_string(++number) +
            " - " + description(line.text) + "\n";
    if (!met) text += block(tree, line, &line == failed);
  }
  return text;
}

}  // namespace check
