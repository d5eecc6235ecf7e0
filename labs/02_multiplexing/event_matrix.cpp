// event_matrix: what event_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab events --kept
// Read:   labs/02_multiplexing/README.md.
// Run:    scripts/lab events

#include "common/narrate/options.h"
#include "common/text/matrix_program.h"
#include "labs/02_multiplexing/event_page.h"
#include "labs/02_multiplexing/event_sections.h"

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "event_matrix [--read FILE] [--kernel TEXT] [--format F] [--with FILE] "
      "[--diff FILE]\n"
      "Tabulates the cells that event_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT     where they were seen: 'Linux 6.18'\n"
      "--format F        text, markdown, json or html\n"
      "--with FILE       shows what FILE says, too, where it is not the same\n"
      "--diff FILE       names the cells that were not so in FILE; the exit\n"
      "                  status is 1 if there are any");
  return matrix::run(options, events::shape,
                     {.title = "The event matrix",
                      .page = events::write,
                      .sections = events::write_sections});
} catch (const std::exception& error) {
  return report(error);
}
