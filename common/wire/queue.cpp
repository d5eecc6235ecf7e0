#include "common/wire/queue.h"

#include <algorithm>
#include <utility>

namespace wire {
namespace {

// In the words of the rules: "SYN ACK", "FIN", "DATA 5".
std::string kind_of(const trace::Segment& segment) {
  std::string words;
  if (has(segment, packet::SYN))
    words = has(segment, packet::ACK) ? " SYN ACK" : " SYN";
  if (has(segment, packet::FIN)) words += " FIN";
  if (has(segment, packet::RST)) words += " RST";
  if (segment.length > 0) words += " DATA " + std::to_string(segment.length);
  return words.empty() ? "ACK" : words.substr(1);
}

}  // namespace

std::string Flight::words() const {
  return "the " + std::string{trace::hosts[from]} + "'s " + kind_of(segment);
}

bool Queue::stops(const trace::Segment& segment) {
  if (!sought_) return stopped_[static_cast<std::size_t>(segment.from)];
  if (!is_kind(*sought_, segment)) return false;
  sought_.reset();
  return true;
}

void Queue::stop(bool stopped) {
  stopped_ = {stopped, stopped};
  sought_.reset();
}

bool Queue::turn(std::size_t host) {
  sought_.reset();
  return stopped_[host] = !stopped_[host];
}

void Queue::seek(Pattern::Kind kind) {
  stop(true);
  sought_ = kind;
}

std::optional<Flight> Queue::take_at(std::size_t n) {
  if (n >= flights_.size()) return {};
  Flight flight = std::move(flights_[n]);
  flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(n));
  return flight;
}

std::optional<Flight> Queue::take() {
  return take_at(0);
}

std::optional<Flight> Queue::take_of(std::size_t host) {
  const auto first =
      std::find_if(flights_.begin(), flights_.end(),
                   [&](const Flight& flight) { return flight.from == host; });
  return take_at(static_cast<std::size_t>(first - flights_.begin()));
}

std::optional<Flight> Queue::take_to_sought() {
  if (flights_.empty() || stops(flights_[0].segment)) return {};
  return take();
}

std::string Queue::words() const {
  std::array<std::string, 2> of;
  for (std::size_t host = 0; host < 2; ++host) {
    std::size_t count = 0;
    std::string& text = of[host] = trace::hosts[host];
    for (const Flight& flight : flights_)
      if (flight.from == host && count++ == 0)
        text += " " + kind_of(flight.segment);
    if (count == 0) text += stopped_[host] && !sought_ ? " nothing" : " runs";
    if (count > 1) text += ", " + std::to_string(count - 1) + " more";
  }
  const std::size_t next = flights_.empty() ? 0 : flights_[0].from;
  return of[next] + "; " + of[1 - next];
}

}  // namespace wire
