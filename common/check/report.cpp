#include "common/check/report.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "common/text/json.h"

namespace check {
namespace {

constexpr std::array<std::string_view, 4> names = {
    "met", "not met", "not checked", "cannot tell"};

Result result_named(const json::Object& object) {
  const std::string text = object.text("result");
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) object.fail("result", "no result");
  return static_cast<Result>(found - names.begin());
}

Line read_line(const json::Object& object) {
  return {.number = object.whole<std::size_t>("number"),
          .text = object.text("text"),
          .points = object.whole<int>("points"),
          .result = result_named(object),
          .because = object.text("because")};
}

Failure read_failure(const json::Object& object) {
  return {.expected = object.text("expected"),
          .came = object.text("came"),
          .call = object.text("call"),
          .segment = object.text("segment"),
          .ladder = object.texts("ladder"),
          .hints = object.texts("hints"),
          .why = object.text("why"),
          .see = object.text("see")};
}

void read_head(const json::Object& object, Report& report) {
  report.exercise = object.text("exercise");
  report.text = object.text("text");
  report.variant = object.whole<int>("variant");
  report.seconds = object.real("seconds");
  report.values = object.texts("values");
  report.said = object.texts("said");
  report.broken = object.text("broken");
}

}  // namespace

std::string_view name(Result result) {
  return names[static_cast<std::size_t>(result)];
}

std::string to_text(const Report& report) {
  std::string text = json::Writer{}
                         .text("exercise", report.exercise)
                         .text("text", report.text)
                         .number("variant", report.variant)
                         .seconds("seconds", report.seconds)
                         .texts("values", report.values)
                         .texts("said", report.said)
                         .text("broken", report.broken)
                         .finish() +
                     "\n";
  for (const Line& line : report.lines)
    text += json::Writer{}
                .number("number", static_cast<long long>(line.number))
                .text("text", line.text)
                .number("points", line.points)
                .text("result", name(line.result))
                .text("because", line.because)
                .finish() +
            "\n";
  if (const auto& failure = report.failure)
    text += json::Writer{}
                .text("expected", failure->expected)
                .text("came", failure->came)
                .text("call", failure->call)
                .text("segment", failure->segment)
                .texts("ladder", failure->ladder)
                .texts("hints", failure->hints)
                .text("why", failure->why)
                .text("see", failure->see)
                .finish() +
            "\n";
  return text + "{\"whole\":true}\n";
}

Report from_text(std::string_view text) try {
  Report report;
  std::istringstream lines{std::string{text}};
  bool begun = false;
  bool whole = false;
  for (std::string line; std::getline(lines, line);) {
    const json::Object object = json::parse_object(line);
    if (whole) throw std::runtime_error{"there is more behind its end"};
    if (!begun)
      read_head(object, report);
    else if (object.values.contains("result"))
      report.lines.push_back(read_line(object));
    else if (object.values.contains("expected"))
      report.failure = read_failure(object);
    else
      whole = object.boolean("whole");
    begun = true;
  }
  if (!whole) throw std::runtime_error{"the report of the run is not whole"};
  return report;
} catch (const json::Error& error) {
  throw std::runtime_error{"no report of a run: " + error.reason};
}

}  // namespace check
