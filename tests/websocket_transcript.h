// A conversation with a Connection, as one can read it:
//
//     ping 'a' | sends pong 'a' | text 'Hello' | closed 1005 | sends close
//
// Frames are put together here by other code than what is under test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/websocket/connection.h"

namespace transcript {

struct Frame {
  int opcode;
  std::string payload{};
  bool fin = true;
  int reserved = 0;
  int length_bytes = -1;                  // 0, 2 or 8; -1: as few as will do
  std::optional<std::uint64_t> length{};  // if it is not the payload's
  bool masked_as_it_must = true;
};

// What a Close holds.
std::string code(int number);

// The bytes of these frames, as that role sends them.
std::string encode(const std::vector<Frame>& frames, websocket::Role sender);

// How a message or a control frame is written down.
std::string quote(const std::string& kind, const std::string& payload);

// Feeds a connection, and writes down what comes of it.
class Recorder {
 public:
  explicit Recorder(websocket::Role role, const websocket::Limits& limits = {})
      : connection{role, limits}, role_{role} {}

  void feed(std::string piece);
  void end_tcp() { note(connection.end()); }

  // Writes down the frames in `output`, and removes them from it.
  void note_output();

  // Lines with " | " between them.
  [[nodiscard]] const std::string& text() const { return text_; }

  websocket::Connection connection;
  websocket::Output output{};

 private:
  void note(const websocket::Event& event);
  void note(const std::string& line);

  websocket::Role role_;
  std::string text_{};
};

}  // namespace transcript
