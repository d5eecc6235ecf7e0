// Scenes that are played in two-host worlds, seen from outside: when this process
// is told to end, or killed, its world ends too.
#pragma once

#include <string>
#include <vector>

#include "common/host/signals.h"

namespace stage {

// Plays each of the scenes in a world of its own; all in one world, if none is
// named. `script` makes a world and runs `engine` in it. Returns the exit status: 0,
// 77 if all were skipped, or that of the first which failed. Throws
// std::system_error.
int play_in_worlds(const std::string& script, const std::string& scenes,
                   const std::vector<std::string>& engine,
                   const host::Signals& signals);

}  // namespace stage
