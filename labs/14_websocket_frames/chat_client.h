// A client of chat_server: its socket, its deadline, and what waits to be sent.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/chat_room.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/send_some.h"

namespace chat {

struct Client {
  Fd fd;
  Clock::time_point deadline;    // for its request, a sign of life, its Close
  Stage stage = Stage::opening;  // for which the deadline is
  bool pinged = false;           // and has sent nothing since
  bool half_closed = false;      // our FIN is sent
  std::uint32_t events = EPOLLIN;
  Member member{};
};

// Sends what the client takes now. If something else is wrong, recv() will tell.
inline void send_unsent(Client& c) {
  websocket::Output& unsent = c.member.unsent;
  const ssize_t n = send_some(c.fd, unsent, unsent);
  if (n == -1 && errno != EAGAIN && errno != EINTR) unsent.clear();
}

// Both Closes are through, or the page is: FIN. close() waits for theirs: with
// bytes unread it would send RST, and what they have not got yet would be lost
// (lab 06).
inline void end_our_side(Client& c) {
  const bool ends = c.stage == Stage::ending && c.member.unsent.empty() &&
                    c.member.websocket.ends_tcp();
  if (!ends || std::exchange(c.half_closed, true)) return;
  CALL(::shutdown(c.fd.get(), SHUT_WR));
}

}  // namespace chat
