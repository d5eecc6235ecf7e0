#include "common/verify/deeds.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace verify {
namespace {

constexpr std::size_t most_remembered = 10'000;
constexpr std::size_t told_bytes = 64;  // of what a call writes

constexpr std::array<std::string_view, 6> reading = {
    "recv", "read", "readv", "recvfrom", "recvmsg", "recvmmsg"};
constexpr std::array<std::string_view, 8> writing = {
    "send",    "write",    "writev",   "sendto",
    "sendmsg", "sendmmsg", "sendfile", "pwritev2"};

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <typename Known>
void forget_one(Known& known) {
  if (known.size() > most_remembered) known.erase(known.begin());
}

std::string_view name_of(std::string_view call) {
  return call.substr(0, call.find('('));
}

// "client" of "recv(client, buffer, size, 0)".
std::string first_argument(std::string_view call) {
  const auto begin = call.find('(');
  if (begin == call.npos) return "";
  return std::string{
      call.substr(begin + 1, call.find_first_of(",)", begin) - begin - 1)};
}

// Only what CALL() says of: calls tells of nothing but sockets.
bool is_standard(std::string_view descriptor) {
  return descriptor.starts_with("STD") || descriptor == "0" ||
         descriptor == "1" || descriptor == "2";
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

Fact with(const Fact& fact, Deed deed) {
  Fact more = fact;
  if (deed.connection == 0) deed.connection = fact.connection;
  more.deed = std::move(deed);
  return more;
}

}  // namespace

std::vector<Fact> Deeds::take(const trace::Event& event) {
  numbers_.see(event);
  std::vector<Fact> facts{Fact{.event = &event}};
  if (const auto* call = std::get_if<trace::Call>(&event))
    take_call(*call, facts);
  else if (const auto* end = std::get_if<trace::Return>(&event))
    take_return(*end, facts);
  else if (const auto* segment = std::get_if<trace::Segment>(&event))
    take_segment(*segment, facts);
  else if (const auto* state = std::get_if<trace::State>(&event))
    take_state(*state, facts);
  return facts;
}

void Deeds::take_call(const trace::Call& call, std::vector<Fact>& facts) {
  calls_[static_cast<std::size_t>(call.host)] = true;
  const std::string_view name = name_of(call.text);
  const std::string descriptor = first_argument(call.text);
  const Socket socket{call.host, call.pid, descriptor};
  const int connection = name == "connect" && !is_other(socket)
                             ? numbers_.begin(call)
                             : numbers_.of(call.ends);
  open_[{call.host, call.pid, call.id}] = {call, connection};
  forget_one(open_);
  facts[0].call = call.text;
  facts[0].connection = connection;
  const Fact fact = facts[0];
  if (name == "listen") others_.insert(socket);
  if (name == "close" || call.closes) close(call, connection, facts);
  if (is_other(socket)) return;
  if (name == "shutdown" &&
      (has(call.text, "SHUT_WR") || has(call.text, "SHUT_RDWR")))
    end_sending(call.ends.peer.empty()
                    ? descriptor + " " + std::to_string(call.pid)
                    : call.ends.local + " " + call.ends.peer,
                fact, facts);
  if (!contains(writing, name) && call.data.empty()) return;
  if (call.ends.peer.empty() && is_standard(descriptor)) return;
  Deed deed{.kind = Deed::Kind::sends_data, .host = call.host};
  if (!call.data.empty()) {
    data_[static_cast<std::size_t>(call.host)] = true;
    deed.data = call.data;
    deed.cut = call.data.size() >= told_bytes;
  } else if (calls_only_) {
    deed.data = "";
    deed.cut = true;
  }
  facts.push_back(with(fact, std::move(deed)));
}

void Deeds::close(const trace::Call& call, int connection,
                  std::vector<Fact>& facts) {
  Fact fact = facts[0];
  const std::string descriptor = first_argument(call.text);
  const Socket socket{call.host, call.pid, descriptor};
  std::vector<std::string> sockets;
  if (call.closes) {
    // One end alone is no connection: "LOCAL" of a listener.
    for (const std::string& ends : *call.closes)
      if (has(ends, " ")) sockets.push_back(ends);
  } else if (call.ends.local.empty() && !is_other(socket)) {
    sockets.push_back(descriptor + " " + std::to_string(call.pid));
  }
  for (const std::string& ends : sockets) {
    fact.connection = call.closes ? numbers_.of(ends) : connection;
    if (fact.connection == 0) fact.connection = connection;
    end_sending(ends, fact, facts);
    ended_.erase(ends);
    facts.push_back(
        with(fact, {.kind = Deed::Kind::closes, .host = call.host}));
  }
  others_.erase(socket);
  connecting_.erase(socket);
}

void Deeds::end_sending(const std::string& socket, const Fact& fact,
                        std::vector<Fact>& facts) {
  forget_one(ended_);
  if (!ended_.insert(socket).second) return;
  facts.push_back(
      with(fact, {.kind = Deed::Kind::ends_sending,
                  .host = std::get<trace::Call>(*fact.event).host}));
}

void Deeds::connect(const Socket& socket, const Fact& fact,
                    std::vector<Fact>& facts) {
  connecting_.erase(socket);
  facts.push_back(with(fact, {.kind = Deed::Kind::connects,
                              .host = std::get<trace::Host>(socket)}));
}

void Deeds::take_return(const trace::Return& end, std::vector<Fact>& facts) {
  const auto opened = open_.extract({end.host, end.pid, end.id});
  if (opened.empty()) return;
  const trace::Call& call = opened.mapped().call;
  const std::string_view name = name_of(call.text);
  numbers_.end(end);
  facts[0].call = call.text;
  const int told = numbers_.of(end.ends);
  facts[0].connection = told != 0 ? told : opened.mapped().connection;
  const Fact fact = facts[0];
  const Socket socket{end.host, end.pid, first_argument(call.text)};
  if (name == "socket" || name == "accept" || name == "accept4") {
    const Socket made{end.host, end.pid, std::to_string(end.result)};
    others_.erase(made);
    if (has(call.text, "SOCK_DGRAM")) others_.insert(made);
  }
  if (is_other(socket)) return;
  const bool reads =
      contains(reading, name) && !has(call.text, "MSG_PEEK") &&
      !has(call.text, "MSG_ERRQUEUE") &&
      !(call.ends.peer.empty() && is_standard(std::get<std::string>(socket)));
  const bool good = end.result >= 0;
  if (name == "connect") {
    if (end.error == "EINPROGRESS" || end.error == "EINTR")
      connecting_[socket] = fact.connection;
    else if (good || (end.error == "EISCONN" && connecting_.count(socket) > 0))
      connect(socket, fact, facts);
    forget_one(connecting_);
  } else if (good && connecting_.count(socket) > 0) {
    // CALL() does not tell what SO_ERROR is.
    if (reads || contains(writing, name) ||
        (name == "getsockopt" && has(call.text, "SO_ERROR") &&
         end.text == "no error"))
      connect(socket, fact, facts);
  }
  if (!reads) return;
  facts.push_back(with(fact, {.kind = Deed::Kind::reads,
                              .host = end.host,
                              .result = end.result,
                              .error = end.error}));
}

void Deeds::take_state(const trace::State& state, std::vector<Fact>& facts) {
  if (state.to != "ESTAB") return;
  const auto one = std::find_if(
      connecting_.begin(), connecting_.end(), [&](const auto& known) {
        return std::get<trace::Host>(known.first) == state.host &&
               (known.second == 0 || known.second == state.connection);
      });
  if (one == connecting_.end()) return;
  facts[0].connection = state.connection;
  connect(Socket{one->first}, Fact{facts[0]}, facts);
}

void Deeds::take_segment(const trace::Segment& s, std::vector<Fact>& facts) {
  const bool wire_alone = !has_calls(s.from);
  if (s.kind == trace::SegmentKind::retransmission) return;
  facts[0].connection = s.connection;
  const Fact fact = facts[0];
  const auto add = [&](Deed deed) {
    deed.host = s.from;
    facts.push_back(with(fact, std::move(deed)));
  };
  if (trace::has(s, packet::SYN)) {
    if (trace::has(s, packet::ACK)) opening_[s.connection] = true;
    forget_one(opening_);
  } else if (trace::has(s, packet::ACK) && !trace::has(s, packet::RST)) {
    // Whoever answers the SYN ACK has connected.
    const auto open = opening_.find(s.connection);
    if (open != opening_.end()) {
      opening_.erase(open);
      if (wire_alone) add({.kind = Deed::Kind::connects});
    }
  }
  if (s.length > 0 && !data_[static_cast<std::size_t>(s.from)])
    add({.kind = Deed::Kind::sends_data,
         .data = s.data.empty() ? std::nullopt : std::optional{s.data},
         .cut = s.data.size() < s.length,
         .data_alone = !wire_alone});
  if (trace::has(s, packet::FIN) && wire_alone)
    add({.kind = Deed::Kind::ends_sending});
}

}  // namespace verify
