// close_cell: a socket is brought into a state and ended in one way, while the
// wire holds what its peer answers; then the answer is let go. Each such pair is
// a cell of the close matrix.
//
// Watch:  scripts/lab matrix CLOSING linger-0
// Read:   close(2), shutdown(2), socket(7) "SO_LINGER"; RFC 9293, section 3.6.
// Run:    scripts/lab matrix
//
// One process has both ends, each in its own host: so nothing has to be awaited,
// and a play reads from top to bottom.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/host/side.h"
#include "common/narrate/options.h"
#include "common/socket/errno_name.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/text/json.h"
#include "common/trace/sent.h"
#include "common/wire/process.h"

namespace {

using Clock = std::chrono::steady_clock;
using host::Side;

constexpr std::array<std::string_view, 9> states = {
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

constexpr auto ways = std::to_array<Way>(
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

constexpr std::size_t unread_size = 8;
// Two segments of 1448 bytes leave at once (matrix.sh: initcwnd). The rest waits
// for an ACK, and that is held. It is more than one segment: up to Linux 6.1 a
// last one with FIN leaves at once (tcp_cwnd_test()).
constexpr std::size_t unsent_size = 6000;

// Why there can be no such cell; empty if there can.
std::string_view why_not(std::string_view state, const Way& way) {
  if (way.unsent && state == "LISTEN") return "a listener sends nothing";
  if (way.unsent && state == "SYN-SENT")
    return "send() fails, or waits, before there is a connection";
  if (way.unsent && (state == "FIN-WAIT-2" || state == "TIME-WAIT"))
    return "the FIN is acknowledged, so all before it is too";
  if (way.unread && state == "SYN-SENT")
    return "nothing arrives before there is a connection";
  return "";
}

int set_linger(const Fd& socket, int seconds) {
  const linger wait{.l_onoff = 1, .l_linger = seconds};
  return ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &wait, sizeof wait);
}

void set_nonblocking(const Fd& socket) {
  must(::fcntl(socket.get(), F_SETFL, O_NONBLOCK),
       "fcntl(socket, F_SETFL, O_NONBLOCK)");
}

// One cell, played once.
class Play {
 public:
  Play(std::string_view state, const Way& way, const std::string& wire,
       const std::string& port, const std::string& files);

  // Brings the subject into the state, and holds what its peer sends.
  void reach();
  // The way to end, and the answer; notes what comes of both.
  void end();

  // What the peer's calls return then.
  std::string read_all();
  std::string write_twice();

  // Both descriptors are closed, the peer's first.
  void part();
  [[nodiscard]] std::string time_wait() const;
  // The same, and nothing is left that could disturb the next play.
  void abort();

  // Of end(): what the subject sent while the answer was held, its state then,
  // and both when the answer was let go.
  std::string sends, held, then_sends, released;
  std::string returns;
  std::string takes;
  std::size_t read = 0;  // bytes, by the peer

 private:
  void hold(const Side& side);
  void let_go(const Side& side);
  void connect(Side& from, Side& to);
  void send_unsent();
  static void send_finish(Side& side);
  long long end_process();
  [[nodiscard]] std::string state_of(const Side& side) const;
  [[nodiscard]] std::string subject_state() const;

  std::string_view state_;
  Way way_;
  wire::WireProcess wire_;
  Side subject_;
  Side peer_;
};

Play::Play(std::string_view state, const Way& way, const std::string& wire,
           const std::string& port, const std::string& files)
    : state_{state},
      way_{way},
      wire_{wire, files},
      subject_{"subject",
               state == "LISTEN" ? trace::Host::server : trace::Host::client,
               port, files + ".calls"},
      peer_{"peer",
            state == "LISTEN" ? trace::Host::client : trace::Host::server, port,
            files + ".calls"} {}

// What that side sends, from now on. The same key lets it go.
void Play::hold(const Side& side) {
  wire_.press(side.host == trace::Host::client ? '>' : '<');
}

void Play::let_go(const Side& side) {
  hold(side);
}

// Its listener is of no use to the peer any more, and the subject's is what the
// state LISTEN is about: there the connection stays in its queue.
void Play::connect(Side& from, Side& to) {
  must(::listen(to.socket.get(), 1), "listen(socket, 1)");
  from.must_call("connect(" + from.role + ", address, size)", [&](int fd) {
    return ::connect(fd, to.address.get(), to.address.size());
  });
  if (state_ != "LISTEN")
    to.socket = Fd{must(::accept(to.socket.get(), nullptr, nullptr),
                        "accept(listener, nullptr, nullptr)")};
}

void Play::send_unsent() {
  if (!way_.unsent) return;
  const std::string data(unsent_size, 'x');
  subject_.must_call("send(subject, data, 6000, 0)", [&](int fd) {
    return ::send(fd, data.data(), data.size(), 0);
  });
}

void Play::send_finish(Side& side) {
  side.must_call("shutdown(" + side.role + ", SHUT_WR)",
                 [](int fd) { return ::shutdown(fd, SHUT_WR); });
}

void Play::reach() {
  if (state_ == "SYN-SENT") {
    must(::listen(peer_.socket.get(), 1), "listen(peer, 1)");
    hold(peer_);
    set_nonblocking(subject_.socket);
    subject_.call("connect(subject, address, size)", [&](int fd) {
      return ::connect(fd, peer_.address.get(), peer_.address.size());
    });
  } else {
    if (state_ == "LISTEN")
      connect(peer_, subject_);
    else
      connect(subject_, peer_);
    if (way_.unread)
      peer_.must_call("send(peer, data, 8, 0)", [](int fd) {
        return ::send(fd, "unread..", unread_size, 0);
      });

    // Our FIN first, or the peer's, or both at once.
    if (state_ == "CLOSE-WAIT" || state_ == "LAST-ACK") send_finish(peer_);
    if (state_ == "FIN-WAIT-2" || state_ == "TIME-WAIT") send_finish(subject_);
    if (state_ == "TIME-WAIT") {
      wire_.press('=');
      send_finish(peer_);
    }
    hold(state_ == "CLOSING" ? subject_ : peer_);
    send_unsent();
    if (state_ == "FIN-WAIT-1" || state_ == "LAST-ACK" || state_ == "CLOSING")
      send_finish(subject_);
    if (state_ == "CLOSING") {
      send_finish(peer_);
      hold(peer_);
      let_go(subject_);
    }
  }
  wire_.press('=');
  if (const std::string is = subject_state(); is != state_)
    throw std::runtime_error{"the subject is in " + is + ", not in " +
                             std::string{state_}};
}

void Play::end() {
  if (way_.linger >= 0)
    subject_.must_call(
        "setsockopt(subject, SO_LINGER, {1, " + std::to_string(way_.linger) +
            "})",
        [&](int) { return set_linger(subject_.socket, way_.linger); });
  constexpr std::array hows = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
  const auto before = Clock::now();
  long long result = 0;
  if (way_.act == Way::Act::close) {
    const int fd = subject_.socket.release();
    result = subject_.call("close(subject)", [=](int) { return ::close(fd); });
  } else if (way_.act == Way::Act::shut_down) {
    const std::string how = hows.at(static_cast<std::size_t>(way_.how));
    result = subject_.call("shutdown(subject, " + how + ")",
                           [&](int fd) { return ::shutdown(fd, way_.how); });
  } else {
    result = end_process();
  }
  const int error = errno;
  const std::chrono::duration<double> took = Clock::now() - before;
  returns = result == -1 ? errno_name(error) : std::to_string(result);
  if (way_.act == Way::Act::exit || way_.act == Way::Act::kill) returns = "-";
  takes = std::to_string(std::lround(took.count())) + " s";

  sends = trace::sent(wire_.press('='), subject_.host);
  held = subject_state();
  let_go(peer_);
  then_sends = trace::sent(wire_.press('='), subject_.host);
  released = subject_state();
}

// A process that has the only descriptor of the subject ends. Returns 0.
long long Play::end_process() {
  std::array<int, 2> pipe{};
  must(::pipe2(pipe.data(), O_CLOEXEC), "pipe2(pipe, O_CLOEXEC)");
  const Fd its_end{pipe[0]};
  Fd our_end{pipe[1]};
  const pid_t process = must(::fork(), "fork()");
  if (process == 0) {
    our_end = Fd{};
    char nothing = 0;
    [[maybe_unused]] const ssize_t end = ::read(its_end.get(), &nothing, 1);
    ::_exit(0);
  }
  subject_.socket = Fd{};
  const bool killed = way_.act == Way::Act::kill;
  subject_.must_call(killed ? "(killed by SIGKILL)" : "exit(0)", [&](int) {
    if (killed) ::kill(process, SIGKILL);
    our_end = Fd{};
    return ::waitpid(process, nullptr, 0);
  });
  return 0;
}

std::string Play::read_all() {
  if (state_ == "SYN-SENT") {
    set_nonblocking(peer_.socket);
    const long long result =
        peer_.call("accept(peer, nullptr, nullptr)",
                   [](int fd) { return ::accept(fd, nullptr, nullptr); });
    return result == -1 && errno == EAGAIN ? "accept waits" : "accepted";
  }
  std::array<char, 65536> buffer;
  long long size = 0;
  do {
    size = peer_.call("recv(peer, buffer, size, MSG_DONTWAIT)", [&](int fd) {
      return ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    });
    if (size > 0) read += static_cast<std::size_t>(size);
  } while (size > 0);
  const std::string end = size == 0         ? "0"
                          : errno == EAGAIN ? "waits"
                                            : errno_name(errno);
  return read > 0 ? std::to_string(read) + " " + end : end;
}

std::string Play::write_twice() {
  if (state_ == "SYN-SENT") return "-";
  std::array<std::string, 2> results;
  for (std::string& result : results) {
    const long long size = peer_.call("send(peer, data, 8, 0)", [](int fd) {
      return ::send(fd, "too late", 8, MSG_NOSIGNAL);
    });
    result = size == -1 ? errno_name(errno) : std::to_string(size);
    wire_.press('=');
  }
  return results[0] == results[1] ? results[0] : results[0] + " " + results[1];
}

void Play::part() {
  for (Side* side : {&peer_, &subject_}) {
    if (!side->socket) continue;
    const int fd = side->socket.release();
    side->call("close(" + side->role + ")", [=](int) { return ::close(fd); });
    wire_.press('=');
  }
  for (const Side* side : {&peer_, &subject_})
    if (const std::string is = state_of(*side);
        is != "gone" && is != "TIME-WAIT")
      throw std::runtime_error{"the " + side->role + " is left in " + is};
}

void Play::abort() {
  for (const Side* side : {&peer_, &subject_})
    if (side->socket)
      must(set_linger(side->socket, 0),
           "setsockopt(socket, SO_LINGER, {1, 0})");
  part();
}

// Of the connection: "gone" where only a listener is.
std::string Play::state_of(const Side& side) const {
  const Side& other = &side == &peer_ ? subject_ : peer_;
  const std::string_view state =
      side.kernel.state(side.endpoint, other.endpoint);
  return std::string{state == "LISTEN" ? "gone" : state};
}

std::string Play::subject_state() const {
  if (state_ != "LISTEN") return state_of(subject_);
  // The listener, to a peer without a connection.
  packet::Endpoint stranger = peer_.endpoint;
  stranger.port = 1;
  return std::string{subject_.kernel.state(subject_.endpoint, stranger)};
}

std::string Play::time_wait() const {
  const bool subject = state_of(subject_) == "TIME-WAIT";
  const bool peer = state_of(peer_) == "TIME-WAIT";
  return subject && peer ? "both"
         : subject       ? "subject"
         : peer          ? "peer"
                         : "nobody";
}

struct Cell {
  std::string_view state;
  const Way& way;
  std::string wire;  // the program
  int number;        // from 1: its ports
  std::string files;
};

// The peer reads to the end, and closes.
void play_reader(const Cell& cell, json::Writer& line) {
  Play play{cell.state, cell.way, cell.wire,
            std::to_string(7000 + 2 * cell.number), cell.files + ".reads"};
  play.reach();
  play.end();
  const std::string result = play.read_all();
  play.part();
  const std::size_t lost = cell.way.unread   ? unread_size
                           : cell.way.unsent ? unsent_size - play.read
                                             : 0;
  line.text("sends", play.sends)
      .text("held", play.held)
      .text("then_sends", play.then_sends)
      .text("released", play.released)
      .text("returns", play.returns)
      .text("takes", play.takes)
      .text("peer_reads", result)
      .text("lost", std::to_string(lost))
      .text("time_wait", play.time_wait());
}

// The peer writes, which may end what a reader would see.
void play_writer(const Cell& cell, json::Writer& line) {
  Play play{cell.state, cell.way, cell.wire,
            std::to_string(7001 + 2 * cell.number), cell.files + ".writes"};
  play.reach();
  play.end();
  line.text("peer_writes", play.write_twice());
  play.abort();
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
  const Options options =
      parse(argc, argv,
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
