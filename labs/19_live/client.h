// A browser, or another client of live_server: its socket, its deadline, and what
// waits to be sent.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/send_some.h"
#include "labs/19_live/lesson.h"

namespace live {

struct Client {
  Fd fd;
  Clock::time_point deadline;    // for its request, a sign of life, its Close
  Stage stage = Stage::opening;  // for which the deadline is
  bool pinged = false;           // and has sent nothing since
  bool half_closed = false;      // our FIN is sent
  std::uint32_t events = EPOLLIN;
  Follower follower{};

  // A follower that has been sent all owes a sign of life now and then. All others
  // owe something at once: to read, a request, a part of the end.
  [[nodiscard]] bool is_idle() const {
    return stage == Stage::following && follower.unsent.empty();
  }
};

// Sends what the client takes now. Returns whether that is something. If anything is
// wrong, recv() will tell.
inline bool send_unsent(Client& c) {
  websocket::Output& unsent = c.follower.unsent;
  const ssize_t n = send_some(c.fd, unsent, unsent);
  if (n == -1 && errno != EAGAIN && errno != EINTR) unsent.clear();
  return n > 0;
}

// Both Closes are through, or the page is: FIN. close() waits for theirs: with bytes
// unread it would send RST, and what they have not got yet would be lost (lab 06).
inline void end_our_side(Client& c) {
  const bool ends = c.stage == Stage::ending && c.follower.unsent.empty() &&
                    c.follower.websocket.ends_tcp();
  if (!ends || std::exchange(c.half_closed, true)) return;
  CALL(::shutdown(c.fd.get(), SHUT_WR));
}

}  // namespace live
