// The bytes of one direction of a connection, in their order, from segments that
// may come early, twice, or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trace {

class ByteStream {
 public:
  // `next`: the number of the first byte.
  explicit ByteStream(std::int64_t next = 1) : next_{next} {}

  // Returns what now follows, which may be nothing yet. `seq` is relative, as in
  // a Segment. What comes too early is kept, up to 1 MiB.
  std::string take(std::uint32_t seq, std::string_view data);

  // The number of the next byte.
  [[nodiscard]] std::int64_t next() const { return next_; }

  // Whether a later byte than the next one has come.
  [[nodiscard]] bool has_gap() const { return gap_ || !early_.empty(); }

 private:
  std::string append(std::int64_t at, std::string_view data);

  std::int64_t next_;
  std::map<std::int64_t, std::string>
      early_;  // by the number of its first byte
  std::size_t early_bytes_ = 0;
  bool gap_ = false;  // something could not be kept
};

}  // namespace trace
