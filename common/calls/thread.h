// The threads of the program, and the calls that they have made.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/calls/process.h"
#include "common/calls/system_call.h"
#include "common/calls/waits.h"

namespace calls {

// A call that has begun and not yet returned.
struct OpenCall {
  SystemCall call{};
  std::uint64_t instruction = 0;  // where the program makes it ...
  std::uint64_t stack = 0;        // ... and how deep within its functions
  Kind kind = Kind::restarts;
  double t = 0;      // when it began
  Inode socket = 0;  // what it is about; 0: several, or not yet known
  std::string text{};
  long id = 0;        // of its event; 0: it is not told
  bool late = false;  // it is told, if at all, when it has returned
  std::vector<Watched> watched{};  // by poll and select
  std::vector<Inode> closes{};     // the sockets that end with it
};

// A process: what its threads share.
struct Process {
  pid_t id = 0;
  std::string program{};
  int threads = 0;                // that have not ended
  std::optional<OpenCall> end{};  // "exit: closes 8"
  // What was noted of it once.
  bool is_unreadable = false;
  bool makes_rings = false;
  bool traces = false;
  bool has_other_numbers = false;
};

struct Thread {
  pid_t id = 0;
  std::shared_ptr<Process> process{};
  std::optional<OpenCall> call{};
  // Calls that a signal has interrupted: the kernel begins them again, or its
  // handler is at work. It may have been interrupted, too: the last one is on top.
  std::vector<OpenCall> interrupted{};
  bool stops_at_return = false;  // of the call that it makes
  bool returns_from_handler = false;
  bool is_held = false;
  bool has_ended = false;
};

}  // namespace calls
