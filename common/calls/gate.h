// Where calls are held before they are made, until somebody lets them go.
#pragma once

#include <sys/types.h>

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "common/calls/control.h"
#include "common/calls/holds.h"
#include "common/calls/lane.h"
#include "common/calls/thread.h"

namespace calls {

class Gate {
 public:
  // Without `control` nothing is held: nobody could let it go.
  Gate(Lane& lane, Holds holds, std::optional<Control> control)
      : lane_{lane}, holds_{std::move(holds)}, control_{std::move(control)} {}

  [[nodiscard]] bool is_open() const { return !control_; }

  // Whether the thread's call is held. Then that is told. `shown`: see Holds.
  bool holds(Thread& thread, bool shown);

  // Which threads may go on now, by what Control has said; or all of them, because
  // nothing is to be held any more. Some may have ended.
  std::vector<pid_t> hear();
  std::vector<pid_t> open();

  // Whether Control has said that the program is to end now.
  [[nodiscard]] bool kills() const { return kills_; }

 private:
  Lane& lane_;
  Holds holds_;
  std::optional<Control> control_;
  bool kills_ = false;
  std::deque<pid_t> held_;  // the one that was held first is in front
};

}  // namespace calls
