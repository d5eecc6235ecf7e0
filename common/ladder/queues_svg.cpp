// The queues of a connection as an SVG: three panels over one time, for what waits
// at the sender, what is on its way, and what waits at the receiver.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "common/ladder/queues.h"
#include "common/ladder/shapes.h"
#include "common/ladder/words.h"

namespace ladder {
namespace {

using QueueAmount = std::optional<std::int64_t>;
using Part = std::function<QueueAmount(const QueuePoint&)>;

constexpr double panel_left = 110;
constexpr double panel_width = 940;
constexpr double panel_height = 90;
constexpr double panel_gap = 34;
constexpr double chart_head = 60;
constexpr double chart_foot = 20;
constexpr double chart_height =
    chart_head + 3 * (panel_height + panel_gap) + chart_foot;
constexpr int time_marks = 8;

// 1, 2 or 5 of some power of ten: the next one that is not smaller.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= least) return step * power;
  return 10 * power;
}

// One direction of a connection.
class Chart {
 public:
  Chart(const QueueSeries& series, double top)
      : series_{series},
        begin_{series.points.front().t},
        span_{std::max(series.end - begin_, 0.000001)} {
    y_ = top;
    const auto from = static_cast<std::size_t>(series.from);
    out_ +=
        shapes::text({.strong = true}, panel_left, y_ + 20,
                     std::string{name(series.from)} + " → " +
                         std::string{name(other(series.from))} +
                         ", connection " + std::to_string(series.connection) +
                         ": " + series.source + " → " + series.destination);
    y_ += chart_head;
    panel("unsent bytes, in the sender's queue", shapes::hosts.at(from),
          [](const auto& p) { return p.unsent; });
    panel("bytes in flight: sent, and not acknowledged", shapes::ink,
          [](const auto& p) { return QueueAmount{p.in_flight}; });
    panel(
        "unread bytes, in the receiver's queue; dashed: the window that the "
        "sender knows",
        shapes::hosts.at(1 - from), [](const auto& p) { return p.unread; },
        [](const auto& p) { return p.window; });
    y_ -= panel_gap;
    const double step = round_step(span_ / time_marks);
    const double first = std::ceil(begin_ / step);
    for (int i = 0; i <= time_marks; ++i) {
      const double t = (first + i) * step;
      if (!(t <= series_.end)) break;  // or it is no number
      out_ += shapes::line(shapes::faint, x(t), y_, "v5");
      out_ += shapes::text({shapes::faint, shapes::Anchor::middle}, x(t),
                           y_ + 19, time_words(t, 12) + " s");
    }
  }

  [[nodiscard]] const std::string& svg() const { return out_; }

 private:
  [[nodiscard]] double x(double t) const {
    return panel_left + panel_width * (t - begin_) / span_;
  }

  void panel(const std::string& caption, const shapes::Colour& colour,
             const Part& area, const Part& line = {}) {
    std::int64_t most = 1;
    bool known = false;
    for (const QueuePoint& p : series_.points)
      for (const Part* part : {&area, &line}) {
        const QueueAmount amount = *part ? (*part)(p) : QueueAmount{};
        most = std::max(most, amount.value_or(0));
        known = known || (part == &area && amount);
      }
    out_ += shapes::text({.colour = colour, .strong = true}, panel_left, y_ - 6,
                         caption + (known ? "" : ": not known"));
    out_ += shapes::text({shapes::faint, shapes::Anchor::end}, panel_left - 8,
                         y_ + 10, std::to_string(most));
    out_ += shapes::text({shapes::faint, shapes::Anchor::end}, panel_left - 8,
                         y_ + panel_height, "0");
    const double bottom = y_ + panel_height;
    out_ += shapes::line(shapes::faint, panel_left, y_,
                         "v" + shapes::coordinate(panel_height) + "h" +
                             shapes::coordinate(panel_width));
    draw(area, most, [&](double from, double, const std::string& steps) {
      out_ += shapes::area(colour, from, bottom,
                           steps + "V" + shapes::coordinate(bottom) + "z");
    });
    draw(line, most, [&](double from, double y, const std::string& steps) {
      out_ += shapes::dashes(shapes::bad, from, y, steps);
    });
    y_ += panel_height + panel_gap;
  }

  // Each stretch of time in which an amount is known: where it begins, and its
  // steps.
  void draw(const Part& part, std::int64_t most,
            const std::function<void(double, double, const std::string&)>&
                stretch) const {
    const auto& points = series_.points;
    for (std::size_t i = 0; part && i < points.size(); ++i) {
      if (!part(points[i])) continue;
      const auto y = [&](std::size_t n) {
        return y_ + panel_height -
               panel_height * static_cast<double>(*part(points[n])) /
                   static_cast<double>(most);
      };
      const std::size_t first = i;
      std::string steps;
      for (; i < points.size() && part(points[i]); ++i) {
        const bool last = i + 1 == points.size();
        steps += "V" + shapes::coordinate(y(i)) + "H" +
                 shapes::coordinate(x(last ? series_.end : points[i + 1].t));
      }
      stretch(x(points[first].t), y(first), steps);
    }
  }

  const QueueSeries& series_;
  double begin_;
  double span_;
  double y_ = 0;
  std::string out_;
};

}  // namespace

std::string queues_svg(const std::vector<QueueSeries>& all,
                       std::string_view title) {
  std::string charts;
  double y = 30;
  for (const QueueSeries& series : all) {
    charts += Chart{series, y}.svg();
    y += chart_height;
  }
  if (all.empty())
    charts =
        shapes::text({}, panel_left, y + 20, "No segment with data was seen.");
  return shapes::head(title, {.x = 0,
                              .w = panel_left + panel_width + 50,
                              .h = y + (all.empty() ? chart_foot * 2 : 0)}) +
         shapes::text({.strong = true}, panel_left, 22, title) + charts +
         "</svg>\n";
}

}  // namespace ladder
