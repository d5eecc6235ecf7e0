// Any bytes to one end of a WebSocket: the same events and the same answers in
// one piece, a byte at a time, and in pieces whose size the input says. The
// first byte is for role and size.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <variant>

#include "common/websocket/connection.h"

namespace {

using namespace websocket;

constexpr Limits limits{.frame_bytes = 300, .message_bytes = 500};

void demand(bool condition) {
  if (!condition) std::abort();
}

std::string show(const Event& event) {
  const auto text = [](const auto& bytes) {
    return std::string{text_of(bytes)};
  };
  if (const auto* message = std::get_if<Message>(&event))
    return std::string{name_of(message->kind)} + text(message->payload);
  if (const auto* ping = std::get_if<Ping>(&event))
    return "ping " + text(ping->payload);
  if (const auto* pong = std::get_if<Pong>(&event))
    return "pong " + text(pong->payload);
  if (const auto* closed = std::get_if<Closed>(&event))
    return "closed " + std::to_string(closed->code) +
           std::string{closed->reason};
  return std::string{std::get<Failure>(event).rule.name};
}

// What it sends are whole frames, masked if it is a client, and nothing follows
// a Close. Unmasks them: the keys differ each time.
void check_output(Output& output, Role role) {
  std::span<std::byte> bytes{output};
  bool closed = false;
  while (!bytes.empty()) {
    demand(!closed);
    const auto header = HeaderReader{}.read(bytes);
    demand(header && header->length <= bytes.size());
    demand(header->key.has_value() == (role == Role::client));
    demand(is_control(header->opcode) && header->fin && header->shortest &&
           header->reserved == 0 && header->length <= most_control_bytes);
    closed = header->opcode == Opcode::close;
    bytes = bytes.subspan(header->length);
  }
}

struct Told {
  std::string events{};
  std::size_t output_bytes = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

Told play(Role role, std::string bytes, std::size_t piece_size) {
  Connection connection{role, limits};
  Told told;
  Output output;
  bool over = false;
  for (std::size_t at = 0; at < bytes.size(); at += piece_size) {
    // A copy of its own: a sanitizer sees who reads beyond it.
    std::string piece = bytes.substr(at, piece_size);
    auto input = std::as_writable_bytes(std::span{piece});
    while (true) {
      const Event event = connection.next(input, output);
      if (std::holds_alternative<NeedsMore>(event)) break;
      demand(!over);
      over = std::holds_alternative<Closed>(event) ||
             std::holds_alternative<Failure>(event);
      demand(over == !connection.is_open());
      told.events += show(event) + "\n";
    }
    demand(input.empty());
  }
  demand(connection.ends_tcp() == (over && role == Role::server));
  demand(std::holds_alternative<NeedsMore>(connection.end()) == over);
  check_output(output, role);
  told.output_bytes = output.size();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const Role role = (data[0] & 1) != 0 ? Role::client : Role::server;
  const std::string bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const Told whole = play(role, bytes, bytes.size() + 1);
  demand(play(role, bytes, 1) == whole);
  demand(play(role, bytes, data[0] / 2U + 1) == whole);
  return 0;
}
