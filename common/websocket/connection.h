// One end of a WebSocket, once it is open. Bytes in, events and bytes out: the
// socket, the buffers and the clock are its owner's.
//
//   while there is an event in connection.next(input, output): see to it
//   send output
//   if connection.ends_tcp(): shutdown(SHUT_WR), read until 0, close
#pragma once

#include <span>
#include <string_view>

#include "common/websocket/bytes.h"
#include "common/websocket/event.h"
#include "common/websocket/message_reader.h"

namespace websocket {

class Connection {
 public:
  explicit Connection(Role role, const Limits& limits = {});

  // Takes bytes from the front of `input`, as far as the next event: NeedsMore
  // once all is used. However the input is cut into pieces, the events are the
  // same. What must be answered (a Ping, a Close, a broken rule) is answered at
  // the end of `output`. What follows a Closed or a Failure is dropped.
  //
  // `input` is unmasked where it lies.
  Event next(std::span<std::byte>& input, Output& output);

  // Say that the peer has ended TCP. If it has sent no Close, that is 1006.
  Event end();

  // Whether we may still send: our Close is not sent, and TCP has not ended.
  // Once this is false, give the peer a time for its part of the end.
  [[nodiscard]] bool is_open() const { return may_send_; }

  // These append a frame to `output`. If !is_open() they append nothing, and
  // return false: nothing follows a Close. RFC 6455, 5.5.1.

  // A message: text, which must be UTF-8, or binary. With `last` = false it is
  // a fragment, and the next call goes on with the same message.
  bool send(Opcode kind, Bytes payload, Output& output, bool last = true);

  // What send() appends, less the payload, which the caller must send right
  // behind it: so a large one can be sent from where it lies. Only for servers:
  // a client masks, so for it this throws std::logic_error.
  bool send_header(Opcode kind, std::size_t size, Output& output);

  // These throw std::invalid_argument if the payload has more than 125 bytes.
  bool ping(Bytes payload, Output& output);
  bool pong(Bytes payload, Output& output);  // unasked, as a sign of life

  // Begins the end. What the peer sends before its own Close still comes.
  // Without a code, the Close is empty. Throws std::invalid_argument for a code
  // or a reason that no Close may hold, see close_frame.h.
  bool close(Output& output);
  bool close(CloseCode code, std::string_view reason, Output& output);

  // Whether the next step is ours: to end TCP, once the output is sent. The
  // server does so after both Closes or a Failure, and pays with TIME-WAIT; the
  // client waits for that, though not for ever. RFC 6455, 7.1.1.
  [[nodiscard]] bool ends_tcp() const {
    return role_ == Role::server && !may_receive_;
  }

 private:
  Event answer(const Control& control, Output& output);
  Event fail(const Failure& failure, Output& output);
  FrameHeader message_header(Opcode kind, bool last);
  bool send_frame(FrameHeader header, Bytes payload, Output& output);
  bool send_control(Opcode opcode, Bytes payload, Output& output);
  bool send_close(Bytes payload, Output& output);

  MessageReader reader_;
  Role role_;
  bool may_send_ = true;         // until our Close
  bool may_receive_ = true;      // until the peer's Close, or a Failure
  bool within_message_ = false;  // a fragment is sent, and not the last one
};

}  // namespace websocket
