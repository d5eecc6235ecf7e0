#include "common/ladder/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "common/ladder/shapes.h"
#include "common/ladder/words.h"
#include "common/text/columns.h"

namespace ladder {
namespace {

using namespace shapes;

// In the picture's units: about pixels.
constexpr int picture_width = 1160;
constexpr int time_end = 66;
constexpr std::array<int, 2> posts = {405, 805};
constexpr int centre = 605;
constexpr std::array<int, 2> calls = {82, 815};
constexpr int row_height = 22;
constexpr double slope = 7;             // of a segment that arrives at once
constexpr std::size_t calls_room = 43;  // in characters
constexpr std::size_t wire_room = 52;
constexpr std::size_t note_room = 140;
constexpr std::size_t time_room = 12;

// A note may need several lines.
std::vector<std::string> lines_of(const Row& row) {
  if (const auto* note = std::get_if<NoteRow>(&row.what))
    return text::wrap(text::clean(note->text),
                      note->host ? calls_room : note_room);
  if (const auto* lost = std::get_if<LostRow>(&row.what))
    return text::wrap(text::clean(lost->text), note_room);
  return {""};
}

// Where a segment ends: its row, and whether it got there.
struct End {
  double y = 0;
  bool lost = false;
};

class Picture {
 public:
  Picture(const std::vector<Row>& rows, bool data, int digits)
      : data_{data}, digits_{digits} {
    double y = 2.5 * row_height;
    for (const Row& row : rows) {
      const auto* packet = std::get_if<PacketRow>(&row.what);
      if (packet != nullptr && packet->arrival)
        ends_[packet->id()].push_back({y, packet->is_lost()});
      y += height(row);
    }
    for (const Row& row : rows) {
      draw(row);
      y_ += height(row);
    }
  }

  // More digits than three stand left of the margin.
  [[nodiscard]] std::string finish(std::string_view title) const {
    const double left = -character * std::max(0, digits_ - 3);
    std::string out =
        head(title, {.x = left, .w = picture_width - left, .h = y_}) +
        text({.strong = true}, calls[0], row_height,
             text::shorten(text::clean(title), note_room, "…"));
    for (std::size_t host = 0; host < 2; ++host)
      out += text({hosts[host], Anchor::middle, true}, posts[host],
                  1.7 * row_height, hosts[host].name) +
             path(faint, posts[host], 2 * row_height,
                  "v" + coordinate(y_ - 2.5 * row_height));
    return out + boxes_ + body_ + "</svg>\n";
  }

 private:
  // What a call writes or has read stands below it.
  [[nodiscard]] double height(const Row& row) const {
    const auto* call = std::get_if<CallRow>(&row.what);
    const bool more = data_ && call != nullptr && !call->data.empty();
    return row_height * static_cast<double>(lines_of(row).size() + more);
  }

  void draw(const Row& row);
  void draw(const Row& row, const ProgramRow& program);
  void draw(const Row& row, const CallRow& call);
  void draw(const Row& row, const ConnectionRow& opened);
  void draw(const Row& row, const StateRow& state);
  void draw(const Row& row, const PacketRow& packet);
  void draw(const Row& row, const NoteRow& note);
  void draw(const Row& row, const LostRow& lost);
  void draw_number(int connection);
  void draw_over_posts(const Row& row, Colour colour);

  bool data_;
  int digits_;
  double y_ = 2.5 * row_height;
  std::map<long, std::vector<End>> ends_;  // by the segment's id
  std::string boxes_;                      // that hide the posts behind a note
  std::string body_;
};

void Picture::draw(const Row& row) {
  body_ += text({faint, Anchor::end}, time_end, y_ + 4,
                time_words(row.t, time_room, digits_));
  for (std::size_t i = 0; i < 2; ++i)
    if (!row.states[i].empty())
      body_ +=
          text({hosts[i], i == 0 ? Anchor::end : Anchor::start, true},
               i == 0 ? posts[0] - 10 : posts[1] + 10, y_ + 4, row.states[i]);
  std::visit([&](const auto& what) { draw(row, what); }, row.what);
}

void Picture::draw(const Row&, const ProgramRow& program) {
  const std::size_t host = side(program.host);
  body_ += text({.colour = hosts[host], .strong = true}, calls[host], y_ + 4,
                text::shorten(text::clean(program.name), calls_room, "…"));
}

void Picture::draw(const Row& row, const CallRow& call) {
  const std::size_t host = side(call.host);
  body_ +=
      text({.colour = call.failed ? bad : hosts[host]}, calls[host], y_ + 4,
           text::shorten_call(text::clean(call.text), text::clean(call.result),
                              calls_room, "…"));
  if (data_ && !call.data.empty())
    body_ +=
        text({hosts[host]}, calls[host] + 2 * character, y_ + row_height + 4,
             text::shorten(excerpt(call.data), calls_room - 2, "…"));
  draw_number(row.connection);
}

void Picture::draw(const Row& row, const ConnectionRow& opened) {
  for (std::size_t i = 0; i < 2; ++i)
    body_ += text({.colour = faint}, calls[i], y_ + 4, opened.ends[i]);
  draw_number(row.connection);
}

void Picture::draw(const Row& row, const StateRow&) {
  draw_number(row.connection);
}

// "#2" in the middle of the wire.
void Picture::draw_number(int connection) {
  if (connection > 0)
    body_ += text({.anchor = Anchor::middle, .strong = true}, centre, y_ + 4,
                  "#" + std::to_string(connection));
}

// What a program said stands among its calls; what nobody said, over the posts.
void Picture::draw(const Row& row, const NoteRow& note) {
  if (!note.host) return draw_over_posts(row, ink);
  double y = y_ + 4;
  for (const std::string& part : lines_of(row)) {
    body_ += text({}, calls.at(side(*note.host)), y, part);
    y += row_height;
  }
}

void Picture::draw(const Row& row, const LostRow&) {
  draw_over_posts(row, bad);
}

void Picture::draw_over_posts(const Row& row, Colour colour) {
  double y = y_ + 4;
  for (const std::string& part : lines_of(row)) {
    const double room =
        character * static_cast<double>(text::columns(part) + 2);
    boxes_ += box(centre - room / 2, y - 12, room, 16);
    body_ += text({colour, Anchor::middle, true}, centre, y, part);
    y += row_height;
  }
}

// A line from the sender's post to the receiver's; two for a duplicate. What is
// lost, or held to the end of the trace, stops half way; what was injected
// begins there.
void Picture::draw(const Row& row, const PacketRow& packet) {
  if (packet.arrival) return draw_number(row.connection);
  std::vector<End> ends{{y_ + slope, packet.is_lost()}};
  if (packet.fate() == trace::Fate::duplicated)
    ends.push_back({y_ + 2 * slope, false});
  const auto arrivals = ends_.find(packet.id());
  if (arrivals != ends_.end()) ends = arrivals->second;
  const bool held = packet.is_held() && arrivals == ends_.end();
  const bool lost = ends.front().lost;

  std::string words = packet_words(packet, row.connection, wire_room, "…");
  if (lost) words += " dropped";
  if (held) words += " held";
  if (data_ && !packet.data().empty()) words += " " + excerpt(packet.data());
  words = text::shorten(words, wire_room, "…");

  const std::size_t from = side(packet.from());
  const double x = posts[from];
  const double dx = posts[1 - from] - x;
  const double begin =
      packet.fate() == trace::Fate::injected ? 0.4 : 0;  // part of the way
  // Half way, and behind its words.
  const double written =
      (20 + character * static_cast<double>(text::columns(words))) /
      std::abs(dx);
  const double end =
      lost || held ? std::min(0.97, std::max(0.55, begin + written)) : 1;
  const Colour colour = resets(packet) || lost ? bad : hosts.at(from);
  for (const End& arrival : ends) {
    const double dy = arrival.y - y_;
    body_ += path(colour, x + begin * dx, y_ + begin * dy,
                  "l" + coordinate((end - begin) * dx) + " " +
                      coordinate((end - begin) * dy));
    body_ += path(colour, x + end * dx, y_ + end * dy,
                  lost   ? "m-5-5l10 10m-10 0l10-10"
                  : held ? "m0-6v12"
                         : "l-9-4v8z",
                  std::atan2(dy, dx));
  }
  body_ += text({colour, from == 0 ? Anchor::start : Anchor::end},
                x + begin * dx + (from == 0 ? 10 : -10), y_ - 5, words,
                std::atan((ends.front().y - y_) / dx));
}

}  // namespace

const std::string_view page_style = R"(<style>
body { color: #24292f; background: #fff; }
.ladder { max-width: 100%; height: auto; }
@media screen and (prefers-color-scheme: dark) {
  body { color: #d5dbe1; background: #14181d; }
  .paper { fill: #14181d; }
  text.ink { fill: #d5dbe1; }
  text.faint { fill: #8b949e; }
  path.faint { stroke: #8b949e; }
  text.client { fill: #58c4e8; }
  path.client { fill: #58c4e8; stroke: #58c4e8; }
  text.server { fill: #e3b341; }
  path.server { fill: #e3b341; stroke: #e3b341; }
  text.bad { fill: #ff7b72; }
  path.bad { fill: #ff7b72; stroke: #ff7b72; }
}
</style>
)";

std::string svg(const std::vector<Row>& rows, std::string_view title, bool data,
                int digits) {
  return Picture{rows, data, digits}.finish(title);
}

}  // namespace ladder
