#include "common/observe/ladder_svg.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>

#include "common/observe/columns.h"
#include "common/observe/ladder_words.h"

namespace observe {
namespace {

// In the picture's units: about pixels.
constexpr int width = 1160;
constexpr int time_end = 66;
constexpr std::array<int, 2> posts = {405, 805};
constexpr int middle = 605;
constexpr std::array<int, 2> calls = {82, 815};
constexpr int row_height = 22;
constexpr double slope = 7;             // of a segment that arrives at once
constexpr std::size_t calls_room = 43;  // in characters
constexpr std::size_t wire_room = 52;
constexpr std::size_t note_room = 140;

constexpr const char* style = R"(<style>
:root { --paper: #fff; --ink: #24292f; --faint: #6e7781;
  --client: #0b6e99; --server: #8a5a00; --bad: #c8102e; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #d5dbe1; --faint: #8b949e;
    --client: #58c4e8; --server: #e3b341; --bad: #ff7b72; }
}
body { margin: 1em auto; max-width: 1160px; background: var(--paper); }
.ladder { max-width: 100%; height: auto; background: var(--paper);
  font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
.ladder text { fill: var(--ink); white-space: pre;
  stroke: var(--paper); stroke-width: 2px; paint-order: stroke; }
.ladder path { stroke: var(--faint); stroke-width: 1.5; fill: none; }
.ladder .client { fill: var(--client); }
.ladder .server { fill: var(--server); }
.ladder .bad { fill: var(--bad); }
.ladder path.client { stroke: var(--client); }
.ladder path.server { stroke: var(--server); }
.ladder path.bad { stroke: var(--bad); }
.ladder .strong { font-weight: bold; }
.ladder .faint { fill: var(--faint); }
.ladder .end { text-anchor: end; }
.ladder .middle { text-anchor: middle; }
</style>
)";

// For XML and for HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : clean(text))
    out += c == '&'    ? "&amp;"
           : c == '<'  ? "&lt;"
           : c == '>'  ? "&gt;"
           : c == '"'  ? "&quot;"
           : c == '\'' ? "&#39;"
                       : std::string{c};
  return out;
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string placed(const std::string& classes, double x, double y,
                   double radians) {
  return " class=\"" + classes + "\" transform=\"translate(" + number(x) + " " +
         number(y) + ") rotate(" + number(radians * 180 / std::numbers::pi) +
         ")\"";
}

std::string text(const std::string& classes, double x, double y,
                 std::string_view content, double radians = 0) {
  return "<text" + placed(classes, x, y, radians) + ">" + escaped(content) +
         "</text>\n";
}

std::string path(const std::string& classes, double x, double y,
                 const std::string& way, double radians = 0) {
  return "<path" + placed(classes, x, y, radians) + " d=\"" + way + "\"/>\n";
}

// A note may need several rows.
std::vector<std::string> lines_of(const Row& row) {
  if (row.kind != Kind::note && row.kind != Kind::lost) return {row.text};
  return wrap(clean(row.text), row.host.empty() ? note_room : calls_room);
}

// Where a segment ends: its row, and whether it got there.
struct End {
  double y = 0;
  bool lost = false;
};

class Picture {
 public:
  Picture(const std::vector<Row>& rows, bool data) : data_{data} {
    double y = 2.5 * row_height;
    for (const Row& row : rows) {
      if (row.kind == Kind::arrival)
        ends_[row.segment.id].push_back({y, row.dropped});
      y += height(row);
    }
    for (const Row& row : rows) {
      draw(row);
      y_ += height(row);
    }
  }

  [[nodiscard]] std::string finish(std::string_view title) const {
    const std::string bottom = number(y_);
    std::string out =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "class=\"ladder\" width=\"" +
        number(width) + "\" height=\"" + bottom + "\" viewBox=\"0 0 " +
        number(width) + " " + bottom + "\">\n<title>" + escaped(title) +
        "</title>\n" + style;
    out += text("strong", calls[0], row_height,
                shorten(clean(title), note_room, "…"));
    for (std::size_t host = 0; host < 2; ++host) {
      out += text(std::string{names[host]} + " strong middle", posts[host],
                  1.7 * row_height, names[host]);
      out += path("", posts[host], 2 * row_height,
                  "M0 0V" + number(y_ - 2.5 * row_height));
    }
    return out + body_ + "</svg>\n";
  }

 private:
  static constexpr std::array<const char*, 2> names = {"client", "server"};

  static double height(const Row& row) {
    return row_height * static_cast<double>(lines_of(row).size());
  }

  void draw(const Row& row);
  void draw_note(const Row& row);
  void draw_segment(const Row& row);

  bool data_;
  double y_ = 2.5 * row_height;
  std::map<long, std::vector<End>> ends_;  // by the segment's id
  std::string body_;
};

void Picture::draw(const Row& row) {
  const std::size_t host = side(row.host);
  const std::string name = names[host];
  body_ += text("faint end", time_end, y_ + 4, time_words(row.t, 9));
  for (std::size_t i = 0; i < 2; ++i)
    if (!row.states[i].empty())
      body_ +=
          text(std::string{names[i]} + (i == 0 ? " strong end" : " strong"),
               i == 0 ? posts[0] - 10 : posts[1] + 10, y_ + 4, row.states[i]);
  switch (row.kind) {
    case Kind::program:
    case Kind::call:
      body_ += text(
          row.failed                  ? "bad"
          : row.kind == Kind::program ? name + " strong"
                                      : name,
          calls[host], y_ + 4,
          shorten_call(clean(row.text), clean(row.result), calls_room, "…"));
      break;
    case Kind::connection:
      for (std::size_t i = 0; i < 2; ++i)
        body_ += text("faint", calls[i], y_ + 4, row.ends[i]);
      break;
    case Kind::note:
    case Kind::lost:
      draw_note(row);
      break;
    case Kind::segment:
      draw_segment(row);
      break;
    case Kind::state:
    case Kind::arrival:
      break;
  }
  if (row.connection > 0 && row.kind != Kind::segment)
    body_ += text("strong middle", middle, y_ + 4,
                  "#" + std::to_string(row.connection));
}

// What a program said stands among its calls.
void Picture::draw_note(const Row& row) {
  const bool whole = row.host.empty();
  const double x = whole ? middle : calls.at(side(row.host));
  double y = y_ + 4;
  for (const std::string& part : lines_of(row)) {
    body_ += text(row.kind == Kind::lost ? "bad strong middle"
                  : whole                ? "strong middle"
                                         : "",
                  x, y, part);
    y += row_height;
  }
}

// A line from the sender's post to the receiver's; two for a duplicate. What is
// lost, or held to the end of the trace, stops half way; what was injected
// begins there.
void Picture::draw_segment(const Row& row) {
  const Segment& s = row.segment;
  std::vector<End> ends{{y_ + slope, s.fate == Fate::dropped}};
  if (s.fate == Fate::duplicated) ends.push_back({y_ + 2 * slope, false});
  const auto arrivals = ends_.find(s.id);
  if (arrivals != ends_.end()) ends = arrivals->second;
  const bool held = s.fate == Fate::held && arrivals == ends_.end();
  const bool lost = ends.front().lost;

  const std::size_t from = side(s.from);
  const double x = posts[from];
  const double dx = posts[1 - from] - x;
  const double begin = s.fate == Fate::injected ? 0.4 : 0;  // part of the way
  const double end = lost || held ? 0.55 : 1;
  const std::string colour = resets(s) || lost ? "bad" : names[from];
  for (const End& arrival : ends) {
    const double dy = arrival.y - y_;
    body_ += path(colour, x + begin * dx, y_ + begin * dy,
                  "M0 0l" + number((end - begin) * dx) + " " +
                      number((end - begin) * dy));
    body_ += path(colour, x + end * dx, y_ + end * dy,
                  lost   ? "M-5-5L5 5M-5 5L5-5"
                  : held ? "M0-6V6"
                         : "M0 0l-9-4v8z",
                  std::atan2(dy, dx));
  }
  std::string words = segment_words(row, wire_room, "…");
  if (lost) words += " dropped";
  if (held) words += " held";
  if (data_ && !s.data.empty()) words += " " + excerpt(s.data);
  body_ += text(colour + (from == 0 ? "" : " end"),
                x + begin * dx + (from == 0 ? 10 : -10), y_ - 5,
                shorten(words, wire_room, "…"),
                std::atan((ends.front().y - y_) / dx));
}

}  // namespace

std::string svg(const std::vector<Row>& rows, std::string_view title,
                bool data) {
  return Picture{rows, data}.finish(title);
}

std::string html(const std::vector<Row>& rows, std::string_view title,
                 bool data) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
         "<title>" +
         escaped(title) + "</title>\n" + svg(rows, title, data) + "</html>\n";
}

}  // namespace observe
