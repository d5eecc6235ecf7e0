#include "tests/websocket_transcript.h"

#include <gtest/gtest.h>

#include <functional>
#include <span>
#include <variant>

namespace transcript {
namespace {

using websocket::Role;

std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += static_cast<char>(number >> (8 * i));
  return text;
}

int fewest_bytes(std::uint64_t length) {
  if (length < 126) return 0;
  return length < 65536 ? 2 : 8;
}

std::string encode(const Frame& frame, Role sender) {
  const std::uint64_t length = frame.length.value_or(frame.payload.size());
  const int bytes =
      frame.length_bytes == -1 ? fewest_bytes(length) : frame.length_bytes;
  const int short_length = bytes == 0   ? static_cast<int>(length)
                           : bytes == 2 ? 126
                                        : 127;
  const bool masked = (sender == Role::client) == frame.masked_as_it_must;
  std::string encoded{static_cast<char>((frame.fin ? 128 : 0) +
                                        16 * frame.reserved + frame.opcode),
                      static_cast<char>((masked ? 128 : 0) + short_length)};
  encoded += big_endian(length, bytes);
  const std::string key = "\x37\xfa\x21\x3d";
  if (masked) encoded += key;
  for (std::size_t i = 0; i < frame.payload.size(); ++i)
    encoded += static_cast<char>(frame.payload[i] ^ (masked ? key[i % 4] : 0));
  return encoded;
}

std::string text_of(websocket::Bytes bytes) {
  return std::string{websocket::text_of(bytes)};
}

}  // namespace

std::string code(int number) {
  return big_endian(static_cast<std::uint64_t>(number), 2);
}

std::string encode(const std::vector<Frame>& frames, Role sender) {
  std::string all;
  for (const Frame& frame : frames) all += encode(frame, sender);
  return all;
}

std::string quote(const std::string& kind, const std::string& payload) {
  if (payload.empty()) return kind;
  if (payload.size() <= 125) return kind + " '" + payload + "'";
  return kind + " of " + std::to_string(payload.size()) + " bytes, #" +
         std::to_string(std::hash<std::string>{}(payload));
}

void Recorder::feed(std::string piece) {
  auto input = std::as_writable_bytes(std::span{piece});
  while (true) {
    const auto event = connection.next(input, output);
    if (std::holds_alternative<websocket::NeedsMore>(event)) break;
    note(event);
    note_output();
  }
  EXPECT_TRUE(input.empty());
}

void Recorder::note(const websocket::Event& event) {
  using namespace websocket;
  if (const auto* message = std::get_if<Message>(&event)) {
    const bool is_text = message->kind == Opcode::text;
    note(quote(is_text ? "text" : "binary", text_of(message->payload)));
  } else if (const auto* ping = std::get_if<Ping>(&event)) {
    note(quote("ping", text_of(ping->payload)));
  } else if (const auto* pong = std::get_if<Pong>(&event)) {
    note(quote("pong", text_of(pong->payload)));
  } else if (const auto* closed = std::get_if<Closed>(&event)) {
    note(quote("closed " + std::to_string(closed->code),
               std::string{closed->reason}));
  } else if (const auto* failure = std::get_if<Failure>(&event)) {
    note("failure: " + std::string{failure->rule.name});
  }
}

void Recorder::note_output() {
  std::span<std::byte> bytes{output};
  websocket::HeaderReader reader;
  while (!bytes.empty()) {
    const auto header = reader.read(bytes);
    ASSERT_TRUE(header && bytes.size() >= header->length) << "half a frame";
    ASSERT_EQ(header->key.has_value(), role_ == Role::client);
    ASSERT_TRUE(header->shortest && header->reserved == 0);
    const auto payload = bytes.first(header->length);
    bytes = bytes.subspan(header->length);
    if (header->key) websocket::apply_mask_plainly(payload, *header->key);
    std::string kind{websocket::name_of(header->opcode)};
    if (!header->fin) kind += " (not the last)";
    if (header->opcode == websocket::Opcode::close && payload.size() >= 2) {
      kind += " " + std::to_string(std::to_integer<int>(payload[0]) * 256 +
                                   std::to_integer<int>(payload[1]));
      note("sends " + quote(kind, text_of(payload.subspan(2))));
    } else {
      note("sends " + quote(kind, text_of(payload)));
    }
  }
  output.clear();
}

void Recorder::note(const std::string& line) {
  text_ += (text_.empty() ? "" : " | ") + line;
}

}  // namespace transcript
