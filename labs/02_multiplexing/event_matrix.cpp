// event_matrix: what event_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab events --kept
// Read:   labs/02_multiplexing/README.md.
// Run:    scripts/lab events

#include <iostream>
#include <stdexcept>
#include <string>

#include "common/narrate/options.h"
#include "common/text/matrix.h"
#include "common/text/table.h"
#include "labs/02_multiplexing/event_page.h"

using events::shape;

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "event_matrix [--read FILE] [--kernel TEXT] [--format F] [--diff FILE]\n"
      "Tabulates the cells that event_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT    where they were seen: 'Linux 6.18'\n"
      "--format F       text, markdown, json or html\n"
      "--diff FILE      names the cells that were not so in FILE; the exit\n"
      "                 status is 1 if there are any");
  const std::string path = options.text("--read", "");
  matrix::Matrix cells =
      path.empty() ? read_matrix(std::cin, "the standard input", shape)
                   : matrix::read_file(path, shape);
  cells.kernel = options.text("--kernel", cells.kernel);
  if (options.has("--diff"))
    return name_differences(
               std::cout, matrix::read_file(options.text("--diff", ""), shape),
               cells, shape) > 0;
  const std::string format = options.text("--format", "text");
  if (format == "text")
    events::write(cells, text::plain_page(std::cout, text::page_width()));
  else if (format == "markdown")
    events::write(cells, text::markdown_page(std::cout, text::page_width()));
  else if (format == "json")
    write_json(std::cout, cells, shape);
  else if (format == "html") {
    text::begin_html(std::cout, "The event matrix");
    events::write(cells, text::html_page(std::cout));
    std::cout << "</html>\n";
  } else
    throw UsageError{"--format is text, markdown, json or html, not '" +
                     format + "'"};
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the table"};
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
