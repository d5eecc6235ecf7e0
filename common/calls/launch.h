// Begins the program: traced from its first call on, and as if its shell had begun
// it. ptrace(2), seccomp(2).
#pragma once

#include <sys/types.h>

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/calls/signals.h"
#include "common/socket/fd.h"

namespace calls {

// The program cannot be begun. `status`: what a shell's exit status would be.
struct NotBegun : std::runtime_error {
  NotBegun(int exit_status, const std::string& why)
      : std::runtime_error{why}, status{exit_status} {}
  int status;
};

struct Launched {
  pid_t process;  // this thread traces it
  Fd failure;     // where it says why it could not become the command
};

// Begins a process that becomes the command (which ends with a null pointer), with
// these signals. Throws NotBegun.
Launched launch(std::span<char* const> command, const Signals& signals);

// Once it has ended: throws NotBegun if it never became the command.
void check_begun(const Launched& launched, const std::string& command);

// The descriptors of this process. And closes those that are the command's alone:
// else a connection or a pipe that it closes would stay open with us.
std::vector<int> open_descriptors();
void leave_to_command(const std::vector<int>& descriptors, int but);

}  // namespace calls
