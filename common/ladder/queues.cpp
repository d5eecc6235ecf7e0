#include "common/ladder/queues.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ladder {
namespace {

constexpr std::size_t most_connections = 1000;

bool is_same(const QueuePoint& a, const QueuePoint& b) {
  return a.unsent == b.unsent && a.in_flight == b.in_flight &&
         a.unread == b.unread && a.window == b.window;
}

// The bytes of all connections, event by event.
class Replay {
 public:
  Replay(const std::set<long>& late, std::size_t most_points)
      : late_{late}, most_{most_points} {}

  void take(const trace::Segment& segment);
  void take(const trace::Arrival& arrival);
  void take(const trace::QueueChange& change);
  [[nodiscard]] std::vector<QueueSeries> series(double end) const;

 private:
  struct Way {  // what one host sends
    std::string source{};
    std::string destination{};
    std::optional<std::int64_t> acked{};  // relative, as in Segment
    std::int64_t next = 0;
    bool data = false;
    QueuePoint now{};
    std::vector<QueuePoint> points{};
  };
  using Ways = std::array<Way, 2>;  // the client's, the server's

  void arrive(double t, const trace::Segment& segment);
  static void learn(Ways& ways, const trace::Queues& queues);
  void note(double t, Ways& ways) const;
  void note(double t, Way& way) const;

  const std::set<long>& late_;
  std::size_t most_;
  std::map<int, Ways> connections_;
  std::map<long, trace::Segment> sent_;  // those that are late
};

void Replay::take(const trace::Segment& segment) {
  const auto from = static_cast<std::size_t>(segment.from);
  if (!connections_.contains(segment.connection) &&
      connections_.size() == most_connections)
    connections_.erase(connections_.begin());
  Ways& ways = connections_[segment.connection];
  Way& way = ways.at(from);
  if (way.source.empty()) {
    way.source = segment.source;
    way.destination = segment.destination;
  }
  // A forged one was never sent.
  if (segment.fate != trace::Fate::injected && !has(segment, packet::RST)) {
    const std::int64_t size = std::int64_t{segment.length} +
                              has(segment, packet::SYN) +
                              has(segment, packet::FIN);
    way.next = std::max(way.next, segment.seq + size);
    if (!way.acked) way.acked = segment.seq;
    way.data = way.data || segment.length > 0;
  }
  // The kernels were asked before it arrived.
  if (segment.queues[0] || segment.queues[1]) learn(ways, segment.queues);
  note(segment.t, ways);
  if (late_.contains(segment.id))
    sent_[segment.id] = segment;
  else if (segment.fate != trace::Fate::dropped &&
           segment.fate != trace::Fate::held)
    arrive(segment.t, segment);
}

void Replay::take(const trace::Arrival& arrival) {
  const auto sent = sent_.find(arrival.id);
  if (sent != sent_.end() && !arrival.dropped) arrive(arrival.t, sent->second);
}

void Replay::take(const trace::QueueChange& change) {
  const auto known = connections_.find(change.connection);
  if (known == connections_.end()) return;
  learn(known->second, change.queues);
  note(change.t, known->second);
}

// It tells its receiver how much has arrived, and how much more may come.
void Replay::arrive(double t, const trace::Segment& segment) {
  const auto known = connections_.find(segment.connection);
  if (known == connections_.end() || has(segment, packet::RST)) return;
  Way& way = known->second.at(1 - static_cast<std::size_t>(segment.from));
  if (has(segment, packet::ACK)) {
    if (way.acked && segment.ack < *way.acked) return;  // overtaken
    way.acked = segment.ack;
    way.next = std::max(way.next, std::int64_t{segment.ack});
  }
  way.now.window = segment.window;
  note(t, way);
}

void Replay::learn(Ways& ways, const trace::Queues& queues) {
  for (std::size_t host = 0; host < 2; ++host) {
    Way& out = ways.at(host);
    Way& in = ways.at(1 - host);
    out.now.unsent.reset();
    in.now.unread.reset();
    if (!queues.at(host)) continue;
    const std::int64_t in_flight = out.next - out.acked.value_or(out.next);
    out.now.unsent =
        std::max<std::int64_t>(0, queues.at(host)->unacked - in_flight);
    in.now.unread = queues.at(host)->unread;
  }
}

void Replay::note(double t, Ways& ways) const {
  for (Way& way : ways) note(t, way);
}

void Replay::note(double t, Way& way) const {
  way.now.t = t;
  way.now.in_flight = way.next - way.acked.value_or(way.next);
  auto& points = way.points;
  if (!points.empty() && is_same(points.back(), way.now)) return;
  points.push_back(way.now);
  if (points.size() < most_) return;
  std::size_t number = 0;
  std::erase_if(points, [&](const QueuePoint& point) {
    return ++number % 2 == 0 && point.window != 0;
  });
}

std::vector<QueueSeries> Replay::series(double end) const {
  std::vector<QueueSeries> all;
  for (const auto& [number, ways] : connections_)
    for (const trace::Host from : {trace::Host::client, trace::Host::server}) {
      const Way& way = ways.at(static_cast<std::size_t>(from));
      if (way.data)
        all.push_back(
            {number, from, way.source, way.destination, way.points, end});
    }
  return all;
}

}  // namespace

void QueueLog::take(const trace::Moment& moment) {
  if (std::holds_alternative<trace::Version>(moment.event)) return;
  end_ = std::max(end_,
                  std::visit([](const auto& e) { return e.t; }, moment.event));
  if (events_.size() == most_events_) return;
  if (const auto* segment = std::get_if<trace::Segment>(&moment.event)) {
    trace::Segment slim = *segment;
    slim.client = slim.server = slim.data = {};
    slim.frames = {};
    events_.emplace_back(std::move(slim));
  } else if (const auto* a = std::get_if<trace::Arrival>(&moment.event)) {
    late_.insert(a->id);
    events_.emplace_back(*a);
  } else if (const auto* q = std::get_if<trace::QueueChange>(&moment.event)) {
    events_.emplace_back(*q);
  }
}

std::vector<QueueSeries> QueueLog::series() const {
  Replay replay{late_, most_points_};
  for (const auto& event : events_)
    std::visit([&](const auto& e) { replay.take(e); }, event);
  return replay.series(end_);
}

}  // namespace ladder
