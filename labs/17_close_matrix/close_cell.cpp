// close_cell: a socket is brought into a state and ended in one way, while the
// wire holds what its peer answers; then the answer is let go. Each such pair is
// a cell of the close matrix.
//
// Watch:  scripts/lab matrix --cell ESTAB close
// Read:   close(2), shutdown(2), socket(7) "SO_LINGER"; RFC 9293, section 3.6.
// Run:    scripts/lab matrix

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/narrate/reporter.h"
#include "common/observe/json.h"
#include "common/observe/kernel.h"
#include "common/observe/trace.h"
#include "common/socket/address.h"
#include "common/socket/errno_name.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

using Clock = std::chrono::steady_clock;
using Events = std::vector<observe::Event>;

constexpr std::array<std::string_view, 9> states = {
    "LISTEN",     "SYN-SENT", "ESTAB",    "CLOSE-WAIT", "FIN-WAIT-1",
    "FIN-WAIT-2", "CLOSING",  "LAST-ACK", "TIME-WAIT"};

enum class Act { close, shut_down, exit, kill };

struct Way {
  std::string_view name;
  Act act = Act::close;
  int how = 0;          // of shutdown()
  int linger = -1;      // seconds; -1: SO_LINGER is off
  bool unread = false;  // the peer has sent 8 bytes, which nobody has read
  bool unsent = false;  // more was sent than the wire has taken
};

constexpr std::array<Way, 11> ways = {
    {{.name = "close"},
     {.name = "close-unread", .unread = true},
     {.name = "close-unsent", .unsent = true},
     {.name = "linger-0", .linger = 0},
     {.name = "linger-0-unsent", .linger = 0, .unsent = true},
     {.name = "linger-1", .linger = 1},
     {.name = "shutdown-RD", .act = Act::shut_down, .how = SHUT_RD},
     {.name = "shutdown-WR", .act = Act::shut_down, .how = SHUT_WR},
     {.name = "shutdown-RDWR", .act = Act::shut_down, .how = SHUT_RDWR},
     {.name = "exit", .act = Act::exit},
     {.name = "SIGKILL", .act = Act::kill}}};

// Ten segments leave at once (the congestion window); the rest must wait for an
// ACK, which is held.
constexpr std::size_t unsent_size = 20000;
constexpr std::size_t unread_size = 8;
constexpr std::chrono::seconds deadline{10};

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

// While it lives, sockets are opened on that host, and stay there. setns(2).
class Visit {
 public:
  explicit Visit(const std::string& host)
      : home_{must(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC),
                   "open(\"/proc/self/ns/net\")")} {
    const Fd there{
        must(::open(("/run/netns/" + host).c_str(), O_RDONLY | O_CLOEXEC),
             "open(/run/netns/HOST): this runs in two_hosts.sh")};
    must(::setns(there.get(), CLONE_NEWNET), "setns(there, CLONE_NEWNET)");
  }
  ~Visit() { ::setns(home_.get(), CLONE_NEWNET); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Fd home_;
};

// Lab 00's wire in a process of its own, at our command.
class Wire {
 public:
  // Writes what happens to FILES.trace and FILES.pcap.
  Wire(const std::string& program, const std::string& files);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Presses one of the keys < > =. The wire has then passed, or held, all that
  // was sent before. Returns what it has told since the last key.
  Events press(char key);

 private:
  Fd keys_;
  Fd told_;
  pid_t pid_ = -1;
  std::string kept_;
  std::ofstream trace_;
};

Wire::Wire(const std::string& program, const std::string& files)
    : trace_{files + ".trace"} {
  std::array<int, 2> keys{};
  std::array<int, 2> told{};
  must(::pipe2(keys.data(), O_CLOEXEC), "pipe2(keys, O_CLOEXEC)");
  must(::pipe2(told.data(), O_CLOEXEC), "pipe2(told, O_CLOEXEC)");
  const Fd its_keys{keys[0]};
  const Fd its_voice{told[1]};
  keys_ = Fd{keys[1]};
  told_ = Fd{told[0]};
  const std::string calls = files + ".calls";
  const std::string pcap = files + ".pcap";
  pid_ = must(::fork(), "fork()");
  if (pid_ == 0) {
    ::dup2(its_keys.get(), STDIN_FILENO);
    ::dup2(its_voice.get(), STDOUT_FILENO);
    ::execl(program.c_str(), "wire", "--keys", "--trace", "-", "--calls",
            calls.c_str(), "--pcap", pcap.c_str(), nullptr);
    ::_exit(127);
  }
  press('=');
}

Wire::~Wire() {
  if (::write(keys_.get(), "q", 1) == 1) ::waitpid(pid_, nullptr, 0);
}

Events Wire::press(char key) {
  must(::write(keys_.get(), &key, 1), "write(keys, key, 1)");
  Events events;
  const auto end = Clock::now() + deadline;
  while (true) {
    for (auto at = kept_.find('\n'); at != kept_.npos; at = kept_.find('\n')) {
      const std::string line = kept_.substr(0, at);
      kept_.erase(0, at + 1);
      trace_ << line << "\n" << std::flush;
      auto event = observe::from_json(line);
      if (auto* known = std::get_if<observe::Event>(&event)) {
        events.push_back(*known);
        const auto* note = std::get_if<observe::Note>(known);
        if (note != nullptr && note->host.empty()) return events;
      }
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd watched{told_.get(), POLLIN, 0};
    std::array<char, 65536> buffer;
    if (left.count() <= 0 ||
        ::poll(&watched, 1, static_cast<int>(left.count())) == 0)
      throw std::runtime_error{"the wire does not answer"};
    const ssize_t size = must(::read(told_.get(), buffer.data(), buffer.size()),
                              "read(told, buffer, size)");
    if (size == 0) throw std::runtime_error{"the wire has ended"};
    kept_.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

// What a host has sent among these events, modulo re-sends: "DATA 5520 FIN".
std::string sent(const Events& events, std::string_view host) {
  std::vector<std::string> words;
  const auto say = [&](const std::string& word) {
    if (words.empty() || words.back() != word) words.push_back(word);
  };
  std::size_t data = 0;
  for (const observe::Event& event : events) {
    const auto* s = std::get_if<observe::Segment>(&event);
    if (s == nullptr || s->from != host || s->resent) continue;
    const auto has = [s](std::string_view flag) {
      return std::find(s->flags.begin(), s->flags.end(), flag) !=
             s->flags.end();
    };
    if (s->length > 0 && data > 0) words.pop_back();
    data += s->length;
    if (s->length > 0) say("DATA " + std::to_string(data));
    if (has("SYN")) say("SYN");
    if (has("FIN")) say("FIN");
    if (has("RST")) say("RST");
    if (s->length == 0 && !has("SYN") && !has("FIN") && !has("RST")) say("ACK");
  }
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "nothing" : text;
}

// One end of the connection: its host, its socket, and what is said of it.
struct Side {
  Side(std::string_view the_role, const std::string& the_host,
       std::uint16_t port, const std::string& files)
      : role{the_role},
        host{the_host},
        gate{host == "client" ? '>' : '<'},
        address{resolve(host == "client" ? "192.0.2.1" : "192.0.2.2",
                        std::to_string(port))},
        end{.address = {std::byte{192}, std::byte{0}, std::byte{2},
                        host == "client" ? std::byte{1} : std::byte{2}},
            .port = port},
        reporter{files + ".calls", host} {
    const Visit here{host};
    kernel.emplace();
    socket = Fd{must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                     "socket(AF_INET, SOCK_STREAM, 0)")};
    must(::bind(socket.get(), address.get(), address.size()),
         "bind(socket, address, size)");
  }

  // Makes a call, which stands on this side of the ladder.
  template <typename Run>
  long long call(const std::string& text, Run run) {
    reporter.begin(role, text);
    const long long result = run(socket.get());
    const int error = errno;
    reporter.end(result, result == -1 ? errno_name(error) : "");
    errno = error;
    return result;
  }

  std::string role;  // "subject", "peer"
  std::string host;
  char gate;  // the wire's key for what it sends
  Address address;
  observe::Endpoint end;
  narrate::Reporter reporter;
  std::optional<observe::Kernel> kernel;
  Fd socket;
};

void set_linger(int fd, int seconds) {
  const linger wait{.l_onoff = 1, .l_linger = seconds};
  must(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &wait, sizeof wait),
       "setsockopt(fd, SOL_SOCKET, SO_LINGER, wait, size)");
}

class Play {
 public:
  Play(std::string_view state, const Way& way, std::uint16_t number,
       const std::string& program, const std::string& files)
      : state_{state},
        way_{way},
        wire{program, files},
        subject{"subject", state == "LISTEN" ? "server" : "client",
                static_cast<std::uint16_t>(7000 + number), files},
        peer{"peer", state == "LISTEN" ? "client" : "server",
             static_cast<std::uint16_t>(7000 + number), files} {}

  void reach();
  void end();
  void part(bool politely);
  std::string read_all();
  std::string write_twice();
  [[nodiscard]] std::string subject_state() const;
  [[nodiscard]] std::string time_wait() const;

  std::string returned;  // of the way: "0", "ENOTCONN"; "-": it did not return
  double took = 0;       // in seconds
  std::size_t read = 0;  // by the peer

 private:
  void connect(Side& from, Side& to);
  void send_unsent();
  void shut_down(Side& side);
  void end_process();
  [[nodiscard]] std::string state_of(const Side& side) const;

  std::string_view state_;
  Way way_;

 public:
  Wire wire;
  Side subject;
  Side peer;
};

// The socket of `to` becomes the one that was accepted, except if the state is
// LISTEN: there it stays the listener, and the connection stays in its queue.
void Play::connect(Side& from, Side& to) {
  must(::listen(to.socket.get(), 1), "listen(socket, 1)");
  must(from.call("connect(" + from.role + ", address, size)",
                 [&](int fd) {
                   return ::connect(fd, to.address.get(), to.address.size());
                 }),
       "connect(socket, address, size)");
  wire.press('=');
  if (state_ == "LISTEN") return;
  const Fd listener = std::move(to.socket);
  to.socket = Fd{must(::accept(listener.get(), nullptr, nullptr),
                      "accept(listener, nullptr, nullptr)")};
}

void Play::send_unsent() {
  if (!way_.unsent) return;
  const std::string data(unsent_size, 'x');
  must(subject.call(
           "send(subject, data, 20000, 0)",
           [&](int fd) { return ::send(fd, data.data(), data.size(), 0); }),
       "send(subject, data, size, 0)");
}

void Play::shut_down(Side& side) {
  must(side.call("shutdown(" + side.role + ", SHUT_WR)",
                 [](int fd) { return ::shutdown(fd, SHUT_WR); }),
       "shutdown(socket, SHUT_WR)");
}

// Brings the subject into the state, and holds what the peer sends from then on.
void Play::reach() {
  if (state_ == "SYN-SENT") {
    must(::listen(peer.socket.get(), 1), "listen(peer, 1)");
    must(::fcntl(subject.socket.get(), F_SETFL, O_NONBLOCK), "fcntl(subject)");
    wire.press(peer.gate);
    subject.call("connect(subject, address, size)", [&](int fd) {
      return ::connect(fd, peer.address.get(), peer.address.size());
    });
  } else {
    state_ == "LISTEN" ? connect(peer, subject) : connect(subject, peer);
    if (way_.unread)
      must(peer.call("send(peer, data, 8, 0)",
                     [](int fd) { return ::send(fd, "12345678", 8, 0); }),
           "send(peer, data, 8, 0)");
  }

  if (state_ == "CLOSE-WAIT" || state_ == "LAST-ACK") shut_down(peer);
  if (state_ == "FIN-WAIT-2" || state_ == "TIME-WAIT") {
    shut_down(subject);
    wire.press('=');
  }
  if (state_ == "TIME-WAIT") shut_down(peer);
  if (state_ == "CLOSING") {
    // Two FINs meet: ours is on its way while the peer's arrives.
    wire.press(subject.gate);
    send_unsent();
    shut_down(subject);
    shut_down(peer);
    wire.press(peer.gate);
    wire.press(subject.gate);
  } else if (state_ != "SYN-SENT") {
    wire.press(peer.gate);
    send_unsent();
    if (state_ == "FIN-WAIT-1" || state_ == "LAST-ACK") shut_down(subject);
  }
  wire.press('=');
  if (const std::string is = subject_state(); is != state_)
    throw std::runtime_error{"the subject is in " + is + ", not in " +
                             std::string{state_}};
}

// The way itself.
void Play::end() {
  if (way_.linger >= 0) set_linger(subject.socket.get(), way_.linger);
  const std::string linger = way_.linger == 0   ? "  SO_LINGER {1, 0}"
                             : way_.linger == 1 ? "  SO_LINGER {1, 1}"
                                                : "";
  constexpr std::array hows = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
  const auto before = Clock::now();
  long long result = 0;
  if (way_.act == Act::close) {
    const int fd = subject.socket.release();
    result = subject.call("close(subject)" + linger,
                          [fd](int) { return ::close(fd); });
  } else if (way_.act == Act::shut_down) {
    const std::string how = hows.at(static_cast<std::size_t>(way_.how));
    result = subject.call("shutdown(subject, " + how + ")",
                          [this](int fd) { return ::shutdown(fd, way_.how); });
  } else {
    end_process();
  }
  const int error = errno;
  took = std::chrono::duration<double>(Clock::now() - before).count();
  returned = way_.act == Act::exit || way_.act == Act::kill ? "-"
             : result == -1                                 ? errno_name(error)
                            : std::to_string(result);
}

// A process that holds the only descriptor of the subject ends.
void Play::end_process() {
  std::array<int, 2> pipe{};
  must(::pipe2(pipe.data(), O_CLOEXEC), "pipe2(pipe, O_CLOEXEC)");
  Fd waits{pipe[0]};
  Fd word{pipe[1]};
  const pid_t child = must(::fork(), "fork()");
  if (child == 0) {
    ::close(word.release());
    char none = 0;
    [[maybe_unused]] const ssize_t end = ::read(waits.get(), &none, 1);
    ::_exit(0);
  }
  ::close(subject.socket.release());
  const bool killed = way_.act == Act::kill;
  subject.call(killed ? "(SIGKILL)" : "exit(0)", [&](int) {
    if (killed) ::kill(child, SIGKILL);
    word = Fd{};
    return ::waitpid(child, nullptr, 0) == child ? 0 : -1;
  });
}

std::string Play::read_all() {
  if (state_ == "SYN-SENT") {
    must(::fcntl(peer.socket.get(), F_SETFL, O_NONBLOCK), "fcntl(peer)");
    const long long result =
        peer.call("accept(peer, nullptr, nullptr)",
                  [](int fd) { return ::accept(fd, nullptr, nullptr); });
    return result == -1 && errno == EAGAIN ? "accept waits" : "accepted";
  }
  std::array<char, 65536> buffer;
  while (true) {
    const long long size =
        peer.call("recv(peer, buffer, size, 0)", [&](int fd) {
          return ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        });
    if (size > 0) {
      read += static_cast<std::size_t>(size);
      continue;
    }
    const std::string end = size == 0         ? "0"
                            : errno == EAGAIN ? "waits"
                                              : errno_name(errno);
    return read > 0 ? std::to_string(read) + ", " + end : end;
  }
}

std::string Play::write_twice() {
  std::array<std::string, 2> results;
  for (std::string& result : results) {
    const long long size = peer.call("send(peer, data, 8, 0)", [](int fd) {
      return ::send(fd, "12345678", 8, MSG_NOSIGNAL);
    });
    result = size == -1 ? errno_name(errno) : std::to_string(size);
    wire.press('=');
  }
  return results[0] == results[1] ? results[0] : results[0] + ", " + results[1];
}

// Both descriptors are closed, the peer's first; or nothing is left of the
// connection that could disturb the next one.
void Play::part(bool politely) {
  for (Side* side : {&peer, &subject}) {
    if (!side->socket) continue;
    if (!politely) set_linger(side->socket.get(), 0);
    const int fd = side->socket.release();
    side->call("close(" + side->role + ")", [fd](int) { return ::close(fd); });
    wire.press('=');
  }
  for (const Side* side : {&peer, &subject})
    if (const std::string is = state_of(*side);
        is != "gone" && is != "TIME-WAIT")
      throw std::runtime_error{"the " + side->role + " is left in " + is};
}

// Of the connection; a listener does not count.
std::string Play::state_of(const Side& side) const {
  const Side& other = &side == &peer ? subject : peer;
  const std::string_view state = side.kernel->state(side.end, other.end);
  return std::string{state == "LISTEN" ? "gone" : state};
}

std::string Play::subject_state() const {
  if (state_ != "LISTEN") return state_of(subject);
  observe::Endpoint nobody = peer.end;
  nobody.port = 1;
  return std::string{subject.kernel->state(subject.end, nobody)};
}

std::string Play::time_wait() const {
  const bool subjects = state_of(subject) == "TIME-WAIT";
  const bool peers = state_of(peer) == "TIME-WAIT";
  return subjects && peers ? "both"
         : subjects        ? "subject"
         : peers           ? "peer"
                           : "nobody";
}

struct Cell {
  std::string sent;      // while the answer is held
  std::string held;      // the subject's state then
  std::string then;      // sent when the answer is let go
  std::string released;  // the subject's state then
  std::string returned;
  std::string took;
  std::string read;
  std::string write;
  std::string lost;
  std::string time_wait;
};

// Up to where the peer does something.
void begin(Play& play, Cell& cell) {
  play.reach();
  play.end();
  cell.sent = sent(play.wire.press('='), play.subject.host);
  cell.held = play.subject_state();
  Events events = play.wire.press(play.peer.gate);
  const Events more = play.wire.press('=');
  events.insert(events.end(), more.begin(), more.end());
  cell.then = sent(events, play.subject.host);
  cell.released = play.subject_state();
  cell.returned = play.returned;
  cell.took = std::to_string(std::lround(play.took)) + " s";
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "close_cell [--state S] [--way W] [--folder F]\n"
      "Plays the cells of the close matrix, inside scripts/two_hosts.sh, and\n"
      "prints each as a line of JSON.\n"
      "--state S     those of one state: LISTEN, SYN-SENT, ESTAB ...\n"
      "--way W       those of one way: close, linger-0, shutdown-RD, exit ...\n"
      "--folder F    keeps a trace and a pcap of each");
  std::signal(SIGPIPE, SIG_IGN);
  const std::string wire =
      std::filesystem::path{argv[0]}.parent_path() / "../00_instruments/wire";
  const std::string folder = options.text("--folder", "/tmp");
  const std::string only_state = options.text("--state", "");
  const std::string only_way = options.text("--way", "");

  std::uint16_t number = 0;  // a port for each play
  for (const std::string_view state : states)
    for (const Way& way : ways) {
      if (!only_state.empty() && state != only_state) continue;
      if (!only_way.empty() && way.name != only_way) continue;
      json::Writer line;
      line.text("state", state).text("way", way.name);
      if (const auto reason = why_not(state, way); !reason.empty()) {
        std::cout << line.text("impossible", reason).finish() << std::endl;
        continue;
      }
      const std::string files =
          folder + "/" + std::string{state} + "." + std::string{way.name};
      Cell cell;
      {
        Play play{state, way, ++number, wire, files + ".reads"};
        begin(play, cell);
        cell.read = play.read_all();
        play.part(true);
        cell.time_wait = play.time_wait();
        const std::size_t left = unsent_size - play.read;
        cell.lost = way.unread ? std::to_string(unread_size) + " unread"
                    : way.unsent && left > 0 ? std::to_string(left) + " unsent"
                                             : "none";
      }
      if (state != "SYN-SENT") {
        Cell again = cell;
        Play play{state, way, ++number, wire, files + ".writes"};
        begin(play, again);
        cell.write = play.write_twice();
        play.part(false);
      }
      std::cout << line.text("sent", cell.sent)
                       .text("held", cell.held)
                       .text("then", cell.then)
                       .text("released", cell.released)
                       .text("returned", cell.returned)
                       .text("took", cell.took)
                       .text("read", cell.read)
                       .text("write", cell.write)
                       .text("lost", cell.lost)
                       .text("time_wait", cell.time_wait)
                       .finish()
                << std::endl;
    }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
