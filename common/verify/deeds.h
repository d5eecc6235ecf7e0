// What programs do, read from their calls; where a trace tells no calls of a host,
// from its segments.
//
//   connects      connect() = 0; after EINPROGRESS: SO_ERROR is 0, or a read or
//                 write succeeds, or the kernel's state comes to be ESTAB
//   sends data    a call that writes begins
//   ends sending  shutdown(SHUT_WR or SHUT_RDWR), or else the last close
//   closes        the last descriptor: `closes` of the call, or close() of a
//                 program that does not tell
//   reads         a call that reads returns
//
// A listener and a UDP socket do none of it.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/trace/trace.h"
#include "common/verify/deed.h"
#include "common/verify/numbers.h"

namespace verify {

class Deeds {
 public:
  // `calls_only`: there are no segments to tell what is sent, so a call that does
  // not tell its data may have sent any.
  explicit Deeds(bool calls_only) : calls_only_{calls_only} {}

  // The event itself, and then what is done by it, in that order.
  std::vector<Fact> take(const trace::Event& event);

  // Whether the trace has told a call of that host.
  [[nodiscard]] bool has_calls(trace::Host host) const {
    return calls_[static_cast<std::size_t>(host)];
  }

 private:
  using Socket =
      std::tuple<trace::Host, int, std::string>;  // pid, and its name
  struct Open {
    trace::Call call;
    int connection = 0;
  };

  void take_call(const trace::Call& call, std::vector<Fact>& facts);
  void take_return(const trace::Return& end, std::vector<Fact>& facts);
  void take_segment(const trace::Segment& segment, std::vector<Fact>& facts);
  void take_state(const trace::State& state, std::vector<Fact>& facts);
  void close(const trace::Call& call, int connection, std::vector<Fact>& facts);
  void end_sending(const std::string& socket, const Fact& fact,
                   std::vector<Fact>& facts);
  void connect(const Socket& socket, const Fact& fact,
               std::vector<Fact>& facts);
  [[nodiscard]] bool is_other(const Socket& socket) const {
    return others_.count(socket) > 0;
  }

  bool calls_only_;
  Numbers numbers_;
  std::map<std::tuple<trace::Host, int, long>, Open> open_;  // pid and id
  std::set<Socket> others_;           // listeners and UDP sockets
  std::map<Socket, int> connecting_;  // EINPROGRESS, and the connection
  std::set<std::string> ended_;       // sockets that have ended sending
  std::array<bool, 2> calls_{};       // by host: it has told calls,
  std::array<bool, 2> data_{};        // and their data
  std::map<int, bool> opening_;       // connections without calls: SYN ACK seen
};

}  // namespace verify
