#include "common/trace/trace.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <span>

#include "common/text/base64.h"
#include "common/text/json.h"

namespace trace {
namespace {

constexpr std::size_t longest_line = 1 << 20;

std::string base64(const std::string& data) {
  return text::base64_encode(std::as_bytes(std::span{data}));
}

std::vector<std::string> flags_of(const Segment& segment) {
  std::vector<std::string> found;
  for (const auto& [flag, word] : packet::flag_names)
    if (has(segment, flag)) found.emplace_back(word);
  return found;
}

void write(json::Writer& out, const Ends& ends, const std::string& data) {
  if (!ends.local.empty()) out.text("local", ends.local);
  if (!ends.peer.empty()) out.text("peer", ends.peer);
  if (!data.empty()) out.text("data", base64(data));
}

// One function a kind of event: what it is, then who or what, then the rest.
void write(json::Writer& out, const Version& e) {
  out.text("event", "trace").number("version", e.version);
}

void write(json::Writer& out, const Call& e) {
  out.text("event", "call")
      .text("host", name(e.host))
      .text("program", e.program);
  out.number("pid", e.pid).number("id", e.id).text("text", e.text);
  if (e.thread != 0) out.number("thread", e.thread);
  write(out, e.ends, e.data);
  if (e.closes) out.texts("closes", *e.closes);
}

void write(json::Writer& out, const Return& e) {
  out.text("event", "return").text("host", name(e.host)).number("pid", e.pid);
  out.number("id", e.id).number("result", e.result);
  if (!e.error.empty()) out.text("errno", e.error);
  if (!e.text.empty()) out.text("text", e.text);
  write(out, e.ends, e.data);
}

// The keys of each host's queue: unread, unacked.
constexpr std::array<std::array<const char*, 2>, 2> queue_keys = {
    {{"client_unread", "client_unacked"}, {"server_unread", "server_unacked"}}};

void write(json::Writer& out, const Queues& queues) {
  for (std::size_t host = 0; host < queues.size(); ++host)
    if (const auto& queue = queues.at(host))
      out.number(queue_keys.at(host)[0], queue->unread)
          .number(queue_keys.at(host)[1], queue->unacked);
}

void write(json::Writer& out, const Segment& e) {
  out.text("event", "segment").number("id", e.id);
  out.number("connection", e.connection).text("from", name(e.from));
  out.text("source", e.source).text("destination", e.destination);
  out.texts("flags", flags_of(e)).number("seq", e.seq).number("ack", e.ack);
  out.number("length", e.length).number("window", e.window);
  if (e.kind != SegmentKind::ordinary) out.text("kind", name(e.kind));
  out.text("fate", name(e.fate));
  if (!e.client.empty()) out.text("client", e.client);
  if (!e.server.empty()) out.text("server", e.server);
  write(out, e.queues);
  if (!e.data.empty()) out.text("data", base64(e.data));
  if (!e.congestion.empty())
    out.text("congestion", e.congestion).number("timeouts", e.timeouts);
  if (!e.cause.empty()) out.text("cause", e.cause);
}

void write(json::Writer& out, const OtherPacket& e) {
  out.text("event", "packet").number("id", e.id).text("from", name(e.from));
  out.text("source", e.source).text("destination", e.destination);
  out.text("protocol", e.protocol).text("text", e.text);
  out.text("fate", name(e.fate));
  if (e.answers != 0)
    out.number("answers", e.answers).text("segment", e.segment);
  if (e.connection != 0) out.number("connection", e.connection);
}

void write(json::Writer& out, const Arrival& e) {
  out.text("event", "arrival").number("id", e.id);
  if (e.dropped) out.text("fate", "dropped");
}

void write(json::Writer& out, const State& e) {
  out.text("event", "state").text("host", name(e.host)).text("local", e.local);
  out.text("peer", e.peer).text("from", e.from).text("to", e.to);
  out.number("connection", e.connection);
}

void write(json::Writer& out, const QueueChange& e) {
  out.text("event", "queues").number("connection", e.connection);
  write(out, e.queues);
}

void write(json::Writer& out, const Note& e) {
  out.text("event", "note");
  if (e.host) out.text("host", name(*e.host));
  out.text("text", e.text);
}

void write(json::Writer& out, const Key& e) {
  out.text("event", "key").text("text", e.text);
}

void write(json::Writer& out, const Waiting& e) {
  out.text("event", "waiting").text("text", e.text);
}

void write(json::Writer& out, const Lost& e) {
  out.text("event", "lost").number("count", e.count);
}

// The place of the key's text among these; "" if it may be missing.
template <typename Enum, std::size_t Size>
Enum read_one_of(const std::array<std::string_view, Size>& words,
                 const json::Object& in, const char* key,
                 const std::string& text, const char* reason) {
  const auto place = std::find(words.begin(), words.end(), text);
  if (place == words.end()) in.fail(key, reason);
  return static_cast<Enum>(place - words.begin());
}

Fate read_fate(const json::Object& in) {
  return read_one_of<Fate>(fates, in, "fate", in.text("fate"),
                           "an unknown fate");
}

Host read_host(const json::Object& in, const char* key) {
  return read_one_of<Host>(hosts, in, key, in.text(key),
                           "neither client nor server");
}

packet::Flags read_flags(const json::Object& in) {
  packet::Flags flags = 0;
  for (const std::string& text : in.texts("flags")) {
    const auto known =
        std::find_if(packet::flag_names.begin(), packet::flag_names.end(),
                     [&](const auto& one) { return one.second == text; });
    if (known == packet::flag_names.end()) in.fail("flags", "an unknown flag");
    flags |= known->first;
  }
  return flags;
}

std::string read_data(const json::Object& in) {
  const auto data = text::base64_decode(in.text("data", ""));
  if (!data) in.fail("data", "no Base64");
  return {reinterpret_cast<const char*>(data->data()), data->size()};
}

Ends read_ends(const json::Object& in) {
  return {in.text("local", ""), in.text("peer", "")};
}

Call read_call(const json::Object& in) {
  Call e{in.real("t"),         read_host(in, "host"), in.text("program"),
         in.whole<int>("pid"), in.whole<long>("id"),  in.text("text")};
  if (in.values.contains("thread")) e.thread = in.whole<int>("thread");
  e.ends = read_ends(in);
  e.data = read_data(in);
  if (in.values.contains("closes")) e.closes = in.texts("closes");
  return e;
}

Return read_return(const json::Object& in) {
  return {in.real("t"),
          read_host(in, "host"),
          in.whole<int>("pid"),
          in.whole<long>("id"),
          in.whole<long long>("result"),
          in.text("errno", ""),
          in.text("text", ""),
          read_ends(in),
          read_data(in)};
}

// A queue is told whole, or not at all.
Queues read_queues(const json::Object& in) {
  Queues queues;
  for (std::size_t host = 0; host < queues.size(); ++host) {
    const auto& [unread, unacked] = queue_keys.at(host);
    if (in.values.contains(unread) || in.values.contains(unacked))
      queues.at(host) = {in.whole<std::uint32_t>(unread),
                         in.whole<std::uint32_t>(unacked)};
  }
  return queues;
}

Segment read_segment(const json::Object& in) {
  Segment e;
  e.t = in.real("t");
  e.id = in.whole<long>("id");
  e.connection = in.whole<int>("connection");
  e.from = read_host(in, "from");
  e.source = in.text("source");
  e.destination = in.text("destination");
  e.flags = read_flags(in);
  e.seq = in.whole<std::uint32_t>("seq");
  e.ack = in.whole<std::uint32_t>("ack");
  e.length = in.whole<std::uint32_t>("length");
  e.window = in.whole<std::uint32_t>("window");
  e.kind = read_one_of<SegmentKind>(segment_kinds, in, "kind",
                                    in.text("kind", ""), "an unknown kind");
  e.fate = read_fate(in);
  e.client = in.text("client", "");
  e.server = in.text("server", "");
  e.data = read_data(in);
  e.queues = read_queues(in);
  e.congestion = in.text("congestion", "");
  if (in.values.contains("timeouts")) e.timeouts = in.whole<int>("timeouts");
  e.cause = in.text("cause", "");
  return e;
}

OtherPacket read_packet(const json::Object& in) {
  OtherPacket e;
  e.t = in.real("t");
  e.id = in.whole<long>("id");
  e.from = read_host(in, "from");
  e.source = in.text("source");
  e.destination = in.text("destination");
  e.protocol = in.text("protocol");
  e.text = in.text("text");
  e.fate = read_fate(in);
  if (in.values.contains("answers")) e.answers = in.whole<long>("answers");
  e.segment = in.text("segment", "");
  if (in.values.contains("connection"))
    e.connection = in.whole<int>("connection");
  return e;
}

State read_state(const json::Object& in) {
  return {in.real("t"),
          read_host(in, "host"),
          in.text("local"),
          in.text("peer"),
          in.text("from"),
          in.text("to"),
          in.whole<int>("connection")};
}

Note read_note(const json::Object& in) {
  Note e{in.real("t"), in.text("text")};
  if (in.values.contains("host")) e.host = read_host(in, "host");
  return e;
}

Event read(const json::Object& in) {
  const std::string event = in.text("event");
  if (event == "trace") return Version{in.real("t"), in.whole<int>("version")};
  if (event == "call") return read_call(in);
  if (event == "return") return read_return(in);
  if (event == "segment") return read_segment(in);
  if (event == "packet") return read_packet(in);
  if (event == "arrival")
    return Arrival{in.real("t"), in.whole<long>("id"),
                   in.text("fate", "delivered") == "dropped"};
  if (event == "state") return read_state(in);
  if (event == "queues")
    return QueueChange{in.real("t"), in.whole<int>("connection"),
                       read_queues(in)};
  if (event == "note") return read_note(in);
  if (event == "key") return Key{in.real("t"), in.text("text")};
  if (event == "waiting") return Waiting{in.real("t"), in.text("text")};
  if (event == "lost") return Lost{in.real("t"), in.whole<long>("count")};
  in.fail("event", "an unknown event");
}

}  // namespace

std::string to_json(const Event& event) {
  return std::visit(
      [](const auto& e) {
        json::Writer out;
        out.seconds("t", e.t);
        write(out, e);
        return out.finish();
      },
      event);
}

std::string result_of(const Call& call, const Return& end) {
  std::string words;
  const bool cut_short =
      end.result == -1 && end.error.empty() && !end.text.empty();
  if (!cut_short && (is_call(call) || end.result == -1))
    words = " = " + std::to_string(end.result);
  if (!end.error.empty()) words += " " + end.error;
  if (end.text.empty()) return words;
  const bool number = '0' <= end.text[0] && end.text[0] <= '9';
  return words + (number ? ": " : " ") + end.text;
}

std::string newer_version(const Version& version) {
  return "is a trace of version " + std::to_string(version.version) +
         ", and this program reads version " + std::to_string(newest_version) +
         ": take a newer program";
}

std::variant<Event, BadLine> from_json(std::string_view line) {
  if (line.size() > longest_line) return BadLine{longest_line, "too long"};
  try {
    return read(json::parse_object(line));
  } catch (const json::Error& error) {
    return BadLine{error.offset, error.reason};
  }
}

}  // namespace trace
