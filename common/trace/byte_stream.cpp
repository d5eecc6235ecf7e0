#include "common/trace/byte_stream.h"

namespace trace {
namespace {

constexpr std::size_t most_early_bytes = 1 << 20;

}  // namespace

std::string ByteStream::take(std::uint32_t seq, std::string_view data) {
  // A difference modulo 2^32, so a number that has wrapped around is right too.
  const auto ahead =
      static_cast<std::int32_t>(seq - static_cast<std::uint32_t>(next_));
  const std::int64_t at = next_ + ahead;
  if (data.empty()) return "";
  if (ahead > 0) {
    gap_ = gap_ || early_bytes_ + data.size() > most_early_bytes;
    if (gap_) return "";
    std::string& kept = early_[at];
    if (kept.size() >= data.size()) return "";
    early_bytes_ += data.size() - kept.size();
    kept = data;
    return "";
  }
  std::string bytes = append(at, data);
  while (!early_.empty() && early_.begin()->first <= next_) {
    bytes += append(early_.begin()->first, early_.begin()->second);
    early_bytes_ -= early_.begin()->second.size();
    early_.erase(early_.begin());
  }
  return bytes;
}

// Less what has come before.
std::string ByteStream::append(std::int64_t at, std::string_view data) {
  const auto known = static_cast<std::size_t>(next_ - at);
  if (known >= data.size()) return "";
  data.remove_prefix(known);
  next_ += static_cast<std::int64_t>(data.size());
  return std::string{data};
}

}  // namespace trace
