// What one direction of a TLS connection says, as far as it can be seen.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "common/tls/reader.h"
#include "common/trace/frame_stream.h"

namespace trace {

// With the names of common/tls/names.h. Its functions are those of FrameStream.
class RecordStream {
 public:
  void take(const std::string& bytes, std::int64_t unknown);
  void skip_to(std::int64_t position);
  void hear(const RecordStream& peer) { reader_.hear(peer.reader_); }
  [[nodiscard]] std::int64_t position() const { return position_; }
  [[nodiscard]] const std::deque<Named>& named() const { return named_; }
  void forget_oldest();

 private:
  void give_up();

  tls::Reader reader_;
  std::int64_t position_ = 1;
  bool over_ = false;  // it cannot be read any more
  std::deque<Named> named_;
};

}  // namespace trace
