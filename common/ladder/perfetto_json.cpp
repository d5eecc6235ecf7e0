// How the tracks of a trace are written down.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "common/ladder/perfetto.h"
#include "common/text/columns.h"
#include "common/text/json.h"

namespace ladder {
namespace {

constexpr std::array<std::string_view, 3> processes = {"client", "server",
                                                       "play"};
constexpr long long first_thread = 101;  // a process never has that id, too

// One event of the format. `phase`: X whole slice, b and e its two ends, s and f
// those of an arrow, i instant, M name.
class Line {
 public:
  Line(std::string_view phase, int process, std::size_t track,
       std::string_view name) {
    json_.text("ph", phase).text("name", name).number("pid", process);
    json_.number("tid", first_thread + static_cast<long long>(track));
  }

  json::Writer& with() { return json_; }

 private:
  json::Writer json_;
};

std::string named(std::string_view what, int process, std::size_t track,
                  std::string_view name) {
  json::Writer value;
  value.text("name", name);
  Line line{"M", process, track, what};
  return line.with().object("args", value.finish()).finish();
}

std::string ranked(std::string_view what, int process, std::size_t track,
                   long long rank) {
  json::Writer value;
  value.number("sort_index", rank);
  Line line{"M", process, track, what};
  return line.with().object("args", value.finish()).finish();
}

}  // namespace

// A segment takes no time, but what has no width cannot be seen, and no arrow ends
// there: it is as wide as there is room before the next, and 100 us at most.
void PerfettoLog::widen_segments() {
  constexpr Time widest = 100;
  std::map<std::size_t, std::pair<Time, Time>> next;  // two times that differ
  constexpr Time never = std::numeric_limits<Time>::max();
  for (auto slice = slices_.rbegin(); slice != slices_.rend(); ++slice) {
    if (tracks_[slice->track].kind != Kind::segments) continue;
    auto& [soon, later] =
        next.try_emplace(slice->track, never, never).first->second;
    if (slice->begin != soon) later = std::exchange(soon, slice->begin);
    slice->end = std::min(later, slice->begin + widest);
  }
}

// Which slices lie within, or beside, all others of their track. X events must; two
// threads that tell their calls as one do not.
std::vector<bool> PerfettoLog::nested() const {
  std::vector<bool> nested;
  std::map<std::size_t, std::vector<Time>> open;  // of each track, their ends
  for (const Slice& slice : slices_) {
    std::vector<Time>& ends = open[slice.track];
    while (!ends.empty() && ends.back() <= slice.begin) ends.pop_back();
    nested.push_back(ends.empty() || slice.end <= ends.back());
    if (nested.back()) ends.push_back(slice.end);
  }
  return nested;
}

// Of the processes and threads; and in which order they stand.
std::string PerfettoLog::names(std::string_view title) const {
  std::string out;
  for (int process = 1; process <= 3; ++process) {
    std::string name{processes[static_cast<std::size_t>(process - 1)]};
    if (process == 3 && !title.empty()) name += ": " + text::clean(title);
    out += named("process_name", process, 0, name) + ",\n";
    out += ranked("process_sort_index", process, 0, process % 3) + ",\n";
  }
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const Track& track = tracks_[i];
    out += named("thread_name", track.process, i, track.name) + ",\n";
    out += ranked("thread_sort_index", track.process, i,
                  static_cast<long long>(track.kind) * 10'000 +
                      static_cast<long long>(i)) +
           ",\n";
  }
  return out;
}

std::string PerfettoLog::text(std::string_view title) {
  finish();
  widen_segments();
  std::vector<std::pair<Time, std::string>> lines;
  const auto begin = [&](std::string_view phase, std::size_t track, Time t,
                         std::string_view name) {
    Line line{phase, tracks_[track].process, track, name};
    line.with().number("ts", t);
    return line;
  };
  const std::vector<bool> whole = nested();
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const Slice& slice = slices_[i];
    if (whole[i]) {
      auto line = begin("X", slice.track, slice.begin, slice.name);
      line.with().number("dur", slice.end - slice.begin);
      line.with().object("args", slice.more);
      lines.emplace_back(slice.begin, line.with().finish());
      continue;
    }
    for (const bool first : {true, false}) {
      const Time t = first ? slice.begin : slice.end;
      auto line = begin(first ? "b" : "e", slice.track, t, slice.name);
      line.with().text("cat", "call").number("id", static_cast<long long>(i));
      if (first) line.with().object("args", slice.more);
      lines.emplace_back(t, line.with().finish());
    }
  }
  for (const Instant& instant : instants_) {
    auto line = begin("i", instant.track, instant.at, instant.name);
    lines.emplace_back(instant.at, line.with().text("s", "t").finish());
  }
  for (std::size_t i = 0; i < arrows_.size(); ++i) {
    const Arrow& arrow = arrows_[i];
    for (const bool first : {true, false}) {
      const Time t = first ? arrow.begin : arrow.end;
      auto line =
          begin(first ? "s" : "f", first ? arrow.from : arrow.to, t, "segment");
      line.with()
          .text("cat", "segment")
          .number("id", static_cast<long long>(i));
      if (!first) line.with().text("bp", "e");
      lines.emplace_back(t, line.with().finish());
    }
  }
  std::ranges::stable_sort(lines, {}, &std::pair<Time, std::string>::first);
  std::string out = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  out += names(title);
  for (const auto& [t, line] : lines) out += line + ",\n";
  if (out.ends_with(",\n")) out.erase(out.size() - 2, 1);
  return out + "]}\n";
}

}  // namespace ladder
