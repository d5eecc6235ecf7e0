// annotate: a capture in which each packet names the call that it comes from.
//
// Watch:  in Wireshark, the comment above each packet: client: send(8, 5) = 5
// Read:   labs/00_instruments/README.md, "In other tools".
// Run:    scripts/lab run 05 half_close --save build/mine
//         annotate --read build/mine/half_close.trace >half_close.pcapng

#include <unistd.h>

#include <array>
#include <cmath>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/narrate/options.h"
#include "common/packet/capture.h"
#include "common/packet/packet.h"
#include "common/packet/pcapng_write.h"
#include "common/text/columns.h"
#include "common/trace/connections.h"
#include "common/trace/each_line.h"
#include "common/trace/file.h"
#include "common/trace/origins.h"
#include "common/trace/reader.h"

namespace {

// What a trace says of its segments.
struct Trace {
  std::vector<trace::Segment> segments;
  trace::Origins origins;
};

Trace read_trace(const std::string& path) {
  Trace trace;
  trace::TraceReader reader;
  long number = 0;
  const Fd file = trace::open_trace(path);
  trace::each_line(
      file.get(),
      [&](std::string_view line) {
        ++number;
        const auto read = reader.read(line);
        if (const auto* bad = std::get_if<trace::BadLine>(&read))
          throw std::runtime_error{path + ": line " + std::to_string(number) +
                                   ": " + bad->reason};
        const auto& moment = std::get<trace::Moment>(read);
        trace.origins.take(moment);
        if (const auto* segment = std::get_if<trace::Segment>(&moment.event))
          trace.segments.push_back(*segment);
      },
      [] {},
      [&](std::string_view beginning) {
        trace::check_trace(beginning, path, "annotate");
      });
  return trace;
}

// Finds the segments of a trace in its capture: in this order, at these times. The
// capture has more: what a rule has spoiled is there twice.
class Finder {
 public:
  explicit Finder(const std::vector<trace::Segment>& segments)
      : segments_{segments} {}

  const trace::Segment* find(const packet::Captured& captured) {
    const auto parsed = packet::parse(captured.ip);
    const auto* packet = std::get_if<packet::Packet>(&parsed);
    if (packet == nullptr) return nullptr;
    const double t = static_cast<double>(captured.nanoseconds) / 1e9;
    const trace::Segment seen =
        trace::describe(connections_.find(*packet), *packet, 0, t);
    for (std::size_t i = next_; i < segments_.size() && i < next_ + reach; ++i)
      if (is_same(segments_[i], seen, t)) {
        next_ = i + 1;
        begin_ = begin_.value_or(t - segments_[i].t);
        return &segments_[i];
      }
    return nullptr;
  }

 private:
  static constexpr std::size_t reach = 100;
  static constexpr double same_time = 0.1;  // in seconds: no timer is so short

  [[nodiscard]] bool is_same(const trace::Segment& one,
                             const trace::Segment& other, double t) const {
    return one.source == other.source && one.destination == other.destination &&
           one.flags == other.flags && one.seq == other.seq &&
           one.ack == other.ack && one.length == other.length &&
           (!begin_ || std::abs(t - *begin_ - one.t) < same_time);
  }

  const std::vector<trace::Segment>& segments_;
  trace::Connections connections_;
  std::size_t next_ = 0;
  std::optional<double> begin_;  // of the trace, since 1970
};

std::string comment_of(const trace::Segment& segment, const Trace& trace) {
  std::string words = trace.origins.of(segment.id);
  const auto add = [&](std::string_view more) {
    (words += words.empty() ? "" : "; ") += more;
  };
  if (segment.kind == trace::SegmentKind::retransmission) add("sent again");
  if (segment.fate == trace::Fate::dropped) add("the wire drops it");
  if (segment.fate == trace::Fate::duplicated) add("the wire doubles it");
  if (segment.fate == trace::Fate::held) add("the wire holds it");
  if (segment.fate == trace::Fate::injected) add("the wire has made it");
  return text::clean(words);
}

void write(const std::vector<std::byte>& bytes) {
  std::cout.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
}

// So Wireshark can show names for the addresses. On loopback both have one address.
std::vector<std::byte> names_of(const packet::Captured& captured,
                                const trace::Segment& segment) {
  const auto parsed = packet::parse(captured.ip);
  const auto& seen = std::get<packet::Packet>(parsed);
  if (seen.source.address == seen.destination.address) return {};
  const std::array<std::pair<packet::Endpoint, std::string>, 2> hosts = {
      {{seen.source, std::string{name(segment.from)}},
       {seen.destination, std::string{name(other(segment.from))}}}};
  return packet::pcapng_names(hosts);
}

// The capture that was kept beside it.
std::string beside(const std::string& trace) {
  const std::string end = ".trace";
  if (!trace.ends_with(end))
    throw UsageError{"which capture belongs to " + trace + "? --pcap FILE"};
  return trace.substr(0, trace.size() - end.size()) + ".pcap";
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "annotate [--read FILE] [--pcap FILE]\n"
      "Writes a capture (pcapng) in which each packet has a comment: the call "
      "that it\n"
      "comes from, where that is certain, and what the wire did with it.\n"
      "--read FILE  the trace, NAME.trace\n"
      "--pcap FILE  the capture that was made together with it; else "
      "NAME.pcap");
  if (!options.has("--read")) throw UsageError{"needs --read FILE: a trace"};
  if (::isatty(STDOUT_FILENO) == 1)
    throw UsageError{"writes bytes, not text: annotate ... >FILE.pcapng"};
  const std::string path = options.text("--read", "");
  packet::CaptureFile capture{options.has("--pcap") ? options.text("--pcap", "")
                                                    : beside(path)};
  const Trace trace = read_trace(path);
  Finder finder{trace.segments};
  std::size_t found = 0;
  write(packet::pcapng_header());
  while (const auto captured = capture.next()) {
    const trace::Segment* segment = finder.find(*captured);
    if (segment != nullptr && found++ == 0)
      write(names_of(*captured, *segment));
    write(packet::pcapng_packet(
        captured->nanoseconds, captured->ip,
        segment != nullptr ? comment_of(*segment, trace) : ""));
  }
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the capture"};
  if (found < trace.segments.size())
    std::cerr << "annotate: " << trace.segments.size() - found << " of "
              << trace.segments.size()
              << " segments of the trace are not in the capture\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
