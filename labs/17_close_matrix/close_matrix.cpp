// close_matrix: what close_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab matrix --kept
// Read:   labs/17_close_matrix/README.md.
// Run:    scripts/lab matrix
//
// matrix.h reads and writes the cells, tables.h and page.h say what is shown of them,
// as_text.h and as_html.h how.

#include <iostream>
#include <stdexcept>
#include <string>

#include "common/narrate/options.h"
#include "labs/17_close_matrix/as_html.h"
#include "labs/17_close_matrix/as_text.h"
#include "labs/17_close_matrix/differences.h"
#include "labs/17_close_matrix/matrix.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "close_matrix [--read FILE] [--kernel TEXT] [--format F] [--diff FILE] "
      "[--traces FOLDER]\n"
      "Tabulates the cells that close_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT     where they were seen: 'Linux 6.18'\n"
      "--format F        text, markdown, json, or html with the ladders of\n"
      "                  --traces FOLDER\n"
      "--diff FILE       names the cells that were not so in FILE; the exit\n"
      "                  status is 1 if there are any");
  const std::string path = options.text("--read", "");
  matrix::Matrix cells =
      path.empty() ? matrix::read_matrix(std::cin, "the standard input")
                   : matrix::read_file(path);
  cells.kernel = options.text("--kernel", cells.kernel);
  if (options.has("--diff"))
    return matrix::name_differences(
               matrix::read_file(options.text("--diff", "")), cells) > 0;
  const std::string format = options.text("--format", "text");
  if (format == "text")
    matrix::write_text(cells);
  else if (format == "markdown")
    matrix::write_markdown(cells);
  else if (format == "json")
    matrix::write_json(cells);
  else if (format == "html" && options.has("--traces"))
    matrix::write_html(cells, options.text("--traces", ""));
  else if (format == "html")
    throw UsageError{"--format html needs --traces FOLDER"};
  else
    throw UsageError{"--format is text, markdown, json or html, not '" +
                     format + "'"};
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the table"};
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
