#include "common/websocket/connection.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "common/websocket/close_frame.h"

namespace websocket {

Connection::Connection(Role role, const Limits& limits)
    : reader_{role == Role::client ? Role::server : Role::client, limits},
      role_{role} {}

Event Connection::next(std::span<std::byte>& input, Output& output) {
  if (!may_receive_) {
    input = {};
    return NeedsMore{};
  }
  const MessageReader::Result result = reader_.next(input);
  if (const auto* message = std::get_if<Message>(&result)) return *message;
  if (const auto* control = std::get_if<Control>(&result)) {
    return answer(*control, output);
  }
  if (const auto* failure = std::get_if<Failure>(&result)) {
    return fail(*failure, output);
  }
  return NeedsMore{};
}

Event Connection::end() {
  const bool told = !may_receive_;
  may_send_ = may_receive_ = false;
  if (told) return NeedsMore{};
  return Closed{close_code::no_close, ""};
}

Event Connection::answer(const Control& control, Output& output) {
  if (control.opcode == Opcode::pong) return Pong{control.payload};
  if (control.opcode == Opcode::ping) {
    pong(control.payload, output);
    return Ping{control.payload};
  }
  const auto close = read_close(control.payload);
  if (const auto* failure = std::get_if<Failure>(&close)) {
    return fail(*failure, output);
  }
  may_receive_ = false;
  send_close(control.payload, output);  // what it holds is what we answer
  return std::get<Closed>(close);
}

// "Fail the WebSocket Connection", RFC 6455, 7.1.7. Our Close tells the peer
// what it has done.
Event Connection::fail(const Failure& failure, Output& output) {
  may_receive_ = false;
  const auto& [name, section, code] = failure.rule;
  const std::string reason =
      std::string{name} + " (RFC 6455, " + std::string{section} + ")";
  close(code, reason, output);
  return failure;
}

bool Connection::send(Opcode kind, Bytes payload, Output& output, bool last) {
  return send_frame(message_header(kind, last), payload, output);
}

bool Connection::send_header(Opcode kind, std::size_t size, Output& output) {
  if (role_ == Role::client) {
    throw std::logic_error("a client cannot send a payload as it lies");
  }
  if (!may_send_) return false;
  FrameHeader header = message_header(kind, true);
  header.length = size;
  append_header(output, header);
  return true;
}

// Of the next frame with a piece of a message.
FrameHeader Connection::message_header(Opcode kind, bool last) {
  if (kind != Opcode::text && kind != Opcode::binary) {
    throw std::invalid_argument("a message is text or binary");
  }
  const bool continues = std::exchange(within_message_, !last);
  return {.fin = last, .opcode = continues ? Opcode::continuation : kind};
}

bool Connection::ping(Bytes payload, Output& output) {
  return send_control(Opcode::ping, payload, output);
}

bool Connection::pong(Bytes payload, Output& output) {
  return send_control(Opcode::pong, payload, output);
}

bool Connection::close(Output& output) {
  return send_close({}, output);
}

bool Connection::close(CloseCode code, std::string_view reason,
                       Output& output) {
  return send_close(close_payload(code, reason), output);
}

bool Connection::send_close(Bytes payload, Output& output) {
  const bool sent = send_control(Opcode::close, payload, output);
  may_send_ = false;
  return sent;
}

bool Connection::send_control(Opcode opcode, Bytes payload, Output& output) {
  if (payload.size() > most_control_bytes) {
    throw std::invalid_argument("a control frame holds at most 125 bytes");
  }
  return send_frame({.opcode = opcode}, payload, output);
}

bool Connection::send_frame(FrameHeader header, Bytes payload, Output& output) {
  if (!may_send_) return false;
  if (role_ == Role::client) header.key = random_masking_key();
  append_frame(output, header, payload);
  return true;
}

}  // namespace websocket
