// The rows of a ladder, whoever draws it: which events stand on one row, and
// what of each is worth showing.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace ladder {

enum class Kind {
  program,     // another program than the last one speaks on its host: `text`
  call,        // `text`, and its `result` if it is known
  connection,  // a new one: `ends`
  state,       // `states` have changed, and no segment is to be seen with it
  segment,     // `segment`, and the `states` that have changed. `text`: it is
               // another packet, and this is what it says
  arrival,     // `segment`, which had been delayed or held, arrives, or is lost
  note,        // `text`; of a host, if it is named
  lost         // `text`
};

struct Row {
  Kind kind = Kind::note;
  double t = 0;
  std::string host{};
  std::string text{};
  std::string result{};  // " = 0"; " ..." for a call that has not returned;
                         // " for SYN seq 0" of an ICMP error
  bool failed = false;   // the call returned -1
  std::array<std::string, 2> states{};  // client's, server's; empty: no news
  std::array<std::string, 2> ends{};    // client's, server's
  trace::Segment segment{};
  bool window = false;   // it is zero, or was until now
  bool dropped = false;  // of an arrival: it never came
  int connection = 0;    // its number, once there is more than one; else 0
};

class Rows {
 public:
  // `ellipsis`: for what is left out, or has not returned.
  explicit Rows(std::string ellipsis) : ellipsis_{std::move(ellipsis)} {}

  // The rows that the moment completes, in order. A call waits for its result,
  // and a change of state for its segment, if that is the very next event.
  std::vector<Row> take(const trace::Moment& moment);

  // The row that waits, if one does: nothing else came.
  std::vector<Row> settle();
  [[nodiscard]] bool waits() const { return waiting_.has_value(); }

 private:
  struct Known {  // of a connection
    std::array<std::string, 2> states;
    std::array<bool, 2> closed_window{};
  };
  struct Program {
    std::string name;
    int number = 1;  // of those with that name
  };

  void end_waiting();
  void add(const trace::Call& call);
  void add(const trace::Return& end, const trace::Call& call);
  void add(const trace::Segment& segment);
  void add(const trace::OtherPacket& packet);
  void add(const trace::State& state);
  void speak(double t, const std::string& host, int pid,
             const std::string& name);
  Known& meet(double t, int connection, const std::string& clients_end,
              const std::string& servers_end);

  std::string ellipsis_;
  std::vector<Row> ready_;
  std::optional<Row> waiting_;
  std::pair<int, long> waiting_call_;
  std::map<int, Known> connections_;  // by number
  bool many_ = false;                 // more than one connection so far
  std::map<std::pair<std::string, int>, Program> programs_;  // by host and pid
  std::array<int, 2> last_pid_{};                            // by host
};

// 0 for the client, 1 for the server.
std::size_t side(const std::string& host);

}  // namespace ladder
