#include "common/trace/origins.h"

#include <algorithm>
#include <string_view>

namespace trace {
namespace {

constexpr double soon = 0.010;  // in seconds

std::size_t side(Host host) {
  return static_cast<std::size_t>(host);
}

// "send" of "send(client, ...)"; "exit: closes 8" has none.
std::string_view name_of(std::string_view text) {
  const std::size_t open = text.find('(');
  return open == text.npos ? std::string_view{} : text.substr(0, open);
}

// "client".
std::string descriptor_of(std::string_view text) {
  const std::size_t begin = text.find('(') + 1;
  const std::size_t end = text.find_first_of(",)", begin);
  return std::string{text.substr(begin, end - begin)};
}

template <std::size_t Count>
bool is_one(std::string_view name,
            const std::array<std::string_view, Count>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool writes(std::string_view name) {
  return is_one(name, std::array<std::string_view, 5>{
                          "send", "sendto", "sendmsg", "write", "writev"});
}

// Their results do not say how many bytes were written to this socket.
bool writes_otherwise(std::string_view name) {
  return is_one(name,
                std::array<std::string_view, 5>{"sendmmsg", "sendfile",
                                                "sendfile64", "splice", "tee"});
}

bool reads(std::string_view name) {
  return is_one(name,
                std::array<std::string_view, 6>{"recv", "recvfrom", "recvmsg",
                                                "recvmmsg", "read", "readv"});
}

bool copies(std::string_view name) {
  return name.starts_with("dup") || name.starts_with("fork") ||
         name == "fcntl" || name == "pidfd_getfd";
}

bool shuts(const Call& call) {
  return name_of(call.text) == "shutdown" &&
         call.text.find("SHUT_RD)") == std::string::npos;
}

}  // namespace

void Origins::take(const Moment& moment) {
  const Event& event = moment.event;
  if (const auto* call = std::get_if<Call>(&event)) add(*call);
  if (const auto* end = std::get_if<Return>(&event)) add(*end, *moment.call);
  if (const auto* segment = std::get_if<Segment>(&event)) send(*segment);
  if (const auto* packet = std::get_if<OtherPacket>(&event))
    arrive(other(packet->from));
  if (std::holds_alternative<Arrival>(event)) {
    arrive(Host::client);
    arrive(Host::server);
  }
  if (std::holds_alternative<Lost>(event))
    for (auto& [ends, stream] : streams_) stream.doubtful = true;
}

// That of the calls which do not say their ends is the one of no ends.
Origins::Stream& Origins::stream(Host host, const Ends& ends) {
  return streams_[{host, ends.local, ends.peer}];
}

void Origins::arrive(Host host) {
  last_[side(host)].reset();
}

void Origins::add(const Call& call) {
  const Key key{call.host, call.pid, call.id};
  const std::string_view name = name_of(call.text);
  const std::size_t at = side(call.host);
  const bool ends_known = !call.ends.peer.empty() || call.closes;
  Told& told = calls_[key];
  told.text = std::string{trace::name(call.host)} + ": " + call.text;
  told.name = name;
  told.t = call.t;
  processes_[at].insert(call.pid);
  if (copies(name)) copies_[at] = true;
  last_[at] = key;

  const bool closes = name == "close" && !call.closes;
  const bool uses = writes(name) || writes_otherwise(name) || reads(name) ||
                    shuts(call) || name == "connect";
  if (!ends_known && (uses || closes)) {
    told.of_call = descriptor_of(call.text);
    told.closes = closes;
    if (uses) descriptors_[at].insert(told.of_call);
  }
  Stream& own = stream(call.host, call.ends);
  if (writes_otherwise(name)) own.doubtful = true;
  if (writes(name)) {
    if (own.writing) own.doubtful = true;  // two at once
    own.writing = key;
  }
  if (name == "connect" && !own.connect) own.connect = key;
  const bool of_this = ends_known || descriptors_[at].contains(told.of_call);
  if ((shuts(call) || (closes && of_this)) && !own.end) own.end = key;
  if (!call.closes) return;
  for (const std::string& ends : *call.closes) {
    const std::size_t space = ends.find(' ');
    if (space == std::string::npos) continue;
    Stream& ended =
        stream(call.host, {ends.substr(0, space), ends.substr(space + 1)});
    if (!ended.end) ended.end = key;
  }
}

// It did not say its ends before.
void Origins::know_connect(const Key& key, const Return& end) {
  stream(end.host, end.ends).connect = key;
  calls_[key].of_call.clear();
}

void Origins::add(const Return& end, const Call& call) {
  const Key key{end.host, end.pid, end.id};
  const auto told = calls_.find(key);
  if (told != calls_.end()) told->second.text += result_of(call, end);
  const std::string_view name = name_of(call.text);
  if (name == "connect" && !end.ends.peer.empty()) know_connect(key, end);
  if (!writes(name)) return;
  Stream& own = stream(call.host, call.ends);
  if (own.writing == key) own.writing.reset();
  if (end.result <= 0) return;
  const auto size = static_cast<std::uint64_t>(end.result);
  own.pieces.push_back({own.next, own.next + size, key});
  own.next += size;
}

void Origins::send(const Segment& segment) {
  connections_.insert(segment.connection);
  const Way key{segment.from, segment.source, segment.destination};
  Stream& own =
      streams_.contains(key) ? streams_.at(key) : stream(segment.from, {});
  if (own.connection == 0) own.connection = segment.connection;
  if (own.connection != segment.connection) own.doubtful = true;
  const bool injected = segment.fate == Fate::injected;
  Sent sent{.stream = &own};
  if (segment.length > 0 && !injected) {
    sent.begin = segment.seq + (has(segment, packet::SYN) ? 1U : 0U);
    sent.end = sent.begin + segment.length;
    if (sent.end > own.next && !own.writing) own.doubtful = true;
  }
  if (!injected) {
    sent.call = cause(segment, own);
    if (has(segment, packet::SYN) && !has(segment, packet::ACK))
      sent.opens = key;
    sent_[segment.id] = sent;
  }
  if (segment.fate != Fate::held && segment.fate != Fate::dropped)
    arrive(other(segment.from));
}

// Of one without data.
std::optional<Origins::Key> Origins::cause(const Segment& segment,
                                           Stream& stream) {
  const std::size_t at = side(segment.from);
  if (segment.kind == SegmentKind::window_update)
    return last_[at] && reads(calls_.at(*last_[at]).name) ? last_[at]
                                                          : std::nullopt;
  if (segment.kind != SegmentKind::ordinary) return {};
  if (has(segment, packet::RST))
    return stream.end == last_[at] ? stream.end : std::nullopt;
  if (has(segment, packet::FIN)) {
    if (segment.seq + segment.length != stream.next) stream.doubtful = true;
    if (!stream.end) return {};
    const Told& told = calls_.at(*stream.end);
    const bool at_once = last_[at] == stream.end && segment.t - told.t < soon;
    return at_once || !told.closes ? stream.end : std::nullopt;
  }
  return {};
}

bool Origins::is_certain(const Key& key) const {
  const Told& told = calls_.at(key);
  if (told.of_call.empty()) return true;
  const std::size_t at = side(std::get<Host>(key));
  const bool alone =
      connections_.size() == 1 && descriptors_[at] == std::set{told.of_call};
  return alone &&
         (!told.closes || (processes_[at].size() == 1 && !copies_[at]));
}

// Where a SYN was sent, connect() may not yet have told its ends.
const Origins::Stream& Origins::stream_of(const Sent& sent) const {
  const auto own = sent.opens ? streams_.find(*sent.opens) : streams_.end();
  return own != streams_.end() ? own->second : *sent.stream;
}

std::string Origins::of(long id) const {
  const auto found = sent_.find(id);
  if (found == sent_.end()) return "";
  const Sent& sent = found->second;
  const Stream& stream = stream_of(sent);
  if (stream.doubtful) return "";
  std::vector<Key> keys;
  for (const Piece& piece : stream.pieces)
    if (piece.begin < sent.end && sent.begin < piece.end)
      keys.push_back(piece.call);
  if (sent.call) keys.push_back(*sent.call);
  if (sent.opens && stream.connect) keys.push_back(*stream.connect);
  std::string words;
  for (const Key& key : keys) {
    if (!is_certain(key)) return "";
    (words += words.empty() ? "" : "; ") += calls_.at(key).text;
  }
  return words;
}

}  // namespace trace
