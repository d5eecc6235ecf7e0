// A client of chat_server: its socket, its deadline, and what waits to be sent.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/chat_room.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/send_some.h"

namespace chat {

// What becomes of a client that does not read, when its queue is full. Each
// way has its price (lab 12).
struct WhenFull {
  std::string_view how;  // "drop", "wait"; else the code of a Close

  [[nodiscard]] bool drops() const { return how == "drop"; }
  [[nodiscard]] bool waits() const { return how == "wait"; }
  // 1008 says that it is the client's fault, 1013 that it may be ours.
  [[nodiscard]] websocket::CloseCode code() const {
    return how == "1013" ? websocket::close_code::try_again_later
                         : websocket::close_code::policy_violation;
  }
};

inline WhenFull when_full(const Options& options) {
  const std::string asked = options.text("--when-full", "1008");
  for (const std::string_view how : {"1008", "1013", "drop", "wait"})
    if (asked == how) return {how};
  throw UsageError{"--when-full takes 1008, 1013, drop or wait, not '" + asked +
                   "'"};
}

struct Client {
  Fd fd;
  Clock::time_point deadline;    // for its request, a sign of life, its Close
  Stage stage = Stage::opening;  // for which the deadline is
  bool pinged = false;           // and has sent nothing since
  bool half_closed = false;      // our FIN is sent
  bool full = false;             // its queue is
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
