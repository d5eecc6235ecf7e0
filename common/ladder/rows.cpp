#include "common/ladder/rows.h"

#include <algorithm>

namespace ladder {
namespace {

constexpr std::size_t most_known = 10'000;
constexpr double same_time = 0.001;  // in seconds

// A packet without a segment is drawn as one: by whom, and what became of it.
Row row_of(const trace::OtherPacket& packet) {
  Row row{.kind = Kind::segment, .t = packet.t};
  row.text = packet.protocol + " " + packet.text;
  if (packet.answers != 0) row.result = " for " + packet.segment;
  row.segment.t = packet.t;
  row.segment.id = packet.id;
  row.segment.connection = packet.connection;
  row.segment.from = packet.from;
  row.segment.source = packet.source;
  row.segment.destination = packet.destination;
  row.segment.fate = packet.fate;
  return row;
}

// Numbers rise: the first is the oldest.
template <typename Map>
void make_room(Map& known) {
  if (known.size() == most_known) known.erase(known.begin());
}

}  // namespace

std::size_t side(const std::string& host) {
  return host == "client" ? 0 : 1;
}

std::vector<Row> Rows::settle() {
  end_waiting();
  return std::exchange(ready_, {});
}

void Rows::end_waiting() {
  if (waiting_) ready_.push_back(std::move(*waiting_));
  waiting_.reset();
}

std::vector<Row> Rows::take(const trace::Moment& moment) {
  const trace::Event& event = moment.event;
  if (const auto* call = std::get_if<trace::Call>(&event)) add(*call);
  if (const auto* end = std::get_if<trace::Return>(&event))
    add(*end, *moment.call);
  if (const auto* segment = std::get_if<trace::Segment>(&event)) add(*segment);
  if (const auto* state = std::get_if<trace::State>(&event)) add(*state);
  if (const auto* packet = std::get_if<trace::OtherPacket>(&event))
    add(*packet);
  if (const auto* arrival = std::get_if<trace::Arrival>(&event)) {
    end_waiting();
    Row row;
    if (moment.segment)
      row.segment = *moment.segment;
    else
      row = row_of(*moment.packet);
    row.kind = Kind::arrival;
    row.t = arrival->t;
    row.dropped = arrival->dropped;
    row.connection = many_ ? row.segment.connection : 0;
    ready_.push_back(std::move(row));
  }
  if (const auto* note = std::get_if<trace::Note>(&event)) {
    end_waiting();
    ready_.push_back({.kind = Kind::note,
                      .t = note->t,
                      .host = note->host,
                      .text = note->text});
  }
  if (const auto* lost = std::get_if<trace::Lost>(&event)) {
    end_waiting();
    ready_.push_back(
        {.kind = Kind::lost,
         .t = lost->t,
         .text = "LOST: " + std::to_string(lost->count) +
                 " events could not be recorded; what follows may lack them"});
  }
  return std::exchange(ready_, {});
}

// Says which program it is that calls, if it was another one before.
void Rows::speak(double t, const std::string& host, int pid,
                 const std::string& name) {
  const std::pair key{host, pid};
  if (!programs_.contains(key)) make_room(programs_);
  Program& known = programs_[key];
  if (known.name != name) {
    const auto same =
        std::count_if(programs_.begin(), programs_.end(), [&](const auto& one) {
          return one.first.first == host && one.second.name == name;
        });
    known = {name, static_cast<int>(same) + 1};
  }
  if (std::exchange(last_pid_[side(host)], pid) == pid) return;
  const std::string number =
      known.number > 1 ? " " + std::to_string(known.number) : "";
  ready_.push_back({.kind = Kind::program,
                    .t = t,
                    .host = host,
                    .text = known.name + number});
}

void Rows::add(const trace::Call& call) {
  end_waiting();
  speak(call.t, call.host, call.pid, call.program);
  waiting_ = {.kind = Kind::call,
              .t = call.t,
              .host = call.host,
              .text = call.text,
              .result = " " + ellipsis_};
  waiting_call_ = {call.pid, call.id};
}

void Rows::add(const trace::Return& end, const trace::Call& call) {
  const bool next = waiting_ && waiting_->kind == Kind::call &&
                    waiting_call_ == std::pair{end.pid, end.id};
  if (!next) {
    end_waiting();
    speak(end.t, call.host, call.pid, call.program);
    const auto name = call.text.substr(0, call.text.find('('));
    waiting_ = {.kind = Kind::call,
                .t = end.t,
                .host = end.host,
                .text = name + "(" + ellipsis_ + ")"};
  }
  waiting_->failed = end.result == -1;
  waiting_->result = " = " + std::to_string(end.result);
  if (!end.error.empty()) waiting_->result += " " + end.error;
  end_waiting();
}

Rows::Known& Rows::meet(double t, int connection,
                        const std::string& clients_end,
                        const std::string& servers_end) {
  const auto known = connections_.find(connection);
  if (known != connections_.end()) return known->second;
  end_waiting();
  many_ = many_ || !connections_.empty();
  ready_.push_back({.kind = Kind::connection,
                    .t = t,
                    .ends = {clients_end, servers_end},
                    .connection = many_ ? connection : 0});
  make_room(connections_);
  return connections_[connection];
}

void Rows::add(const trace::State& state) {
  const std::size_t at = side(state.host);
  Known& known =
      meet(state.t, state.connection, at == 0 ? state.local : state.peer,
           at == 0 ? state.peer : state.local);
  known.states[at] = state.to;
  const bool joins = waiting_ && waiting_->kind == Kind::state &&
                     waiting_->segment.connection == state.connection &&
                     state.t - waiting_->t < same_time &&
                     waiting_->states[at].empty();
  if (!joins) {
    end_waiting();
    waiting_ = {.kind = Kind::state,
                .t = state.t,
                .connection = many_ ? state.connection : 0};
    waiting_->segment.connection = state.connection;
  }
  waiting_->states[at] = state.to;
}

void Rows::add(const trace::OtherPacket& packet) {
  end_waiting();
  ready_.push_back(row_of(packet));
  ready_.back().connection = many_ ? packet.connection : 0;
}

void Rows::add(const trace::Segment& segment) {
  const std::size_t at = side(segment.from);
  Known& known = meet(segment.t, segment.connection,
                      at == 0 ? segment.source : segment.destination,
                      at == 0 ? segment.destination : segment.source);
  Row row{.kind = Kind::segment,
          .t = segment.t,
          .segment = segment,
          .connection = many_ ? segment.connection : 0};
  const bool joins = waiting_ && waiting_->kind == Kind::state &&
                     waiting_->segment.connection == segment.connection &&
                     segment.t - waiting_->t < same_time;
  if (joins) {
    row.states = waiting_->states;
    waiting_.reset();
  }
  end_waiting();
  const std::array<const std::string*, 2> now{&segment.client, &segment.server};
  for (std::size_t host = 0; host < 2; ++host)
    if (!now[host]->empty() && known.states[host] != *now[host])
      row.states[host] = known.states[host] = *now[host];

  // A RST has no window to speak of.
  const bool resets =
      std::count(segment.flags.begin(), segment.flags.end(), "RST") > 0;
  if (!resets) {
    const bool was_closed =
        std::exchange(known.closed_window[at], segment.window == 0);
    row.window = was_closed || segment.window == 0;
  }
  ready_.push_back(std::move(row));
}

}  // namespace ladder
