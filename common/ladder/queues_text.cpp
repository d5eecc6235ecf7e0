// The queues of a connection as text: time goes down, and the bytes go from left to
// right.
#include <algorithm>
#include <array>
#include <cmath>

#include "common/ladder/queues.h"
#include "common/ladder/words.h"
#include "common/text/columns.h"

namespace ladder {
namespace {

using Amount = std::optional<std::int64_t>;

constexpr std::size_t time_columns = 8;
constexpr std::size_t figure = 8;  // columns of a number
constexpr std::array<const char*, 4> captions = {"unsent", "in flight",
                                                 "unread", "window"};

std::string at_right(const std::string& words, std::size_t width) {
  return std::string(width - std::min(width, text::columns(words)), ' ') +
         words;
}

std::string in_figures(const Amount& amount) {
  return at_right(amount ? std::to_string(*amount) : "?", figure);
}

// Columns of a lane that is `lane` wide when it holds `full`. What is not 0 is seen.
std::size_t filled(const Amount& amount, std::int64_t full, std::size_t lane) {
  if (!amount || full == 0) return 0;
  const double part =
      static_cast<double>(std::min(*amount, full)) / static_cast<double>(full);
  return static_cast<std::size_t>(std::ceil(part * static_cast<double>(lane)));
}

// The first, the last, those at which a window closes or opens, and evenly of the
// rest.
std::vector<QueuePoint> chosen(const std::vector<QueuePoint>& points,
                               std::size_t most) {
  if (points.size() <= most) return points;
  const double step =
      static_cast<double>(points.size()) / static_cast<double>(most);
  std::vector<QueuePoint> some;
  double next = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool turns =
        i > 0 && (points[i].window == 0) != (points[i - 1].window == 0);
    const bool evenly = static_cast<double>(i) >= next;
    if (evenly) next += step;
    if (evenly || turns || i + 1 == points.size()) some.push_back(points[i]);
  }
  return some;
}

struct Lanes {
  std::int64_t unsent = 0;
  std::int64_t in_flight = 0;
  std::int64_t room = 0;  // unread and window
};

Lanes fullest(const std::vector<QueuePoint>& points) {
  Lanes most;
  for (const QueuePoint& p : points) {
    most.unsent = std::max(most.unsent, p.unsent.value_or(0));
    most.in_flight = std::max(most.in_flight, p.in_flight);
    most.room =
        std::max(most.room, p.unread.value_or(0) + p.window.value_or(0));
  }
  return most;
}

class Table {
 public:
  Table(std::size_t width, bool ascii)
      : lane_{(std::max<std::size_t>(width, 60) - time_columns - 4 * figure -
               8) /
              3},
        full_{ascii ? "#" : "█"},
        free_{ascii ? "." : "░"},
        post_{ascii ? "|" : "│"},
        arrow_{ascii ? "->" : "→"} {}

  std::string draw(const QueueSeries& series, std::size_t rows) const {
    const Lanes most = fullest(series.points);
    std::string out = std::string{name(series.from)} + " " + arrow_ + " " +
                      std::string{name(other(series.from))} + ", connection " +
                      std::to_string(series.connection) + ": " + series.source +
                      " " + arrow_ + " " + series.destination + "\n";
    out += at_right("time", time_columns);
    for (std::size_t i = 0; i < 4; ++i)
      out += (i == 0 ? " " : "") + at_right(captions.at(i), figure) +
             std::string(i < 3 ? lane_ + 2 : 0, ' ');
    out += "\n";
    for (const QueuePoint& p : chosen(series.points, rows))
      out += at_right(time_words(p.t, time_columns), time_columns) + " " +
             in_figures(p.unsent) + " " + lane(p.unsent, {}, most.unsent) +
             post_ + in_figures(p.in_flight) + " " +
             lane(p.in_flight, {}, most.in_flight) + post_ +
             in_figures(p.unread) + " " + lane(p.unread, p.window, most.room) +
             post_ + in_figures(p.window) + "\n";
    return out;
  }

 private:
  // What is there, and the room behind it.
  [[nodiscard]] std::string lane(const Amount& there, const Amount& room,
                                 std::int64_t full) const {
    const std::size_t bytes = filled(there, full, lane_);
    const std::size_t free = std::min(lane_ - bytes, filled(room, full, lane_));
    return text::repeat(full_, bytes) + text::repeat(free_, free) +
           std::string(lane_ - bytes - free, ' ');
  }

  std::size_t lane_;
  const char* full_;
  const char* free_;
  const char* post_;
  const char* arrow_;
};

}  // namespace

std::string queues_text(const std::vector<QueueSeries>& all, std::size_t width,
                        std::size_t rows, bool ascii) {
  std::string out;
  for (const QueueSeries& series : all) {
    if (!out.empty()) out += "\n";
    out += Table{width, ascii}.draw(series, std::max<std::size_t>(rows, 2));
  }
  return out.empty() ? "No segment with data was seen.\n" : out;
}

}  // namespace ladder
