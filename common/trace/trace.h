// The trace: what happened, one JSON object a line, in the order in which it
// happened. wire, sniff and CALL() write it; ladder and verify read it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/packet/packet.h"

namespace trace {

// `t` is in seconds since the trace began, to the microsecond.

enum class Host { client, server };
inline constexpr std::array<std::string_view, 2> hosts = {"client", "server"};

// The first line of a trace: nothing happens. README.md says what a version is.
inline constexpr int newest_version = 1;
struct Version {
  double t = 0;
  int version = newest_version;
};

// The ends of the socket that a call is about, as in a Segment; empty if they are
// not known, as CALL() does not.
struct Ends {
  std::string local{};
  std::string peer{};
};

// A system call begins. `id` joins it with its return: unique for each `pid`.
struct Call {
  double t = 0;
  Host host = Host::client;
  std::string program;
  int pid = 0;
  long id = 0;
  std::string text;  // "shutdown(client, SHUT_WR)"
  int thread = 0;    // its id, if the process has several; else 0
  Ends ends{};
  std::string data{};  // the first bytes that it writes (Base64 in the JSON)
  // The sockets whose last descriptor it closes: "LOCAL PEER" of each. Nothing:
  // not known, as CALL() does not.
  std::optional<std::vector<std::string>> closes{};
};

struct Return {
  double t = 0;
  Host host = Host::client;
  int pid = 0;
  long id = 0;
  long long result = 0;
  std::string error;   // "ECONNRESET" if the result is -1, else empty
  std::string text{};  // what came out beside: "from 192.0.2.1:40000"
  Ends ends{};  // of the new socket of an accept(); now known of connect()
  std::string data{};  // the first bytes that it has read
};

enum class Fate { delivered, dropped, duplicated, held, injected };
inline constexpr std::array<std::string_view, 5> fates = {
    "delivered", "dropped", "duplicated", "held", "injected"};

// What a segment is within its connection. connections.h tells them apart.
enum class SegmentKind {
  ordinary,
  retransmission,
  out_of_order,
  keep_alive_probe,
  zero_window_probe,
  duplicate_ack,
  window_update
};
inline constexpr std::array<std::string_view, 7> segment_kinds = {
    "",
    "retransmission",
    "out of order",
    "keep-alive probe",
    "zero-window probe",
    "duplicate ACK",
    "window update"};

// What ss calls Recv-Q and Send-Q of a socket, in bytes; a FIN counts as one.
struct Queue {
  std::uint32_t unread = 0;   // arrived, and no call has read it
  std::uint32_t unacked = 0;  // written, sent or not, and not acknowledged
  friend bool operator==(const Queue&, const Queue&) = default;
};
// The client's, the server's; nothing: not known, or there is no socket.
using Queues = std::array<std::optional<Queue>, 2>;

// A TCP segment enters the wire.
struct Segment {
  double t = 0;
  long id = 0;
  int connection = 0;  // from 1, in the order of their first segments
  Host from = Host::client;
  std::string source;       // "192.0.2.1:40000"
  std::string destination;  // "[2001:db8::2]:7000"
  packet::Flags flags = 0;
  std::uint32_t seq = 0;     // relative to the sender's SYN
  std::uint32_t ack = 0;     // relative to the receiver's SYN
  std::uint32_t length = 0;  // of the payload, in bytes
  std::uint32_t window = 0;  // in bytes, scaled if the scale is known
  SegmentKind kind = SegmentKind::ordinary;  // this one is not in the JSON
  Fate fate = Fate::delivered;
  std::string client;  // the kernels' states, in the words of ss; empty if they
  std::string server;  // are not known
  std::string data;    // the first bytes of the payload (Base64 in the JSON)
  Queues queues{};     // if both kernels were asked for this very segment
  std::vector<std::string> frames{};  // as frames.h says; not in the JSON
  // Of a retransmission, what its sender's kernel said then: "Open", "Disorder",
  // "CWR", "Recovery", "Loss" (empty: not known); how many timeouts in a row.
  std::string congestion{};
  int timeouts = 0;
  std::string cause{};  // why it was sent; empty: nobody has asked
};

// A packet without a TCP segment enters the wire.
struct OtherPacket {
  double t = 0;
  long id = 0;  // counted together with those of segments
  Host from = Host::client;
  std::string source{};  // as in Segment; "192.0.2.1" if it has no port
  std::string destination{};
  std::string protocol{};  // "ICMP", "ICMPv6", "UDP"
  std::string text{};      // "port unreachable", "echo request"; "len 5"
  Fate fate = Fate::delivered;
  long answers = 0;       // an ICMP error: the id of the segment that it
  std::string segment{};  // quotes, and what that was: "SYN seq 0". 0: not
  int connection = 0;     // known
};

// A segment or packet that was delayed or held leaves the wire: it arrives, or
// (somebody decided so meanwhile) it does not.
struct Arrival {
  double t = 0;
  long id = 0;
  bool dropped = false;  // in the JSON "fate":"dropped"
};

// A socket changes its state, whether a segment was seen or not.
struct State {
  double t = 0;
  Host host = Host::client;
  std::string local;
  std::string peer;
  std::string from;  // "gone": there was no socket
  std::string to;
  int connection = 0;  // as in Segment
};

// The queues of a connection have changed, and no segment has told it.
struct QueueChange {
  double t = 0;
  int connection = 0;  // as in Segment
  Queues queues{};
};

// What the screenplay says or, if a host is named, a program there.
struct Note {
  double t = 0;
  std::string text;
  std::optional<Host> host{};
};

// A key that a person has pressed, and what it has done: "you deliver the client's
// FIN"; "nothing is held".
struct Key {
  double t = 0;
  std::string text;
};

// What waits for a key: "client FIN, 2 more; server nothing". The host whose segment
// is next stands first. It is for a status line, and nothing happens.
struct Waiting {
  double t = 0;
  std::string text;
};

// Events that could not be recorded. verify fails on it.
struct Lost {
  double t = 0;
  long count = 0;
};

// As the trace writes them.
constexpr std::string_view name(Host host) {
  return hosts[static_cast<std::size_t>(host)];
}
constexpr std::string_view name(Fate fate) {
  return fates[static_cast<std::size_t>(fate)];
}
constexpr std::string_view name(SegmentKind kind) {
  return segment_kinds[static_cast<std::size_t>(kind)];
}

// The host of that name; nothing if there is none.
constexpr std::optional<Host> host_named(std::string_view name) {
  for (const Host host : {Host::client, Host::server})
    if (hosts[static_cast<std::size_t>(host)] == name) return host;
  return std::nullopt;
}

constexpr Host other(Host host) {
  return host == Host::client ? Host::server : Host::client;
}

constexpr bool has(const Segment& segment, packet::Flags flags) {
  return (segment.flags & flags) != 0;
}

// The end of a process is none: "exit: closes 8".
inline bool is_call(const Call& call) {
  return call.text.find('(') != std::string::npos;
}

// What stands behind a call that has come back: " = -1 ECONNRESET", " = 4 from
// 192.0.2.1:40000", " = 1: 5 POLLIN"; " never returned" if its process ended
// meanwhile. Empty: it was none, and has not failed.
std::string result_of(const Call& call, const Return& end);

using Event = std::variant<Version, Call, Return, Segment, OtherPacket, Arrival,
                           State, QueueChange, Note, Key, Waiting, Lost>;

// One line of JSON, without the line's end.
std::string to_json(const Event& event);

// Why a trace of that version is not read.
std::string newer_version(const Version& version);

// What is wrong with a line, and at which byte of it, from 0.
struct BadLine {
  std::size_t offset = 0;
  std::string reason;
};

// Reads a line of a trace. Keys may come in any order; those that are not known
// are passed over. Bounded: a line longer than 1 MiB is refused.
std::variant<Event, BadLine> from_json(std::string_view line);

}  // namespace trace
