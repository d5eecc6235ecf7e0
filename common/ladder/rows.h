// The rows of a ladder, whoever draws it: which events stand on one row, and
// what of each is worth showing.
#pragma once

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace ladder {

// Another program than the last one speaks on its host, or another thread of it.
struct ProgramRow {
  trace::Host host;
  std::string name;
};

// A call on one row, or one that lasts: the row where it begins, and later the row
// where it returns.
enum class CallPart { whole, begins, returns };

struct CallRow {
  trace::Host host;
  std::string text;
  std::string result;   // " = 0"; " ..." for a call that has not returned
  bool failed = false;  // it returned -1
  std::string data{};   // the first bytes that it writes, or has read
  CallPart part = CallPart::whole;
  std::string id{};  // "71.9": the same on both rows of a call that lasts
};

struct ConnectionRow {              // a new one
  std::array<std::string, 2> ends;  // client's, server's
  int number = 0;
};

// States have changed, and no segment is to be seen with it.
struct StateRow {
  int connection = 0;  // its number
};

// A segment, or another packet, enters the wire; or, if it had been delayed or
// held, leaves it: it arrives, or is lost.
struct PacketRow {
  std::variant<trace::Segment, trace::OtherPacket> packet;
  std::optional<trace::Arrival> arrival{};
  bool window = false;  // a segment's is zero, or was until now

  [[nodiscard]] const trace::Segment* segment() const {
    return std::get_if<trace::Segment>(&packet);
  }
  // What both kinds have.
  [[nodiscard]] trace::Host from() const;
  [[nodiscard]] long id() const;
  [[nodiscard]] trace::Fate fate() const;
  [[nodiscard]] std::array<std::string, 2> ends() const;  // sender, receiver
  [[nodiscard]] std::string_view data() const;

  // It never reaches the other host; it waits on the wire.
  [[nodiscard]] bool is_lost() const;
  [[nodiscard]] bool is_held() const;
};

struct NoteRow {
  std::string text;
  std::optional<trace::Host> host{};  // whose program says it
  bool of_key = false;                // what a key of the wire has done
};

struct LostRow {  // events could not be recorded
  std::string text;
};

struct Row {
  double t = 0;
  std::variant<ProgramRow, CallRow, ConnectionRow, StateRow, PacketRow, NoteRow,
               LostRow>
      what;
  std::array<std::string, 2> states{};  // client's, server's; empty: no news
  int connection = 0;  // its number, once there is more than one; else 0
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
  using Ends = std::array<std::string, 2>;  // client's, server's
  struct Known {                            // of a connection
    Ends ends{};
    std::array<std::string, 2> states{};
    std::array<bool, 2> closed_window{};
  };
  struct Program {
    std::string name;
    int number = 1;                // of those with that name
    std::map<int, int> threads{};  // their numbers, by id
    int last_thread = 0;
  };

  std::vector<Row> taken();
  void end_waiting();
  void add(const trace::Call& call);
  void add(const trace::Return& end, const trace::Call& call);
  void add(const trace::Segment& segment);
  void add(const trace::OtherPacket& packet);
  void add(const trace::State& state);
  void speak(double t, const trace::Call& call);
  [[nodiscard]] int number(trace::Host host, const trace::Ends& ends) const;
  [[nodiscard]] bool joins(double t, int connection) const;
  Known& meet(double t, int connection, const std::string& clients_end,
              const std::string& servers_end);

  std::string ellipsis_;
  std::vector<Row> ready_;
  double last_t_ = std::numeric_limits<double>::lowest();  // of a row
  std::optional<Row> waiting_;
  std::tuple<trace::Host, int, long> waiting_call_;  // pid and id
  std::map<int, Known> connections_;                 // by number
  std::map<Ends, int> numbers_;  // of the newest with these ends
  bool many_ = false;            // more than one connection so far
  std::map<std::pair<trace::Host, int>, Program> programs_;  // by host and pid
  std::array<std::pair<int, int>, 2> last_speaker_{};  // by host: pid, thread
};

// 0 for the client, 1 for the server.
constexpr std::size_t side(trace::Host host) {
  return static_cast<std::size_t>(host);
}

}  // namespace ladder
