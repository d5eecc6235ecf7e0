// Bytes in; messages and control frames out, or the rule that was broken.
// RFC 6455, 5. It answers nothing: Connection does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "common/text/utf8.h"
#include "common/websocket/event.h"
#include "common/websocket/frame.h"

namespace websocket {

enum class Role : std::uint8_t { client, server };

// No peer can make us keep more than this. RFC 6455, 10.4.
struct Limits {
  std::size_t frame_bytes = 16 * 1024 * 1024;
  std::size_t message_bytes = 16 * 1024 * 1024;  // of all its frames
};

// permessage-deflate: a message may be compressed, and is told as it came.
// RFC 7692. Our servers and clients speak none.
enum class Extension : std::uint8_t { none, permessage_deflate };

struct Control {
  Opcode opcode;  // close, ping or pong
  Bytes payload;
};

class MessageReader {
 public:
  MessageReader(Role sender, const Limits& limits,
                Extension extension = Extension::none)
      : limits_{limits}, sender_{sender}, extension_{extension} {}

  // Takes bytes from the front of `input`, as far as the first result. It
  // unmasks them where they lie: a payload that has come at once is not copied.
  // After a Failure there is nothing more to read.
  using Result = std::variant<NeedsMore, Message, Control, Failure>;
  Result next(std::span<std::byte>& input);

 private:
  void drop_what_was_told();
  [[nodiscard]] const Rule* broken_by(const FrameHeader& header) const;
  void begin_frame();
  Bytes take_payload(std::span<std::byte>& input);
  Result read_control(Bytes piece);
  Result read_data(Bytes piece);
  Bytes join(std::vector<std::byte>& earlier, Bytes piece, bool last) const;

  Limits limits_;
  HeaderReader header_reader_;
  Role sender_;
  Extension extension_;
  std::optional<Opcode> kind_{};         // of the message that has begun
  bool compressed_ = false;              // that message is
  text::Utf8Validator utf8_;             // of that message
  std::optional<FrameHeader> header_{};  // of the frame that has begun
  std::uint64_t left_ = 0;               // of its payload
  std::vector<std::byte> message_{};     // what has come of the message
  std::vector<std::byte> control_{};     // what has come of a control frame
};

}  // namespace websocket
