// The time of a trace from the times of a capture, which are not always in
// order: its clock may be set back, and two interfaces may disagree a little.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/packet/capture.h"

namespace packet {

class CaptureClock {
 public:
  // The seconds from the first packet to this one, and never less than to the
  // packet before it. Without a time of its own it has that packet's. When a
  // clock goes back by 1 s or more, the time goes on from there.
  double read(const Captured& packet);

  // What the reader of the trace must know before the packet that was read
  // last: "the clock went back 5.002 s". Once for each kind; else empty.
  [[nodiscard]] const std::string& remark() const { return remark_; }

  // How often the clock went back.
  [[nodiscard]] std::size_t times_back() const { return jumps_ + slips_; }

 private:
  std::string remark_{};
  bool begun_ = false;
  std::int64_t last_ = 0;  // as the packet said it
  // Since the first packet, in nanoseconds: whole numbers.
  double clock_ = 0;  // as the capture's clock goes
  double now_ = 0;    // as the trace's goes, which never goes back
  std::size_t jumps_ = 0;
  std::size_t slips_ = 0;
  bool untimed_ = false;
};

}  // namespace packet
