// stage: plays the scenes of a lab's run.sh.
//
// Watch:  scripts/lab run 05 half_close
// Read:   scripts/stage.sh, for the words of a play; common/stage/engine.h.
// Run:    stage --play labs/05_shutdown_vs_close/run.sh --scenes half_close
//               --programs build/labs

#include <cstdlib>
#include <exception>
#include <optional>
#include <utility>

#include "common/narrate/options.h"
#include "common/stage/engine.h"
#include "common/stage/process.h"
#include "common/stage/temporary_folder.h"
#include "common/stage/worlds.h"

int main(int argc, char** argv) try {
  host::Signals signals = stage::open_signals();  // before anything is begun
  const Options options = parse(
      argc, argv,
      "stage [--play FILE] [--programs FOLDER] [--scenes TEXT] "
      "[--worlds SCRIPT] [--step-wire] [--step-calls] [--queues] "
      "[--predict HOW] [--save FOLDER] [--mark FOLDER] [--sandbox SCRIPT]\n"
      "Plays the scenes of a run.sh, which says what is to be done.\n"
      "--programs FOLDER  where the programs of all labs are\n"
      "--scenes TEXT      which scenes; without it, all\n"
      "--worlds SCRIPT    each in a world of its own: "
      "scripts/two_hosts.sh\n"
      "--step             waits for Enter before each line of the play\n"
      "--step-wire        holds each segment on the wire for a key; nothing\n"
      "                   is judged then\n"
      "--step-calls       with it, holds each program under `calls` before\n"
      "                   its calls\n"
      "--queues           draws at the end of a scene how many bytes lay\n"
      "                   where, over time; with --save as an SVG, too\n"
      "--predict HOW      plays each scene unseen: ask (asks what happens),\n"
      "                   quiz (for a sheet of paper), answers (with them)\n"
      "--save FOLDER      keeps each scene's trace, and its pcap\n"
      "--mark FOLDER      plays an exercise: FOLDER/command is the student's\n"
      "                   command, FOLDER/report says what was met\n"
      "--sandbox SCRIPT   runs that command: scripts/sandbox");
  if (!options.has("--play") || !options.has("--programs"))
    throw UsageError{"stage needs --play FILE and --programs FOLDER"};
  const bool has_worlds = options.has("--worlds");
  const bool is_inside = std::getenv("LAB_WORLD") != nullptr;
  // q ends all scenes; only the one who plays them all need know.
  const auto exit_status = [&](int status) {
    return status == stage::quit && !(has_worlds && is_inside) ? 0 : status;
  };
  if (has_worlds && !is_inside)
    return exit_status(stage::play_in_worlds(options.text("--worlds", ""),
                                             options.text("--scenes", ""),
                                             {argv, argv + argc}, signals));
  std::optional<stage::TemporaryFolder> folder;
  if (!is_inside) folder.emplace();  // a world has its own
  const int status = stage::Engine{{.play = options.text("--play", ""),
                                    .programs = options.text("--programs", ""),
                                    .scenes = options.text("--scenes", ""),
                                    .step = options.has("--step"),
                                    .step_wire = options.has("--step-wire"),
                                    .step_calls = options.has("--step-calls"),
                                    .queues = options.has("--queues"),
                                    .predict = options.text("--predict", ""),
                                    .save = options.text("--save", ""),
                                    .mark = options.text("--mark", ""),
                                    .sandbox = options.text("--sandbox", "")},
                                   std::move(signals)}
                         .run();
  return exit_status(status);
} catch (const std::exception& error) {
  return report(error);
}
