#include "common/trace/frames.h"

#include <algorithm>
#include <array>

#include "common/http/syntax.h"
#include "common/tls/names.h"

namespace trace {
namespace {

constexpr std::size_t most_connections = 1'000;

// What stands in the bytes from `begin` to `end`.
std::vector<std::string> names_between(const std::deque<Named>& named,
                                       std::int64_t begin, std::int64_t end) {
  const auto first = std::lower_bound(
      named.begin(), named.end(), begin,
      [](const Named& one, std::int64_t at) { return one.at < at; });
  std::vector<std::string> names;
  for (auto it = first; it != named.end() && it->at < end; ++it)
    names.push_back(it->name);
  if (!names.empty()) return names;
  if (first == named.begin() || std::prev(first)->end <= begin) return {"..."};
  const std::string& kind = std::prev(first)->kind;
  if (kind.empty()) return {};
  return {"... " + kind};
}

// Whether the name begins as one of them does: "[close 1000]" would never come.
bool may_be_name(std::string_view name) {
  constexpr std::array<std::string_view, 9> kinds = {
      "Text", "Binary", "Continuation", "Close", "Ping",
      "Pong", "opcode", "...",          "?"};
  while (name.starts_with("RSV1 ") || name.starts_with("RSV2 ") ||
         name.starts_with("RSV3 "))
    name.remove_prefix(5);
  std::string_view first = name.substr(0, name.find(' '));
  if (first.size() > 3 && first.ends_with("...")) first.remove_suffix(3);
  const bool status = name.size() == 3 && http::to_number(name, 10);
  return status || is_method(first) || tls::begins_name(first) ||
         std::find(kinds.begin(), kinds.end(), first) != kinds.end();
}

// "Text ..." is any Text.
bool is_called(std::string_view frame, std::string_view name) {
  constexpr std::string_view any = " ...";
  if (!name.ends_with(any)) return frame == name;
  name.remove_suffix(any.size());
  return frame == name ||
         (frame.starts_with(name) && frame[name.size()] == ' ');
}

// Reads the segment as the next part of the stream, and names what begins in it.
template <typename Stream>
void name_in(Segment& segment, Stream& stream, Stream& peer) {
  stream.forget_oldest();

  // A SYN counts as one. Differences are taken modulo 2^32, as TCP does.
  const bool syn = has(segment, packet::SYN);
  const std::uint32_t first = segment.seq + (syn ? 1 : 0);
  const std::int64_t expected = stream.position();
  const std::int64_t begin =
      expected +
      static_cast<std::int32_t>(first - static_cast<std::uint32_t>(expected));
  const std::int64_t end = begin + segment.length;
  if (begin > expected) stream.skip_to(begin);
  if (end > stream.position()) {
    // What is new in it, and of that, what was kept.
    const auto old = static_cast<std::size_t>(stream.position() - begin);
    std::string bytes = segment.data.substr(0, segment.length);
    bytes.erase(0, old);
    const auto kept = static_cast<std::int64_t>(bytes.size());
    const std::int64_t unknown = end - stream.position() - kept;
    stream.hear(peer);
    stream.take(std::move(bytes), unknown);
    peer.hear(stream);
  }
  segment.frames = names_between(stream.named(), begin, end);
}

}  // namespace

void Frames::name(Segment& segment) {
  const bool to_server = segment.destination.ends_with(end_);
  const bool to_client = segment.source.ends_with(end_);
  if (segment.length == 0 || (!to_server && !to_client)) return;
  if (!connections_.contains(segment.connection) &&
      connections_.size() == most_connections)
    connections_.erase(connections_.begin());  // numbers rise: the oldest
  const auto [place, is_new] = connections_.try_emplace(segment.connection);
  if (is_new && protocol_ == Protocol::tls) place->second.emplace<Tls>();
  std::visit(
      [&](auto& sides) {
        if (to_server)
          name_in(segment, sides.from_client, sides.from_server);
        else
          name_in(segment, sides.from_server, sides.from_client);
      },
      place->second);
}

std::vector<std::string> parse_frames(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return {};
  text = text.substr(1, text.size() - 2);
  std::vector<std::string> names;
  while (true) {
    const std::string_view name = text.substr(0, text.find(", "));
    if (!may_be_name(name)) return {};
    names.emplace_back(name);
    if (name.size() == text.size()) return names;
    text.remove_prefix(name.size() + 2);
  }
}

bool has_frames(const std::vector<std::string>& frames,
                const std::vector<std::string>& names) {
  auto name = names.begin();
  for (const std::string& frame : frames)
    if (name != names.end() && is_called(frame, *name)) ++name;
  return name == names.end();
}

std::string in_brackets(const std::vector<std::string>& frames,
                        std::size_t most) {
  if (frames.empty()) return "";
  std::string text;
  for (std::size_t i = 0; i < std::min(most, frames.size()); ++i)
    text += (i > 0 ? ", " : "") + frames[i];
  if (frames.size() > most)
    text += ", " + std::to_string(frames.size() - most) + " more";
  return "[" + text + "]";
}

}  // namespace trace
