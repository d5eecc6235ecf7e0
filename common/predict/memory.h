// What is known of a scene's connection before something is asked: why a call will do
// what it does.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "common/predict/part.h"
#include "common/trace/trace.h"

namespace predict {

// What a call does, whatever its name is: recv() and read() read.
enum class Deed {
  other,
  connect,
  accept,
  send,
  receive,
  close,
  shutdown_read,
  shutdown_write,
  shutdown_both,
  wait  // for events: poll(), epoll_wait()
};

Deed deed_of(std::string_view call);

// Such a call may make the kernel send something.
bool may_send(Deed deed);

// It sets SO_LINGER; it makes one more descriptor, or process, that holds the socket.
bool lingers(const trace::Call& call);
bool shares(const trace::Call& call);

// One end of the connection.
struct End {
  bool fin_sent = false;
  bool fin_came = false;
  bool rst_sent = false;
  bool rst_came = false;
  bool shut_read = false;
  bool lingers = false;      // SO_LINGER was set
  bool shared = false;       // dup() or fork() was called
  std::uint32_t unread = 0;  // bytes that no call has read
  std::string state{};       // empty: not known
};

class Memory {
 public:
  void take(const trace::Moment& moment);
  void take(const Line& line);  // of the play: what ss has shown

  [[nodiscard]] const End& end(trace::Host host) const {
    return ends_[static_cast<std::size_t>(host)];
  }
  // How many connections there were, as far as a wire has told.
  [[nodiscard]] int connections() const { return connections_; }

  // Whether a close() may be that of a socket, not of a pipe or a file.
  [[nodiscard]] bool may_be_socket(const trace::Call& call) const;

  // Only then an end() is surely the one that a call is about.
  [[nodiscard]] bool has_one() const {
    return connections_ < 2 && connects_ < 2;
  }

 private:
  End& of(trace::Host host) { return ends_[static_cast<std::size_t>(host)]; }
  void meet(int connection);

  std::array<End, 2> ends_{};  // of the newest connection
  // What the calls of a host on its connections name first: "client", "7".
  std::array<std::set<std::string>, 2> sockets_{};
  std::array<bool, 2> accepts_{};
  int newest_ = 0;  // its number
  int connections_ = 0;
  int connects_ = 0;
};

}  // namespace predict
