// close_cell: a socket is brought into a state and ended in one way, while the
// wire holds what its peer answers; then the answer is let go. Each such pair is
// a cell of the close matrix.
//
// Watch:  scripts/lab matrix CLOSING linger-0
// Read:   close(2), shutdown(2), socket(7) "SO_LINGER"; RFC 9293, section 3.6.
// Run:    scripts/lab matrix
//
// One process has both ends (two_ends.h), so a play reads from top to bottom: reach.h,
// end.h, and what the peer sees, here. The states and the ways stand in ways.h.

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "common/narrate/options.h"
#include "common/text/errno_name.h"
#include "common/text/json.h"
#include "labs/17_close_matrix/end.h"
#include "labs/17_close_matrix/reach.h"
#include "labs/17_close_matrix/two_ends.h"
#include "labs/17_close_matrix/ways.h"

namespace {

struct Cell {
  std::string_view state;
  const Way& way;
  std::string wire;  // the program
  int number;        // from 1: its ports
  std::string files;
};

// Where the subject never got beyond SYN-SENT: whether a client has come.
std::string accept_one(host::Side& peer) {
  set_nonblocking(peer.socket);
  const long long result =
      peer.call("accept(peer, nullptr, nullptr)",
                [](int fd) { return ::accept(fd, nullptr, nullptr); });
  return result == -1 && errno == EAGAIN ? "accept waits" : "accepted";
}

struct Read {
  std::size_t size = 0;  // bytes
  std::string end;       // "0", "waits", or the name of an errno
};

Read read_all(host::Side& peer) {
  Read read;
  std::array<char, 65536> buffer;
  long long n = 0;
  do {
    n = peer.call("recv(peer, buffer, size, MSG_DONTWAIT)", [&](int fd) {
      return ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    });
    if (n > 0) read.size += static_cast<std::size_t>(n);
  } while (n > 0);
  read.end = n == 0 ? "0" : errno == EAGAIN ? "waits" : errno_name(errno);
  return read;
}

std::string write_twice(TwoEnds& ends) {
  std::array<std::string, 2> results;
  for (std::string& result : results) {
    const long long size = ends.peer.call("send(peer, data, 8, 0)", [](int fd) {
      return ::send(fd, "too late", 8, MSG_NOSIGNAL);
    });
    result = size == -1 ? errno_name(errno) : std::to_string(size);
    ends.wire.press('=');
  }
  return results[0] == results[1] ? results[0] : results[0] + " " + results[1];
}

// The peer reads to the end, and closes.
void play_reader(const Cell& cell, json::Writer& line) {
  TwoEnds ends{cell.state, cell.wire, std::to_string(7000 + 2 * cell.number),
               cell.files + ".reads"};
  reach(ends, cell.state, cell.way);
  const Outcome outcome = end_subject(ends, cell.way);
  Read read;
  if (cell.state == "SYN-SENT")
    read.end = accept_one(ends.peer);
  else
    read = read_all(ends.peer);
  part(ends);
  const std::size_t lost = cell.way.unread   ? unread_size
                           : cell.way.unsent ? unsent_size - read.size
                                             : 0;
  line.text("sends", outcome.sends)
      .text("held", outcome.held)
      .text("then_sends", outcome.then_sends)
      .text("released", outcome.released)
      .text("returns", outcome.returns)
      .text("takes", outcome.takes)
      .text("peer_reads",
            (read.size > 0 ? std::to_string(read.size) + " " : "") + read.end)
      .text("lost", std::to_string(lost))
      .text("time_wait", time_wait(ends));
}

// The peer writes, which may end what a reader would see.
void play_writer(const Cell& cell, json::Writer& line) {
  TwoEnds ends{cell.state, cell.wire, std::to_string(7001 + 2 * cell.number),
               cell.files + ".writes"};
  reach(ends, cell.state, cell.way);
  end_subject(ends, cell.way);
  line.text("peer_writes", cell.state == "SYN-SENT" ? "-" : write_twice(ends));
  abort_both(ends);
}

// As a line of JSON.
std::string play(const Cell& cell) {
  json::Writer line;
  line.text("state", cell.state).text("way", cell.way.name);
  const std::string_view reason = why_not(cell.state, cell.way);
  if (!reason.empty()) return line.text("impossible", reason).finish();
  play_reader(cell, line);
  play_writer(cell, line);
  return line.finish();
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "close_cell [--state S] [--way W] [--folder F]\n"
      "Plays cells of the close matrix, inside scripts/two_hosts.sh, and "
      "prints each\n"
      "as a line of JSON.\n"
      "--state S     LISTEN, SYN-SENT, ESTAB ...: only these\n"
      "--way W       close, linger-0, shutdown-RD, exit ...: only these\n"
      "--folder F    for the traces and the pcaps (/tmp)");
  const std::string only_state = options.text("--state", "");
  const std::string only_way = options.text("--way", "");
  std::signal(SIGPIPE, SIG_IGN);  // of a wire that has ended

  const auto wire =
      std::filesystem::path{argv[0]}.parent_path() / "../00_instruments/wire";
  const std::filesystem::path folder = options.text("--folder", "/tmp");

  int number = 0;
  for (const std::string_view state : states)
    for (const Way& way : ways) {
      ++number;
      if (!only_state.empty() && state != only_state) continue;
      if (!only_way.empty() && way.name != only_way) continue;
      const std::string name = std::string{state} + "." + std::string{way.name};
      std::cout << play({state, way, wire, number, folder / name}) << std::endl;
    }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
