// drop_matrix: what drop_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab drops --kept
// Read:   labs/18_way_in/README.md.
// Run:    scripts/lab drops

#include <ostream>
#include <string>

#include "common/ladder/trace_picture.h"
#include "common/narrate/options.h"
#include "common/text/matrix_program.h"
#include "labs/18_way_in/drop_page.h"
#include "labs/18_way_in/drop_sections.h"

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "drop_matrix [--read FILE] [--kernel TEXT] [--format F] [--with FILE] "
      "[--diff FILE] [--traces FOLDER]\n"
      "Tabulates the cells that drop_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT     where they were seen: 'Linux 6.18'\n"
      "--format F        text, markdown, json or html\n"
      "--with FILE       shows what FILE says, too, where it is not the same\n"
      "--diff FILE       names the cells that were not so in FILE; the exit\n"
      "                  status is 1 if there are any\n"
      "--traces FOLDER   has the ladders that stand behind the rows in html");
  const std::string traces = options.text("--traces", "");
  const auto sections = [&](std::ostream& out, const matrix::Matrix& cells) {
    drops::write_sections(out, cells, traces);
  };
  return matrix::run(options, drops::shape,
                     {.title = "The drop matrix",
                      .page = drops::write,
                      .sections = sections,
                      .styles = ladder::picture_style()});
} catch (const std::exception& error) {
  return report(error);
}
