#include "common/ladder/perfetto.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "common/ladder/rows.h"
#include "common/ladder/words.h"
#include "common/text/columns.h"
#include "common/text/json.h"

namespace ladder {
namespace {

constexpr int play = 3;  // the process of its notes

int process_of(trace::Host host) {
  return static_cast<int>(side(host)) + 1;
}

std::string sent_words(const PacketRow& row) {
  return packet_words(row, 0, 1000, "");
}

// A segment leaves its host, unless it was the wire that made it.
bool leaves(const PacketRow& row) {
  return row.fate() != trace::Fate::injected;
}

// Without an event of its own, for it is not delayed.
bool arrives_at_once(const PacketRow& row) {
  return !row.is_held() && !row.is_lost();
}

std::string details(const PacketRow& row) {
  json::Writer more;
  const auto ends = row.ends();
  more.number("id", row.id()).text("from", ends[0]).text("to", ends[1]);
  if (const trace::Segment* segment = row.segment())
    more.number("connection", segment->connection)
        .number("window", segment->window);
  more.text("fate", name(row.fate()));
  if (!row.data().empty()) more.text("data", excerpt(row.data()));
  return more.finish();
}

}  // namespace

std::size_t PerfettoLog::track(int process, Kind kind,
                               const std::string& name) {
  const auto [found, fresh] =
      numbers_.try_emplace({process, kind, name}, tracks_.size());
  if (fresh) tracks_.push_back({process, kind, name});
  return found->second;
}

std::size_t PerfettoLog::track_of(const trace::Call& call) {
  std::string name = call.program + " " + std::to_string(call.pid);
  if (call.thread != 0 && call.thread != call.pid)
    name += " thread " + std::to_string(call.thread);
  return track(process_of(call.host), Kind::calls, text::clean(name));
}

void PerfettoLog::take(const trace::Moment& moment) {
  const trace::Event& event = moment.event;
  const double seconds = std::visit([](const auto& e) { return e.t; }, event);
  const Time t = std::llround(seconds * 1e6);
  last_ = std::max(last_, t);
  if (const auto* call = std::get_if<trace::Call>(&event)) add(*call, t);
  if (const auto* back = std::get_if<trace::Return>(&event))
    end({back->host, back->pid, back->id}, t, result_of(*moment.call, *back));
  if (const auto* segment = std::get_if<trace::Segment>(&event)) {
    change({segment->connection, trace::Host::client}, t, segment->client);
    change({segment->connection, trace::Host::server}, t, segment->server);
    send({*segment}, t);
  }
  if (const auto* packet = std::get_if<trace::OtherPacket>(&event))
    send({*packet}, t);
  if (const auto* arrival = std::get_if<trace::Arrival>(&event)) {
    if (moment.segment) arrive({*moment.segment, *arrival}, t);
    if (moment.packet) arrive({*moment.packet, *arrival}, t);
  }
  if (const auto* state = std::get_if<trace::State>(&event))
    change({state->connection, state->host}, t, state->to);
  if (const auto* note = std::get_if<trace::Note>(&event))
    say(note->host ? process_of(*note->host) : play, t, note->text);
  if (const auto* key = std::get_if<trace::Key>(&event))
    say(play, t, key->text);
  if (const auto* lost = std::get_if<trace::Lost>(&event))
    say(play, t,
        "LOST: " + std::to_string(lost->count) +
            " events could not be recorded");
}

void PerfettoLog::say(int process, Time t, const std::string& words) {
  instants_.push_back(
      {track(process, Kind::notes, "notes"), t, text::clean(words)});
}

// The end of a process is no call: it takes no time.
void PerfettoLog::add(const trace::Call& call, Time t) {
  const std::size_t at = track_of(call);
  if (trace::is_call(call))
    open_calls_[{call.host, call.pid, call.id}] = {call, at, t};
  else
    instants_.push_back({at, t, text::clean(call.text)});
}

void PerfettoLog::end(const CallKey& key, Time t, const std::string& result) {
  const auto found = open_calls_.find(key);
  if (found == open_calls_.end()) return;
  const auto& [call, at, begin] = found->second;
  json::Writer more;
  more.text("program", text::clean(call.program)).number("pid", call.pid);
  if (!call.ends.local.empty()) more.text("local", call.ends.local);
  if (!call.ends.peer.empty()) more.text("peer", call.ends.peer);
  if (!call.data.empty()) more.text("data", excerpt(call.data));
  slices_.push_back({at, begin, std::max(begin, t),
                     text::clean(call.text + result), more.finish()});
  open_calls_.erase(found);
}

std::size_t PerfettoLog::device_of(trace::Host host) {
  return track(process_of(host), Kind::segments, "segments");
}

// It is drawn where it leaves and where it arrives.
void PerfettoLog::send(const PacketRow& row, Time t) {
  if (leaves(row)) {
    std::string name = sent_words(row);
    if (row.is_lost()) name += " dropped";
    slices_.push_back(
        {device_of(row.from()), t, t, text::clean(name), details(row)});
  }
  sent_[row.id()] = t;
  if (arrives_at_once(row)) arrive(row, t);
}

void PerfettoLog::arrive(const PacketRow& row, Time t) {
  const auto sent = sent_.find(row.id());
  const std::size_t there = device_of(other(row.from()));
  if (row.is_lost()) {
    instants_.push_back({device_of(row.from()), t,
                         text::clean(sent_words(row) + " dropped on its way")});
    return;
  }
  slices_.push_back({there, t, t, text::clean(sent_words(row)), details(row)});
  if (leaves(row) && sent != sent_.end())
    arrows_.push_back({device_of(row.from()), there, sent->second, t});
}

// "gone": there is no socket.
void PerfettoLog::change(Socket socket, Time t, const std::string& state) {
  if (state.empty()) return;
  Since& since = states_[socket];
  if (since.state == state) return;
  const auto [connection, host] = socket;
  t = std::max(t, since.begin);
  if (!since.state.empty() && since.state != "gone")
    slices_.push_back({track(process_of(host), Kind::state,
                             "state, connection " + std::to_string(connection)),
                       since.begin, t, text::clean(since.state), "{}"});
  since = {t, state};
}

// What still lasts ends here.
void PerfettoLog::finish() {
  while (!open_calls_.empty())
    end(open_calls_.begin()->first, last_, " has not returned");
  for (const auto& [socket, since] : std::map{states_})
    change(socket, last_, "gone");
  std::ranges::stable_sort(slices_, [](const Slice& one, const Slice& other) {
    return std::tuple{one.begin, other.end} < std::tuple{other.begin, one.end};
  });
}

}  // namespace ladder
