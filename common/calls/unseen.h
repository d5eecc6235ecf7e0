// What a program does that cannot be seen, or not be done while it is traced: it is
// said, once of each program.
#pragma once

#include <functional>
#include <string>

#include "common/calls/lane.h"
#include "common/calls/thread.h"

namespace calls {

class Unseen {
 public:
  explicit Unseen(Lane& lane) : lane_{lane} {}

  // Looks into its process, which may not be ours to look into.
  void look(const Thread& thread, const std::function<void()>& what);

  void makes_ring(const Thread& thread);
  void wants_to_trace(const Thread& thread);

  // Its calls have other numbers. Returns whether that is so.
  bool has_other_numbers(const Thread& thread, unsigned numbering, long number);

  // The process has a new program.
  void executes(const Thread& thread, unsigned numbering);

 private:
  void note(const Thread& thread, const std::string& text);

  Lane& lane_;
};

}  // namespace calls
