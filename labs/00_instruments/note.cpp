// note: says something in the trace, between what happens.
//
// Watch:  the ladder of a wire with --calls PATH.
// Run:    LAB_TRACE=PATH note --text 'Now the client closes.'

#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "common/narrate/options.h"
#include "common/trace/reporter.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "note [--text TEXT]\n"
      "Says TEXT in the trace that LAB_TRACE names, for the host LAB_HOST");
  if (!options.has("--text")) throw UsageError{"note needs --text TEXT"};
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view{value != nullptr ? value : ""};
  };
  trace::Reporter reporter{variable("LAB_TRACE"),
                           trace::host_named(variable("LAB_HOST"))};
  if (!reporter.active())
    throw std::runtime_error{"LAB_TRACE names no socket of a wire"};
  reporter.note(options.text("--text", ""));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
