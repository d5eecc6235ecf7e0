#include "common/ladder/rows.h"

#include <algorithm>

#include "common/text/columns.h"

namespace ladder {
namespace {

constexpr std::size_t most_known = 10'000;
constexpr double same_time = 0.001;  // in seconds

// Of a call or its return, for its host.
std::string id_of(const auto& event) {
  return std::to_string(event.pid) + "." + std::to_string(event.id);
}

// Numbers rise: the first is the oldest.
template <typename Map>
void make_room(Map& known) {
  if (known.size() == most_known) known.erase(known.begin());
}

}  // namespace

trace::Host PacketRow::from() const {
  return std::visit([](const auto& p) { return p.from; }, packet);
}

long PacketRow::id() const {
  return std::visit([](const auto& p) { return p.id; }, packet);
}

trace::Fate PacketRow::fate() const {
  return std::visit([](const auto& p) { return p.fate; }, packet);
}

std::array<std::string, 2> PacketRow::ends() const {
  return std::visit(
      [](const auto& p) {
        return std::array{p.source, p.destination};
      },
      packet);
}

std::string_view PacketRow::data() const {
  return segment() != nullptr ? segment()->data : std::string_view{};
}

bool PacketRow::is_lost() const {
  return arrival ? arrival->dropped : fate() == trace::Fate::dropped;
}

bool PacketRow::is_held() const {
  return !arrival && fate() == trace::Fate::held;
}

std::vector<Row> Rows::settle() {
  end_waiting();
  return taken();
}

// A call that lasts is told when it has lasted for a while, and a program tells later
// than the wire. The rows stand in the trace's order, and their times do not go back.
std::vector<Row> Rows::taken() {
  for (Row& row : ready_) row.t = last_t_ = std::max(last_t_, row.t);
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
    const int connection =
        moment.segment ? moment.segment->connection : moment.packet->connection;
    PacketRow row =
        moment.segment ? PacketRow{*moment.segment} : PacketRow{*moment.packet};
    row.arrival = *arrival;
    ready_.push_back({.t = arrival->t,
                      .what = std::move(row),
                      .connection = many_ ? connection : 0});
  }
  if (const auto* note = std::get_if<trace::Note>(&event)) {
    end_waiting();
    ready_.push_back({.t = note->t, .what = NoteRow{note->text, note->host}});
  }
  if (const auto* key = std::get_if<trace::Key>(&event)) {
    end_waiting();
    ready_.push_back(
        {.t = key->t, .what = NoteRow{.text = key->text, .of_key = true}});
  }
  if (const auto* lost = std::get_if<trace::Lost>(&event)) {
    end_waiting();
    ready_.push_back(
        {.t = lost->t,
         .what = LostRow{"LOST: " + std::to_string(lost->count) +
                         " events could not be recorded; what follows may "
                         "lack them"}});
  }
  return taken();
}

// Says which program it is that calls, and which thread of it once there are
// several, if it was another one before.
void Rows::speak(double t, const trace::Call& call) {
  const std::pair key{call.host, call.pid};
  if (!programs_.contains(key)) make_room(programs_);
  Program& known = programs_[key];
  if (known.name != call.program) {
    const auto same =
        std::count_if(programs_.begin(), programs_.end(), [&](const auto& one) {
          return one.first.first == call.host &&
                 one.second.name == call.program;
        });
    known = {call.program, static_cast<int>(same) + 1};
  }
  const int id = call.thread != 0 ? call.thread : call.pid;
  if (!known.threads.contains(id)) {
    make_room(known.threads);
    known.threads[id] = ++known.last_thread;
  }
  const std::pair speaker{call.pid, known.threads[id]};
  if (std::exchange(last_speaker_[side(call.host)], speaker) == speaker) return;
  std::string name = known.name;
  if (known.number > 1) name += " " + std::to_string(known.number);
  if (known.last_thread > 1)
    name += " thread " + std::to_string(speaker.second);
  ready_.push_back({.t = t, .what = ProgramRow{call.host, std::move(name)}});
}

// That of the connection with these ends, once there is more than one; else 0.
int Rows::number(trace::Host host, const trace::Ends& ends) const {
  if (!many_) return 0;
  const auto found =
      numbers_.find(host == trace::Host::client ? Ends{ends.local, ends.peer}
                                                : Ends{ends.peer, ends.local});
  return found == numbers_.end() ? 0 : found->second;
}

void Rows::add(const trace::Call& call) {
  end_waiting();
  speak(call.t, call);
  waiting_ = {
      .t = call.t,
      .what = CallRow{.host = call.host,
                      .text = call.text,
                      .result = trace::is_call(call) ? " " + ellipsis_ : "",
                      .data = call.data,
                      .part = trace::is_call(call) ? CallPart::begins
                                                   : CallPart::whole,
                      .id = id_of(call)},
      .connection = number(call.host, call.ends)};
  waiting_call_ = {call.host, call.pid, call.id};
}

void Rows::add(const trace::Return& end, const trace::Call& call) {
  const bool next = waiting_ &&
                    std::holds_alternative<CallRow>(waiting_->what) &&
                    waiting_call_ == std::tuple{end.host, end.pid, end.id};
  const std::string result = result_of(call, end);
  if (result.empty()) return end_waiting();
  if (!next) {
    end_waiting();
    speak(end.t, call);
    waiting_ = {.t = end.t,
                .what = CallRow{.host = end.host,
                                .text = text::brief_call(call.text, ellipsis_),
                                .result = "",
                                .id = id_of(end)}};
  }
  auto& row = std::get<CallRow>(waiting_->what);
  row.part = next ? CallPart::whole : CallPart::returns;
  row.failed = end.result == -1;
  row.result = result;
  if (!end.data.empty()) row.data = end.data;
  waiting_->connection =
      number(end.host, end.ends.peer.empty() ? call.ends : end.ends);
  end_waiting();
}

Rows::Known& Rows::meet(double t, int connection,
                        const std::string& clients_end,
                        const std::string& servers_end) {
  const auto known = connections_.find(connection);
  if (known != connections_.end()) return known->second;
  end_waiting();
  many_ = many_ || !connections_.empty();
  const Ends ends{clients_end, servers_end};
  ready_.push_back({.t = t,
                    .what = ConnectionRow{ends, connection},
                    .connection = many_ ? connection : 0});
  if (connections_.size() == most_known) {
    const auto& [number, oldest] = *connections_.begin();
    if (numbers_[oldest.ends] == number) numbers_.erase(oldest.ends);
  }
  make_room(connections_);
  numbers_[ends] = connection;
  return connections_[connection] = {.ends = ends};
}

// Whether a change of that connection's state waits, from just now.
bool Rows::joins(double t, int connection) const {
  if (!waiting_ || t - waiting_->t >= same_time) return false;
  const auto* row = std::get_if<StateRow>(&waiting_->what);
  return row != nullptr && row->connection == connection;
}

void Rows::add(const trace::State& state) {
  const std::size_t at = side(state.host);
  Known& known =
      meet(state.t, state.connection, at == 0 ? state.local : state.peer,
           at == 0 ? state.peer : state.local);
  known.states[at] = state.to;
  if (!joins(state.t, state.connection) || !waiting_->states[at].empty()) {
    end_waiting();
    waiting_ = {.t = state.t,
                .what = StateRow{state.connection},
                .connection = many_ ? state.connection : 0};
  }
  waiting_->states[at] = state.to;
}

void Rows::add(const trace::OtherPacket& packet) {
  end_waiting();
  ready_.push_back({.t = packet.t,
                    .what = PacketRow{packet},
                    .connection = many_ ? packet.connection : 0});
}

void Rows::add(const trace::Segment& segment) {
  const std::size_t at = side(segment.from);
  Known& known = meet(segment.t, segment.connection,
                      at == 0 ? segment.source : segment.destination,
                      at == 0 ? segment.destination : segment.source);
  Row row;
  row.t = segment.t;
  row.connection = many_ ? segment.connection : 0;
  if (joins(segment.t, segment.connection)) {
    row.states = waiting_->states;
    waiting_.reset();
  }
  end_waiting();
  const std::array<const std::string*, 2> now{&segment.client, &segment.server};
  for (std::size_t host = 0; host < 2; ++host)
    if (!now[host]->empty() && known.states[host] != *now[host])
      row.states[host] = known.states[host] = *now[host];

  PacketRow packet{segment};
  if (!has(segment, packet::RST)) {  // a RST has no window to speak of
    const bool was_closed =
        std::exchange(known.closed_window[at], segment.window == 0);
    packet.window = was_closed || segment.window == 0;
  }
  row.what = std::move(packet);
  ready_.push_back(std::move(row));
}

}  // namespace ladder
