// How the subject is brought into a state, while the wire holds what its peer
// answers. RFC 9293, section 3.3.2 "State Machine Overview".
#pragma once

#include <fcntl.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "common/socket/must.h"
#include "labs/17_close_matrix/two_ends.h"
#include "labs/17_close_matrix/ways.h"

inline void set_nonblocking(const Fd& socket) {
  must(::fcntl(socket.get(), F_SETFL, O_NONBLOCK),
       "fcntl(socket, F_SETFL, O_NONBLOCK)");
}

inline void send_fin(host::Side& side) {
  side.must_call("shutdown(" + side.role + ", SHUT_WR)",
                 [](int fd) { return ::shutdown(fd, SHUT_WR); });
}

// A listener is of no use to the peer any more, and the subject's is what the
// state LISTEN is about: there the connection stays in its queue.
inline void open_connection(TwoEnds& ends) {
  host::Side& from = ends.listens ? ends.peer : ends.subject;
  host::Side& to = ends.listens ? ends.subject : ends.peer;
  must(::listen(to.socket.get(), 1), "listen(socket, 1)");
  from.must_call("connect(" + from.role + ", address, size)", [&](int fd) {
    return ::connect(fd, to.address.get(), to.address.size());
  });
  if (!ends.listens)
    to.socket = Fd{must(::accept(to.socket.get(), nullptr, nullptr),
                        "accept(listener, nullptr, nullptr)")};
}

// The peer's answer to this is held.
inline void begin_connect(TwoEnds& ends) {
  must(::listen(ends.peer.socket.get(), 1), "listen(peer, 1)");
  hold(ends, ends.peer);
  set_nonblocking(ends.subject.socket);
  ends.subject.call("connect(subject, address, size)", [&](int fd) {
    return ::connect(fd, ends.peer.address.get(), ends.peer.address.size());
  });
}

inline void send_unread(host::Side& peer) {
  peer.must_call("send(peer, data, 8, 0)",
                 [](int fd) { return ::send(fd, "unread..", unread_size, 0); });
}

inline void send_unsent(host::Side& subject) {
  const std::string data(unsent_size, 'x');
  subject.must_call("send(subject, data, 6000, 0)", [&](int fd) {
    return ::send(fd, data.data(), data.size(), 0);
  });
}

// Our FIN first, or the peer's, or both at once.
inline void leave_estab(TwoEnds& ends, std::string_view state, bool unsent) {
  host::Side& subject = ends.subject;
  host::Side& peer = ends.peer;
  if (state == "CLOSE-WAIT" || state == "LAST-ACK") send_fin(peer);
  if (state == "FIN-WAIT-2" || state == "TIME-WAIT") send_fin(subject);
  if (state == "TIME-WAIT") {
    ends.wire.press('=');
    send_fin(peer);
  }
  hold(ends, state == "CLOSING" ? subject : peer);
  if (unsent) send_unsent(subject);
  if (state == "FIN-WAIT-1" || state == "LAST-ACK" || state == "CLOSING")
    send_fin(subject);
  if (state == "CLOSING") {
    send_fin(peer);
    hold(ends, peer);
    let_go(ends, subject);
  }
}

// Then what the peer sends is held. Throws std::runtime_error if the subject is in
// another state.
inline void reach(TwoEnds& ends, std::string_view state, const Way& way) {
  if (state == "SYN-SENT") {
    begin_connect(ends);
  } else {
    open_connection(ends);
    if (way.unread) send_unread(ends.peer);
    leave_estab(ends, state, way.unsent);
  }
  ends.wire.press('=');
  if (const std::string is = subject_state(ends); is != state)
    throw std::runtime_error{"the subject is in " + is + ", not in " +
                             std::string{state}};
}
