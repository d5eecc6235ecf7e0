// close_matrix: what close_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab matrix --kept
// Read:   labs/17_close_matrix/README.md.
// Run:    scripts/lab matrix
//
// matrix.h says what a cell consists of, tables.h and page.h what is shown of it.
// common/text/matrix.h reads, writes and compares the cells, table.h prints them.

#include <iostream>
#include <stdexcept>
#include <string>

#include "common/narrate/options.h"
#include "labs/17_close_matrix/as_html.h"
#include "labs/17_close_matrix/matrix.h"
#include "labs/17_close_matrix/page.h"

int main(int argc, char** argv) try {
  const Options options = parse_plain(
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
      path.empty() ? matrix::read_matrix(std::cin, "the standard input",
                                         matrix::close_shape)
                   : matrix::read_file(path, matrix::close_shape);
  cells.kernel = options.text("--kernel", cells.kernel);
  if (options.has("--diff"))
    return matrix::name_differences(
               std::cout,
               matrix::read_file(options.text("--diff", ""),
                                 matrix::close_shape),
               cells, matrix::close_shape) > 0;
  const std::string format = options.text("--format", "text");
  if (format == "text")
    matrix::write(cells, text::plain_page(std::cout, text::page_width()));
  else if (format == "markdown")
    matrix::write(cells, text::markdown_page(std::cout, text::page_width()));
  else if (format == "json")
    matrix::write_json(std::cout, cells, matrix::close_shape);
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
