// A trace as ui.perfetto.dev and chrome://tracing read it: JSON, the "Trace Event
// Format". Each host is a process there. Its threads are tracks: one for each
// thread that makes calls, one for the states of each connection, one for the
// segments that it sends and gets. An arrow joins a segment's two ends. What the
// play says is a process of its own.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/ladder/rows.h"
#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace ladder {

class PerfettoLog {
 public:
  void take(const trace::Moment& moment);

  // The whole file: what still lasts ends with the last event. Once.
  std::string text(std::string_view title);

 private:
  using Time = long long;  // in microseconds, as the format has it
  using Socket = std::pair<int, trace::Host>;  // its connection's number
  using CallKey = std::tuple<trace::Host, int, long>;  // pid and id

  // What a track shows. They stand in this order.
  enum class Kind { notes, calls, state, segments };
  struct Track {
    int process = 0;  // 1, 2: the client's, the server's; 3: the play's
    Kind kind = Kind::notes;
    std::string name;
  };
  struct Slice {
    std::size_t track = 0;
    Time begin = 0;
    Time end = 0;
    std::string name;
    std::string more;  // what else is known: a JSON object
  };
  struct Instant {
    std::size_t track = 0;
    Time at = 0;
    std::string name;
  };
  struct Arrow {  // from a segment's slice to the one where it arrives
    std::size_t from = 0;
    std::size_t to = 0;
    Time begin = 0;
    Time end = 0;
  };
  struct OpenCall {
    trace::Call call;
    std::size_t track = 0;
    Time begin = 0;
  };
  struct Since {  // a socket's state
    Time begin = 0;
    std::string state;
  };

  std::size_t track(int process, Kind kind, const std::string& name);
  std::size_t track_of(const trace::Call& call);
  std::size_t device_of(trace::Host host);
  void add(const trace::Call& call, Time t);
  void end(const CallKey& key, Time t, const std::string& result);
  void send(const PacketRow& row, Time t);
  void arrive(const PacketRow& row, Time t);
  void change(Socket socket, Time t, const std::string& state);
  void say(int process, Time t, const std::string& words);

  void finish();
  void widen_segments();
  [[nodiscard]] std::vector<bool> nested() const;
  [[nodiscard]] std::string names(std::string_view title) const;

  std::vector<Track> tracks_;
  std::map<std::tuple<int, Kind, std::string>, std::size_t> numbers_;
  std::vector<Slice> slices_;
  std::vector<Instant> instants_;
  std::vector<Arrow> arrows_;
  std::map<CallKey, OpenCall> open_calls_;
  std::map<Socket, Since> states_;
  std::map<long, Time> sent_;  // by id
  Time last_ = 0;
};

}  // namespace ladder
