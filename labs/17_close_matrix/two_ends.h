// Both ends of a connection, each on its own host, and the wire between them: one
// process has all three, so nothing has to be awaited.
#pragma once

#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "common/host/side.h"
#include "common/socket/must.h"
#include "common/wire/process.h"

struct TwoEnds {
  TwoEnds(std::string_view state, const std::string& wire_program,
          const std::string& port, const std::string& files)
      : listens{state == "LISTEN"},
        wire{wire_program, files},
        subject{"subject", listens ? trace::Host::server : trace::Host::client,
                port, files + ".calls"},
        peer{"peer", listens ? trace::Host::client : trace::Host::server, port,
             files + ".calls"} {}

  bool listens;  // the subject, which is a listener then
  wire::WireProcess wire;
  host::Side subject;  // which is brought into a state, and ended
  host::Side peer;
};

// What that side sends, from now on. The same key lets it go.
inline void hold(TwoEnds& ends, const host::Side& side) {
  ends.wire.press(side.host == trace::Host::client ? '>' : '<');
}

inline void let_go(TwoEnds& ends, const host::Side& side) {
  hold(ends, side);
}

// Of the connection: "gone" where only a listener is.
inline std::string state_of(const TwoEnds& ends, const host::Side& side) {
  const host::Side& other = &side == &ends.peer ? ends.subject : ends.peer;
  const std::string_view state =
      side.kernel.state(side.endpoint, other.endpoint);
  return std::string{state == "LISTEN" ? "gone" : state};
}

inline std::string subject_state(const TwoEnds& ends) {
  if (!ends.listens) return state_of(ends, ends.subject);
  // The listener, to a peer without a connection.
  packet::Endpoint stranger = ends.peer.endpoint;
  stranger.port = 1;
  return std::string{
      ends.subject.kernel.state(ends.subject.endpoint, stranger)};
}

inline std::string time_wait(const TwoEnds& ends) {
  const bool subject = state_of(ends, ends.subject) == "TIME-WAIT";
  const bool peer = state_of(ends, ends.peer) == "TIME-WAIT";
  return subject && peer ? "both"
         : subject       ? "subject"
         : peer          ? "peer"
                         : "nobody";
}

// Both descriptors are closed, the peer's first.
inline void part(TwoEnds& ends) {
  for (host::Side* side : {&ends.peer, &ends.subject}) {
    if (!side->socket) continue;
    const int fd = side->socket.release();
    side->call("close(" + side->role + ")", [=](int) { return ::close(fd); });
    ends.wire.press('=');
  }
  for (const host::Side* side : {&ends.peer, &ends.subject})
    if (const std::string is = state_of(ends, *side);
        is != "gone" && is != "TIME-WAIT")
      throw std::runtime_error{"the " + side->role + " is left in " + is};
}

inline int set_linger(const Fd& socket, int seconds) {
  const linger wait{.l_onoff = 1, .l_linger = seconds};
  return ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &wait, sizeof wait);
}

// The same, and nothing is left that could disturb the next play.
inline void abort_both(TwoEnds& ends) {
  for (const host::Side* side : {&ends.peer, &ends.subject})
    if (side->socket)
      must(set_linger(side->socket, 0),
           "setsockopt(socket, SO_LINGER, {1, 0})");
  part(ends);
}
