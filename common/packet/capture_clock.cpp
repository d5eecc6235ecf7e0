#include "common/packet/capture_clock.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace packet {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// "5.002 s", "0.000012 s".
std::string in_seconds(std::int64_t nanoseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9f",
                static_cast<double>(nanoseconds) / 1e9);
  std::string seconds = text.data();
  for (int group = 0; group < 2 && seconds.ends_with("000"); ++group)
    seconds.resize(seconds.size() - 3);
  return seconds + " s";
}

}  // namespace

double CaptureClock::read(const Captured& packet) {
  remark_.clear();
  if (!packet.timed) {
    if (!untimed_) remark_ = "packets without a time: the capture has none";
    untimed_ = true;
    return now_ / 1e9;
  }
  const std::int64_t step = begun_ ? packet.nanoseconds - last_ : 0;
  begun_ = true;
  last_ = packet.nanoseconds;
  if (step < 0) {
    std::size_t& count = step > -second ? slips_ : jumps_;
    if (++count == 1) remark_ = "the clock went back " + in_seconds(-step);
  }
  clock_ = step > -second ? clock_ + static_cast<double>(step) : now_;
  now_ = std::max(now_, clock_);
  return now_ / 1e9;
}

}  // namespace packet
