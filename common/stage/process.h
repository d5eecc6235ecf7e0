// A process of the stage: it ends with the engine, however that ends.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/host/signals.h"

namespace stage {

// SIGINT, SIGTERM, SIGHUP and SIGCHLD, even if the shell has told us to ignore
// them; and no SIGPIPE ends us. To be called before a process is started.
host::Signals open_signals();

struct Command {
  std::vector<std::string> arguments;  // the program first; by its PATH
  std::string
      network{};  // the namespace that `ip netns` knows; empty: this one
  std::map<std::string, std::string> environment{};  // beside what we have
  int in = 0;
  int out = 1;
  int error = 2;
  std::vector<int> kept{};  // descriptors that it inherits beside these
  bool own_group = false;   // Ctrl-C in the terminal is not for it
};

class Process {
 public:
  // Returns when the program runs. Throws std::system_error if it cannot be run:
  // ENOENT, EACCES, ENOEXEC. See execvp(3).
  explicit Process(const Command& command);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  void send_to_group(int signal) const;  // its own: also to its children

  // How it has ended: "0", "3", "SIGPIPE"; nothing while it runs. Does not block. See waitpid(2).
  const std::optional<std::string>& end();

  // The same as a shell's exit status: 0, 3, 141.
  [[nodiscard]] int status() const { return status_; }

 private:
  pid_t pid_ = -1;
  bool own_group_;
  std::optional<std::string> end_;
  int status_ = 0;
};

// Whether a thread sleeps now, as in a call that waits. See proc(5).
bool sleeps(pid_t thread);

// Runs it to its end, and returns what it writes. Throws as Process does.
std::string output_of(Command command);

}  // namespace stage
