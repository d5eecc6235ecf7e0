// Trees as JSON, for programs; and Gradescope's own kind of it.
#include "common/text/json.h"

#include "common/check/formats.h"
#include "common/check/told.h"
#include "common/text/columns.h"

namespace check {
namespace {

// The object with one more member, whose value is JSON already.
std::string with(std::string object, const std::string& key,
                 const std::string& value) {
  object.pop_back();
  return object + ",\"" + key + "\":" + value + "}";
}

template <typename All, typename Write>
std::string list_of(const All& all, Write write) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ",") + write(one);
  return "[" + text + "]";
}

std::vector<std::string> clean_all(std::vector<std::string> texts) {
  for (std::string& text : texts) text = text::clean(text);
  return texts;
}

std::string json_of(const Line& line) {
  return json::Writer{}
      .number("number", static_cast<long long>(line.number))
      .text("text", tidy(line.text))
      .text("result", name(line.result))
      .number("points", line.result == Result::met ? line.points : 0)
      .number("of", line.points)
      .text("because", text::clean(line.because))
      .finish();
}

std::string json_of_failure(const Tree& tree) {
  if (!tree.failure) return "null";
  const Failure& failure = *tree.failure;
  return json::Writer{}
      .number("run", tree.run)
      .texts("values", clean_all(tree.values))
      .text("expected", text::clean(failure.expected))
      .text("came", text::clean(failure.came))
      .text("call", text::clean(failure.call))
      .text("segment", text::clean(failure.segment))
      .texts("ladder", clean_all(failure.ladder))
      .texts("hints", clean_all(failure.hints))
      .text("why", text::clean(failure.why))
      .text("see", text::clean(failure.see))
      .finish();
}

std::string json_of(const Tree& tree) {
  std::string object = json::Writer{}
                           .text("exercise", tidy(tree.exercise))
                           .text("text", tidy(tree.text))
                           .text("result", name(tree.result()))
                           .number("points", tree.points())
                           .number("of", tree.most_points())
                           .number("runs", tree.runs)
                           .seconds("seconds", tree.seconds)
                           .text("broken", text::clean(tree.broken))
                           .texts("said", clean_all(tree.said))
                           .finish();
  object = with(std::move(object), "lines",
                list_of(tree.lines, [](const Line& l) { return json_of(l); }));
  return with(std::move(object), "failure", json_of_failure(tree));
}

}  // namespace

std::string as_json(const Tree& tree) {
  return json_of(tree) + "\n";
}

std::string as_json(const Class& students) {
  const auto write = [](const auto& one) {
    return with(json::Writer{}.text("student", tidy(one.first)).finish(),
                "mark", json_of(one.second));
  };
  return list_of(students, write) + "\n";
}

std::string as_gradescope(const Tree& tree) {
  const Line* const failed = first_not_met(tree);
  int number = 0;
  const auto write = [&](const Line& line) {
    const bool met = line.result == Result::met;
    std::string output{name(line.result)};
    if (!line.because.empty())
      output += ": because " + text::clean(line.because);
    if (&line == failed) output += "\n" + story(tree);
    return json::Writer{}
        .number("score", met ? line.points : 0)
        .number("max_score", line.points)
        .text("status", met ? "passed" : "failed")
        .text("name", tidy(line.text))
        .text("number", std::to_string(++number))
        .text("output", output)
        .text("output_format", "text")
        .finish();
  };
  std::string output =
      tidy(tree.exercise) + ": " + std::string{name(tree.result())};
  if (!tree.broken.empty()) output += ": " + text::clean(tree.broken);
  const std::string object = json::Writer{}
                                 .number("score", tree.points())
                                 .text("output", output)
                                 .text("output_format", "text")
                                 .seconds("execution_time", tree.seconds)
                                 .finish();
  return with(object, "tests", list_of(tree.lines, write)) + "\n";
}

}  // namespace check
