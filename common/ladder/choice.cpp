#include "common/ladder/choice.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <variant>

namespace ladder {
namespace {

constexpr std::size_t most_hidden = 10'000;

// The whole text as a number.
template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return {};
  return value;
}

double seconds(const Options& options, std::string_view name,
               double otherwise) {
  if (!options.has(name)) return otherwise;
  const std::string text = options.text(name, "");
  const auto value = number<double>(text);
  if (!value || std::isnan(*value))
    throw UsageError{std::string{name} + " takes seconds (1.5), not '" + text +
                     "'"};
  return *value;
}

std::set<int> numbers(const std::string& list) {
  std::set<int> all;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    const auto one =
        number<int>(std::string_view{list}.substr(from, to - from));
    if (!one || *one < 1)
      throw UsageError{
          "--connection takes a connection's number, from 1, or several "
          "(1,3), not '" +
          list + "'"};
    all.insert(*one);
    from = to + 1;
  }
  return all;
}

// As the trace writes it: "192.0.2.1", "[2001:db8::1]"; empty if it is none.
std::string address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
    return ::inet_ntop(AF_INET, bytes.data(), out.data(), out.size());
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
    return std::string{"["} +
           ::inet_ntop(AF_INET6, bytes.data(), out.data(), out.size()) + "]";
  return "";
}

// An address, or an address and a port: one of IPv6 is then in brackets.
std::string end_point(const std::string& text) {
  std::string host = text;
  std::string port;
  const bool in_brackets = text.starts_with('[');
  if (in_brackets || std::count(text.begin(), text.end(), ':') == 1) {
    const auto end = std::min(text.rfind(in_brackets ? ']' : ':'), text.size());
    host = text.substr(in_brackets, end - in_brackets);
    port = text.substr(std::min(end + in_brackets, text.size()));
  }
  const bool good_port =
      port.empty() ? text.ends_with(']') == in_brackets
                   : port[0] == ':' && number<std::uint16_t>(port.substr(1));
  host = address(host);
  if (host.empty() || !good_port)
    throw UsageError{
        "--host takes an address (192.0.2.1), an end point (192.0.2.1:7000), "
        "client or server, not '" +
        text + "'"};
  return host + port;
}

}  // namespace

Choice::Choice(const Options& options)
    : from_{seconds(options, "--from", -unlimited)},
      to_{seconds(options, "--to", unlimited)} {
  if (from_ > to_)
    throw UsageError{"nothing is between --from " + options.text("--from", "") +
                     " and --to " + options.text("--to", "")};
  if (options.has("--connection"))
    connections_ = numbers(options.text("--connection", ""));
  if (options.has("--port"))
    port_ = ":" + std::to_string(options.number("--port", 0));
  if (!options.has("--host")) return;
  const std::string host = options.text("--host", "");
  role_ = trace::host_named(host);
  if (!role_) end_ = end_point(host);
}

bool Choice::fits(int connection, std::string_view source,
                  std::string_view destination) const {
  const auto has_end = [&](std::string_view end) {
    return end.starts_with(end_) &&
           (end.size() == end_.size() || end[end_.size()] == ':');
  };
  return (connections_.empty() || connections_.contains(connection)) &&
         (port_.empty() || source.ends_with(port_) ||
          destination.ends_with(port_)) &&
         (end_.empty() || has_end(source) || has_end(destination));
}

// A call on a socket with these ends. One whose connection is not known, or not yet
// (accept, connect), fits.
bool Choice::fits(const trace::Ends& ends) const {
  const auto known = numbers_.find(ends.local + " " + ends.peer);
  return known == numbers_.end() || fits(known->second, ends.local, ends.peer);
}

void Choice::learn(int connection, const std::string& one,
                   const std::string& other) {
  numbers_[one + " " + other] = connection;
  if (numbers_.size() > most_hidden) numbers_.erase(numbers_.begin());
}

// What was sent, and whether it is chosen.
bool Choice::note_sent(long id, trace::Host from, bool fits) {
  const bool chosen = fits && (!role_ || from == role_);
  if (!chosen) hidden_[id] = {.fits = fits};
  if (hidden_.size() > most_hidden) hidden_.erase(hidden_.begin());
  return chosen;
}

std::string Choice::remark() const {
  if (sent_ == 0 || chosen_ > 0) return "";
  return "none of " + std::to_string(sent_) +
         " segments is chosen by --connection, --port, --host, --from, --to";
}

bool Choice::shows(const trace::Event& event) {
  const bool shown = is_chosen(event);
  if (std::holds_alternative<trace::Segment>(event) ||
      std::holds_alternative<trace::OtherPacket>(event)) {
    ++sent_;
    if (shown) ++chosen_;
  }
  return shown;
}

bool Choice::is_chosen(const trace::Event& event) {
  if (std::holds_alternative<trace::Version>(event)) return false;
  const double t = std::visit([](const auto& e) { return e.t; }, event);
  const bool in_time = t >= from_ && t <= to_;
  if (const auto* s = std::get_if<trace::Segment>(&event)) {
    learn(s->connection, s->source, s->destination);
    learn(s->connection, s->destination, s->source);
    const bool fit = fits(s->connection, s->source, s->destination);
    if (!fit) hidden_connections_.insert(s->connection);
    if (hidden_connections_.size() > most_hidden)
      hidden_connections_.erase(hidden_connections_.begin());
    return note_sent(s->id, s->from, fit) && in_time;
  }
  if (const auto* p = std::get_if<trace::OtherPacket>(&event)) {
    // An ICMP error has no port: it is as the segment that it answers.
    const auto answered = hidden_.find(p->answers);
    const bool fit = p->answers != 0
                         ? answered == hidden_.end() || answered->second.fits
                         : fits(p->connection, p->source, p->destination);
    return note_sent(p->id, p->from, fit) && in_time;
  }
  if (!in_time) return false;
  if (const auto* s = std::get_if<trace::State>(&event))
    return (!role_ || s->host == role_) &&
           fits(s->connection, s->local, s->peer);
  if (const auto* change = std::get_if<trace::QueueChange>(&event))
    return !hidden_connections_.contains(change->connection);
  if (const auto* arrival = std::get_if<trace::Arrival>(&event))
    return !hidden_.contains(arrival->id);
  const auto is_shown = [&](std::optional<trace::Host> host) {
    return !role_ || !host || host == role_;
  };
  if (const auto* call = std::get_if<trace::Call>(&event)) {
    if (fits(call->ends)) return is_shown(call->host);
    hidden_calls_.insert({call->host, call->pid, call->id});
    if (hidden_calls_.size() > most_hidden)
      hidden_calls_.erase(hidden_calls_.begin());
    return false;
  }
  if (const auto* end = std::get_if<trace::Return>(&event))
    return hidden_calls_.erase({end->host, end->pid, end->id}) == 0 &&
           is_shown(end->host);
  if (const auto* note = std::get_if<trace::Note>(&event))
    return is_shown(note->host);
  return true;
}

}  // namespace ladder
