// The threads of a program, and the calls that they have made: what ptrace's stops
// say, without ptrace.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
  std::string_view name{};
  double t = 0;      // when it began
  Inode socket = 0;  // what it is about; 0: several, or not yet known
  std::string text{};
  long id = 0;        // of its event; 0: it is not told
  bool late = false;  // it is told, if at all, when it has returned
  std::vector<Watched> watched{};  // by poll and select
  std::vector<int> closing{};      // the descriptors that it closes ...
  std::vector<Inode> closes{};     // ... and the sockets that end with them
  std::vector<Inode> passes{};     // that it gives to another process
};

// What the threads of a process share.
struct Process {
  pid_t id = 0;
  std::string program{};
  int threads = 0;                   // that are not gone
  int running = 0;                   // that have not begun to end
  bool end_is_seen = false;          // all that it closes is told
  std::optional<OpenCall> end{};     // "exit: closes 8"
  std::vector<std::string> notes{};  // what was said of it, once
};

struct Thread {
  pid_t id = 0;
  std::shared_ptr<Process> process{};
  std::optional<OpenCall> call{};
  // Calls that a signal has interrupted: the kernel makes them again, or a handler
  // runs first. Calls of a handler may be interrupted, too: the last one is behind.
  std::vector<OpenCall> interrupted{};
  Inode sets = 0;  // the socket that it has given options last
  bool leaves_handler = false;
  bool is_held = false;
  bool has_ended = false;

  // Whether it is to stop when the call that it makes returns.
  [[nodiscard]] bool stops_at_return() const { return call || leaves_handler; }

  // It makes this call. Returns whether that is an interrupted one, which goes on,
  // or how a handler ends: then there is nothing new to tell.
  bool goes_on_with(const OpenCall& made);

  // A call has returned that (below 0: an error). Returns which one the program now
  // knows of: none if the kernel may make it again.
  std::optional<OpenCall> returned(long long result);
};

}  // namespace calls
