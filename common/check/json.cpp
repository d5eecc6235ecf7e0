// The tree as one JSON object, for programs. RFC 8259.
#include "common/text/json.h"

#include "common/check/formats.h"
#include "common/text/columns.h"

namespace check {
namespace {

// Of an object, with one more member, whose value is JSON already.
std::string with(std::string object, const std::string& key,
                 const std::string& value) {
  object.pop_back();
  return object + ",\"" + key + "\":" + value + "}";
}

std::string line_of(const Line& line) {
  return json::Writer{}
      .number("number", static_cast<long long>(line.number))
      .text("text", text::clean(line.text))
      .text("result", name(line.result))
      .number("points", line.result == Result::met ? line.points : 0)
      .number("of", line.points)
      .text("because", text::clean(line.because))
      .finish();
}

std::vector<std::string> clean(std::vector<std::string> texts) {
  for (std::string& text : texts) text = text::clean(text);
  return texts;
}

std::string failure_of(const Tree& tree) {
  if (!tree.failure) return "null";
  const Failure& failure = *tree.failure;
  return json::Writer{}
      .number("run", tree.run)
      .texts("values", clean(tree.values))
      .text("expected", text::clean(failure.expected))
      .text("came", text::clean(failure.came))
      .text("call", text::clean(failure.call))
      .text("segment", text::clean(failure.segment))
      .texts("ladder", clean(failure.ladder))
      .texts("said", clean(tree.said))
      .texts("hints", clean(failure.hints))
      .text("why", text::clean(failure.why))
      .text("see", text::clean(failure.see))
      .finish();
}

}  // namespace

std::string as_json(const Tree& tree) {
  std::string lines;
  for (const Line& line : tree.lines)
    lines += (lines.empty() ? "" : ",") + line_of(line);
  std::string object = json::Writer{}
                           .text("exercise", tree.exercise)
                           .text("text", text::clean(tree.text))
                           .text("result", name(tree.result()))
                           .number("points", tree.points())
                           .number("of", tree.most_points())
                           .number("runs", tree.runs)
                           .seconds("seconds", tree.seconds)
                           .text("broken", text::clean(tree.broken))
                           .finish();
  object = with(std::move(object), "lines", "[" + lines + "]");
  return with(std::move(object), "failure", failure_of(tree)) + "\n";
}

}  // namespace check
