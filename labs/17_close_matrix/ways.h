// What the close matrix is a table of: the states of a socket, and the ways to end
// it.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <string_view>

inline constexpr std::array<std::string_view, 9> states = {
    "LISTEN",     "SYN-SENT", "ESTAB",    "CLOSE-WAIT", "FIN-WAIT-1",
    "FIN-WAIT-2", "CLOSING",  "LAST-ACK", "TIME-WAIT"};

struct Way {
  enum class Act { close, shut_down, exit, kill };
  std::string_view name;
  Act act = Act::close;
  int how = SHUT_RD;    // of shutdown()
  int linger = -1;      // seconds of SO_LINGER; -1: it is off
  bool unread = false;  // the peer has sent 8 bytes that nobody has read
  bool unsent = false;  // some of what was sent has not left
};

inline constexpr auto ways = std::to_array<Way>(
    {{.name = "close"},
     {.name = "close-unread", .unread = true},
     {.name = "close-unsent", .unsent = true},
     {.name = "linger-0", .linger = 0},
     {.name = "linger-0-unsent", .linger = 0, .unsent = true},
     {.name = "linger-1", .linger = 1},
     {.name = "shutdown-RD", .act = Way::Act::shut_down, .how = SHUT_RD},
     {.name = "shutdown-WR", .act = Way::Act::shut_down, .how = SHUT_WR},
     {.name = "shutdown-RDWR", .act = Way::Act::shut_down, .how = SHUT_RDWR},
     {.name = "exit", .act = Way::Act::exit},
     {.name = "exit-unread", .act = Way::Act::exit, .unread = true},
     {.name = "exit-linger-0", .act = Way::Act::exit, .linger = 0},
     {.name = "exit-linger-0-unsent",
      .act = Way::Act::exit,
      .linger = 0,
      .unsent = true},
     {.name = "SIGKILL", .act = Way::Act::kill},
     {.name = "SIGKILL-unread", .act = Way::Act::kill, .unread = true},
     {.name = "SIGKILL-linger-0", .act = Way::Act::kill, .linger = 0},
     {.name = "SIGKILL-linger-0-unsent",
      .act = Way::Act::kill,
      .linger = 0,
      .unsent = true}});

inline constexpr std::size_t unread_size = 8;
// Two segments of 1448 bytes leave at once (matrix.sh: initcwnd). The rest waits
// for an ACK, and that is held. It is more than one segment: up to Linux 6.1 a
// last one with FIN leaves at once (tcp_cwnd_test()).
inline constexpr std::size_t unsent_size = 6000;

// Why there can be no such cell; empty if there can.
inline std::string_view why_not(std::string_view state, const Way& way) {
  if (way.unsent && state == "LISTEN") return "a listener sends nothing";
  if (way.unsent && state == "SYN-SENT")
    return "send() fails, or waits, before there is a connection";
  if (way.unsent && (state == "FIN-WAIT-2" || state == "TIME-WAIT"))
    return "the FIN is acknowledged, so all before it is too";
  if (way.unread && state == "SYN-SENT")
    return "nothing arrives before there is a connection";
  return "";
}
