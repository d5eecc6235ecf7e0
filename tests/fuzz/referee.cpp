// Any rules, packets and keys to the wire's referee: what becomes of each packet
// is what its fate says, in order, and not before its time.
//
// The input: rules, a line each, up to an empty line; then three bytes a turn:
// what happens, two details.
#include "common/wire/referee.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/packet/forge.h"

namespace {

using namespace std::chrono_literals;
using namespace wire;
using trace::Fate;

constexpr std::chrono::microseconds delay{700};

void demand(bool condition) {
  if (!condition) std::abort();
}

// A packet that a host has sent.
struct Sent {
  std::size_t from = 0;
  Time at{};
  std::optional<Fate> fate{};
  int delivered = 0;
  int arrived = 0;  // as the trace says, and what it says is lost
  int lost = 0;
};

class Play {
 public:
  explicit Play(std::vector<Rule> rules, bool steps, bool slow)
      : ruled_{!rules.empty()},
        holds_{std::any_of(
            rules.begin(), rules.end(),
            [](const Rule& r) { return r.action == Rule::Action::hold; })},
        spoils_{std::any_of(
            rules.begin(), rules.end(),
            [](const Rule& r) { return r.action == Rule::Action::spoil; })},
        keyed_{steps},
        slow_{slow},
        referee_{{.rules = std::move(rules),
                  .delay = slow ? delay : 0us,
                  .steps = steps},
                 world()} {}

  void turn(std::uint8_t what, std::uint8_t first, std::uint8_t second) {
    time_ += std::chrono::microseconds{first};
    refuses_ = what >= 240;
    if (what % 8 < 5) {
      send(what & 1, first, second);
    } else if (what % 8 == 5) {
      const char key = "\nnduhrp></FIN"[second % 13];
      keyed_ = true;
      twice_ = twice_ || key == 'u';
      referee_.press(key, time_);
    } else if (what % 8 == 6) {
      states_ = {names[first % names.size()], names[second % names.size()]};
      referee_.look_around(second, time_);
      referee_.look_at_changed(time_);
    } else {
      time_ += std::chrono::microseconds{second * 10};
      while (referee_.deliver_due(time_)) continue;
      demand(referee_.next_arrival().value_or(time_ + 1ns) > time_);
    }
    refuses_ = false;
  }

  // Nothing is delayed any more, and no key holds anything.
  void finish() {
    referee_.press('\x1b', time_);  // a search that is half typed
    referee_.press('r', time_);
    demand(!referee_.needs_keys());
    time_ += 4h;  // a rule's delay is an hour at most
    while (referee_.deliver_due(time_)) continue;
    demand(!referee_.next_arrival());
    for (const Sent& sent : sent_) check(sent);
    demand(recorded_ >= sent_.size());
  }

 private:
  static constexpr std::array<std::string_view, 4> names = {"ESTAB", "LISTEN",
                                                            "gone", "SYN-RECV"};
  static constexpr std::array<host::AcceptQueue, 2> queues_ = {
      {{.waiting = 1, .backlog = 1}, {.waiting = 2, .backlog = 1}}};

  World world() {
    return {.look =
                [this](std::size_t host, const packet::Endpoint&,
                       const packet::Endpoint&) {
                  return host::Socket{states_[host],
                                      static_cast<std::uint32_t>(recorded_ % 3),
                                      0};
                },
            .accept_queue =
                [this](std::size_t host, const packet::Endpoint&) {
                  return host == 0 ? std::nullopt
                                   : std::optional{queues_[sent_.size() % 2]};
                },
            .counters =
                [this](std::size_t) {
                  return host::Counters{{"TCPReqQFullDrop", ++counted_}};
                },
            .deliver = [this](std::size_t host,
                              Bytes bytes) { return deliver(host, bytes); },
            .tell = [this](const trace::Event& event) { tell(event); },
            .record = [this](Bytes) { ++recorded_; }};
  }

  // Each packet bears its number, in place of a window.
  void send(std::size_t from, std::uint8_t flags, std::uint8_t size) {
    if (sent_.size() == 1000) return;
    packet::Packet segment;
    segment.source.port = from == 0 ? 40000 : 7000;
    segment.destination.port = from == 0 ? 7000 : 40000;
    segment.flags = flags;
    segment.seq = next_[from];
    segment.ack = next_[1 - from];
    segment.window = static_cast<std::uint16_t>(sent_.size());
    const std::vector<std::byte> payload(size % 4);
    segment.payload = payload;
    segment.length = payload.size();
    next_[from] += segment.sequence_length();
    const std::vector<std::byte> bytes = packet::forge(segment);
    sent_.push_back({from, time_});
    bytes_.push_back(bytes);
    referee_.take(from, bytes, time_);
    demand(sent_.back().fate.has_value());
  }

  int deliver(std::size_t host, Bytes bytes) {
    const auto parsed = packet::parse(bytes);
    const auto* segment = std::get_if<packet::Packet>(&parsed);
    const std::size_t n = segment != nullptr ? segment->window : sent_.size();
    if (n < sent_.size() && std::ranges::equal(bytes_[n], bytes)) {
      Sent& sent = sent_[n];
      demand(sent.from == 1 - host);
      demand(keyed_ || !slow_ || time_ >= sent.at + delay);
      demand(keyed_ || ruled_ || n >= next_arrival_[host]);
      next_arrival_[host] = n + 1;
      if (refuses_) return EIO;
      ++sent.delivered;
      return 0;
    }
    demand(ruled_ && !bytes.empty());  // it was forged
    return 0;
  }

  void tell(const trace::Event& event) {
    if (const auto* segment = std::get_if<trace::Segment>(&event)) {
      demand(segment->id == ++last_id_);
      if (segment->fate == Fate::injected) return;
      Sent& sent = sent_.back();
      demand(!sent.fate &&
             static_cast<trace::Host>(sent.from) == segment->from);
      sent.fate = segment->fate;
      by_id_[segment->id] = sent_.size() - 1;
    } else if (std::get_if<trace::OtherPacket>(&event) != nullptr) {
      ++last_id_;
    } else if (const auto* arrival = std::get_if<trace::Arrival>(&event)) {
      demand(arrival->id <= last_id_);
      const auto found = by_id_.find(arrival->id);
      if (found == by_id_.end()) return;  // it was forged
      ++(arrival->dropped ? sent_[found->second].lost
                          : sent_[found->second].arrived);
    }
  }

  // A copy of a packet arrives, or is lost on the way; or a rule still holds it.
  void check(const Sent& sent) const {
    if (spoils_ && sent.fate != Fate::dropped) return;
    const int copies = sent.delivered + sent.lost;
    const int more = twice_ ? 1 : 0;
    const int less = holds_ ? 1 : 0;
    switch (sent.fate.value()) {
      case Fate::dropped:
        return demand(copies + sent.arrived == 0);
      case Fate::delivered:
        return demand(copies == 1);
      case Fate::duplicated:
        return demand(copies >= 2 - less && copies <= 2 + more);
      case Fate::held:
        demand(sent.delivered == sent.arrived);
        return demand(copies >= 1 - less && copies <= 1 + more);
      case Fate::injected:
        demand(false);
    }
  }

  bool ruled_;
  bool holds_;          // a rule may
  bool spoils_;         // so a packet may arrive that is not as it was sent
  bool keyed_;          // a key was pressed, or each packet waits for one
  bool twice_ = false;  // the key u was pressed
  bool slow_;
  bool refuses_ = false;
  std::array<std::string_view, 2> states_{"ESTAB", "ESTAB"};
  std::array<std::uint32_t, 2> next_{1000, 4'294'967'000};
  Time time_{};
  long last_id_ = 0;
  std::size_t recorded_ = 0;
  long long counted_ = 0;
  std::vector<Sent> sent_{};
  std::vector<std::vector<std::byte>> bytes_{};
  std::map<long, std::size_t> by_id_{};
  std::array<std::size_t, 2>
      next_arrival_{};  // its number at least, by the host
  Referee referee_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto take_line = [&] {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
  };
  std::vector<Rule> rules;
  for (auto line = take_line(); !line.empty(); line = take_line()) {
    auto rule = parse_rule(line);
    if (auto* good = std::get_if<Rule>(&rule)) rules.push_back(*good);
  }
  const auto bytes = std::as_bytes(std::span{text});
  const auto at = [&](std::size_t n) {
    return n < bytes.size() ? std::to_integer<std::uint8_t>(bytes[n])
                            : std::uint8_t{0};
  };
  Play play{std::move(rules), (at(0) & 1) != 0, (at(0) & 2) != 0};
  for (std::size_t n = 1; n < bytes.size(); n += 3)
    play.turn(at(n), at(n + 1), at(n + 2));
  play.finish();
  return 0;
}
