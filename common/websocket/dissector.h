// Frames taken apart, for people: each bit with its name, what is masked and
// what is not, and the first rule that is broken. frame_dump prints it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/websocket/bytes.h"
#include "common/websocket/event.h"
#include "common/websocket/frame.h"
#include "common/websocket/message_reader.h"

namespace websocket {

class Dissector {
 public:
  struct Style {
    std::string name = "frame";      // what each one is called
    std::size_t payload_bytes = 64;  // shown of each frame, at most
    bool pictures = true;
  };

  // The frames of one side, the first of which begins at `position`. Without a
  // sender: it is a client if the first of them has a mask.
  Dissector(std::optional<Role> sender, std::size_t position, Style style,
            Extension extension = Extension::none)
      : sender_{sender},
        position_{position},
        style_{std::move(style)},
        extension_{extension} {}

  // The lines for the frames that these bytes complete.
  std::vector<std::string> take(Bytes bytes);

  // There are no more. The lines for what is left: a frame that is cut short.
  std::vector<std::string> end();

  // Whether all frames so far are whole, and as they must be.
  [[nodiscard]] bool is_right() const { return right_; }

 private:
  void take(std::byte byte);
  void judge(std::span<std::byte> bytes);
  void judge_close(Bytes payload);
  void break_rule(const Rule& rule, std::size_t where);
  [[nodiscard]] std::size_t place_of(const Rule& rule) const;
  void finish_frame();
  [[nodiscard]] bool begins_compressed() const;
  void show_frame();
  void show_payload();
  void tell(std::string label, std::string text);
  void add_line(std::string_view label, std::string_view text);

  std::optional<Role> sender_;
  std::size_t position_;  // of the next byte
  Style style_;
  Extension extension_;
  std::optional<MessageReader> reader_{};
  HeaderReader header_reader_{};
  std::optional<FrameHeader> header_{};  // of the frame that has begun
  std::size_t header_size_ = 0;
  std::vector<std::byte> frame_{};  // its bytes, as far as they are shown
  std::size_t size_ = 0;            // that have come of it
  std::vector<std::pair<std::string, std::string>> findings_{};  // about it
  std::size_t frames_ = 0;
  std::size_t fragments_ = 0;  // of the message that has begun
  bool compressed_ = false;    // that message is
  bool right_ = true;
  bool over_ = false;  // nothing more is read
  std::size_t behind_ = 0;
  std::vector<std::string> lines_{};
};

}  // namespace websocket
