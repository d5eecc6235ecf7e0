// What one direction of a WebSocket connection says: HTTP first, then frames.
// It judges nothing, and reads on behind whatever breaks a rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"
#include "common/websocket/frame.h"

namespace trace {

// A frame, or an HTTP message. Positions count the bytes of the direction; the
// first is number 1, as on the ladder.
struct Named {
  std::int64_t at = 0;   // the byte that completed the name
  std::int64_t end = 0;  // behind its last byte, as far as that is known
  std::string name;      // "Binary 100000"
  std::string kind;      // "Binary"; empty for "?"
};

// "GET": an HTTP method, as all of them are spelt.
bool is_method(std::string_view word);

class FrameStream {
 public:
  explicit FrameStream(bool from_client) : from_client_{from_client} {}

  // The next bytes; behind them come `unknown` more, which were not kept.
  void take(std::string bytes, std::int64_t unknown);

  // From here to `position` nothing was seen.
  void skip_to(std::int64_t position);

  // What the peer's last head says, if it has sent one. The answer to a client:
  // from here on it speaks WebSocket, or HTTP still. To a server it matters
  // whether the client has asked for permessage-deflate.
  void hear(const FrameStream& peer);

  // The number of the next byte.
  [[nodiscard]] std::int64_t position() const { return position_; }

  // The start line of the last head; empty: none yet.
  [[nodiscard]] const std::string& start_line() const { return start_line_; }

  // Whether the last head asks for a WebSocket, or answers that this is one.
  [[nodiscard]] bool upgrades() const { return upgrades_; }

  // The number of the first byte that is a frame's; 0: there is none yet.
  [[nodiscard]] std::int64_t frames_begin() const { return frames_begin_; }

  // Whether both sides have agreed on permessage-deflate.
  [[nodiscard]] bool may_compress() const { return listed_ && peer_listed_; }

  // In order. "?": from there on it cannot be read.
  [[nodiscard]] const std::deque<Named>& named() const { return named_; }

  // All but the last ones, so that memory is bounded.
  void forget_oldest();

 private:
  enum class Reading {
    start_line,
    fields,
    chunk_size,
    trailer,
    header,
    close_code,
    nothing
  };

  void read(std::byte byte);
  void read_line(char c);
  void begin_message(const std::string& line);
  void begin_chunk(std::string_view line);
  void end_head();
  void begin_frame();
  void expect_frames(std::int64_t position);
  void add(std::string name, std::string kind, std::int64_t end);
  void pass_over(std::int64_t to, std::int64_t lost_at);
  void give_up();

  bool from_client_;
  Reading reading_ = Reading::start_line;
  std::int64_t position_ = 1;
  std::uint64_t skip_ = 0;  // so much of a payload or a body is still to come
  std::deque<Named> named_;

  std::string line_;  // of a head, as far as it has come
  std::vector<http::Header> fields_;
  std::size_t head_size_ = 0;
  std::string start_line_;
  int status_ = 0;         // of a response
  bool upgrades_ = false;  // the last head does
  // Whether our last head lists permessage-deflate, and the peer's; one that
  // was not seen is taken to list it.
  bool listed_ = true;
  bool peer_listed_ = true;
  bool peer_asks_for_head_ =
      false;  // with the method HEAD, in its last request

  std::int64_t frames_begin_ = 0;
  bool framed_ = false;  // a frame has begun
  websocket::HeaderReader headers_;
  websocket::FrameHeader frame_;
  std::vector<std::byte> code_;  // of a Close
};

}  // namespace trace
