// What both ends of lab 15 do with what comes, and while they wait for it.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>

#include <string>
#include <variant>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "common/text/columns.h"
#include "common/websocket/event.h"

// Says what the peer ("the server") has sent.
inline void tell(const websocket::Event& event, const std::string& peer) {
  if (const auto* message = std::get_if<websocket::Message>(&event))
    say("text: '" + text::printable(websocket::text_of(message->payload)) +
        "'");
  if (const auto* failure = std::get_if<websocket::Failure>(&event))
    say(peer + " broke a rule: " + std::string{failure->rule.name});
  if (const auto* closed = std::get_if<websocket::Closed>(&event))
    say("closed: " + std::to_string(closed->code) +
        (closed->reason.empty()
             ? ""
             : " '" + text::printable(closed->reason) + "'"));
}

// A peer must not keep us for ever: from now on recv() says EAGAIN when nothing
// comes for so long. See socket(7), SO_RCVTIMEO.
inline void limit_wait(const Fd& peer, const Options& options) {
  const int milliseconds = options.number("--patience", 5000);
  const timeval time{.tv_sec = milliseconds / 1000,
                     .tv_usec = milliseconds % 1000 * 1000};
  must(CALL(
      ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time)));
}
