// close_matrix: what close_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab matrix --kept
// Read:   labs/17_close_matrix/README.md.
// Run:    scripts/lab matrix
//
// matrix.h says what a cell consists of, tables.h and page.h what is shown of it.
// as_html.h what is behind a cell. common/text/matrix.h reads, writes and compares the
// cells, matrix_program.h does what is asked, table.h prints.

#include <ostream>
#include <string>

#include "common/ladder/trace_picture.h"
#include "common/narrate/options.h"
#include "common/text/matrix_program.h"
#include "labs/17_close_matrix/as_html.h"
#include "labs/17_close_matrix/matrix.h"
#include "labs/17_close_matrix/page.h"

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "close_matrix [--read FILE] [--kernel TEXT] [--format F] [--with FILE] "
      "[--diff FILE] [--traces FOLDER]\n"
      "Tabulates the cells that close_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT     where they were seen: 'Linux 6.18'\n"
      "--format F        text, markdown, json or html\n"
      "--with FILE       shows what FILE says, too, where it is not the same\n"
      "--diff FILE       names the cells that were not so in FILE; the exit\n"
      "                  status is 1 if there are any\n"
      "--traces FOLDER   has the ladders that stand behind the cells in html");
  const std::string traces = options.text("--traces", "");
  const auto sections = [&](std::ostream& out, const matrix::Matrix& cells) {
    matrix::write_sections(out, cells, traces);
  };
  return matrix::run(options, matrix::close_shape,
                     {.title = "The close matrix",
                      .page = matrix::write,
                      .sections = sections,
                      .styles = ladder::picture_style()});
} catch (const std::exception& error) {
  return report(error);
}
