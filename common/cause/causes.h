// Why each segment has left: a call, an answer of the kernel, a timer, the wire.
//
// The rules are in labs/00_instruments/README.md, "Why a segment is sent". It knows
// no clock and no kernel: what stands above a segment in the trace decides. Where that
// allows two causes, it says `unknown`.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "common/cause/calls.h"
#include "common/cause/heard.h"
#include "common/trace/trace.h"

namespace cause {

inline constexpr std::string_view unknown = "unknown";

class Causes {
 public:
  // The next event of a trace. A segment gets its `cause`, if it has none.
  void take(trace::Event& event);

 private:
  struct Connection {
    std::array<std::string, 2> ends;  // client's, server's
    std::array<Side, 2> sides;
    long first = 0;  // where its first segment stands
    bool over = false;
  };
  struct OnWire {  // has entered it, and may still arrive
    int connection = 0;
    trace::Host from = trace::Host::client;
    Arrived segment;
    std::uint32_t window = 0;
    bool held = false;
  };

  void take(trace::Segment& segment);
  void take(const trace::Arrival& arrival);
  void arrive(const OnWire& sent, double t);
  void forget_oldest();
  Connection& meet(const trace::Segment& segment);

  long order_ = 0;
  std::array<Calls, 2> calls_;  // by host
  std::map<int, Connection> connections_;
  int open_ = 0;                    // of them
  std::map<long, OnWire> on_wire_;  // by id
};

}  // namespace cause
