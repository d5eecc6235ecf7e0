// Lab 00's wire as a process of the stage: what it writes, and the keys for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/socket/fd.h"
#include "common/stage/process.h"

namespace stage {

class Wire {
 public:
  // Starts that program. Throws as Process does.
  Wire(const std::string& program, const std::vector<std::string>& arguments);

  // To be watched for what has come.
  [[nodiscard]] int trace() const { return trace_.get(); }
  [[nodiscard]] int errors() const { return errors_.get(); }

  // Takes what has come, and returns the lines of the trace that are whole. When it
  // has ended, trace() is -1 after the last of them.
  std::vector<std::string> take_lines();

  // What it has said on standard error since the last time.
  std::string take_errors();

  void press(char key) const;
  Process& process() { return *process_; }

 private:
  std::optional<Process> process_;
  Fd keys_;
  Fd trace_;
  Fd errors_;
  std::string kept_;  // of a line that is not whole
};

// What there is to read now, or a part of it; nothing after the end of `fd`, which is then
// closed. `fd` does not block. See read(2).
std::string read_some(Fd& fd);

}  // namespace stage
