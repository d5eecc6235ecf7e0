#include "common/verify/sent_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/trace/frames.h"

namespace verify {
namespace {

constexpr std::array<std::string_view, 5> kinds = {"SYN", "FIN", "RST", "ACK",
                                                   "DATA"};
constexpr std::array<packet::Flag, 4> flags = {  // of the kinds but DATA
    packet::SYN, packet::FIN, packet::RST, packet::ACK};
constexpr std::array<std::string_view, 3> protocols = {"ICMP", "ICMPv6", "UDP"};

template <typename List>
bool is_one_of(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "window 0"; "keep-alive probe": the first words of the kinds are all different.
void read_kind(text::Words& line, Expectation& e) {
  line.look_for("window 0");
  line.look_for("a kind (keep-alive probe)");
  for (std::size_t i = 1; i < trace::segment_kinds.size(); ++i) {
    std::string_view words = trace::segment_kinds[i];
    const std::string_view first = words.substr(0, words.find(' '));
    if (line.peek() != first) continue;
    line.take();
    e.kind = static_cast<trace::SegmentKind>(i);
    if (first == "window") {
      e.window = line.take_number<std::uint32_t>("a number of bytes", 0);
      if (e.window) {
        e.kind.reset();
        return read_kind(line, e);
      }
    }
    while (words.find(' ') != words.npos) {
      words.remove_prefix(words.find(' ') + 1);
      line.expect(words.substr(0, words.find(' ')));
    }
    if (e.kind != trace::SegmentKind::retransmission) return;
    e.verb = Expectation::Verb::retransmits;  // another word for it
    return e.kind.reset();
  }
}

// "\"GET / HTTP/1.1\\r\\n\"": the text of it; nothing if it is none.
std::optional<std::string> unquoted(std::string_view quoted) {
  if (quoted.size() < 3) return std::nullopt;
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] != '\\') {
      text += quoted[i];
      continue;
    }
    const char escaped = quoted[++i];
    if (escaped == 'x') {
      const char* const digits = quoted.data() + i + 1;
      unsigned byte = 0;
      const bool room = i + 2 < quoted.size() - 1;
      if (!room ||
          std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
        return std::nullopt;
      text += static_cast<char>(byte);
      i += 2;
    } else if (escaped == 'r' || escaped == 'n') {
      text += escaped == 'r' ? '\r' : '\n';
    } else if (escaped == '"' || escaped == '\\') {
      text += escaped;
    } else {
      return std::nullopt;
    }
  }
  return text;
}

// "data \"GET\"", "data".
void read_data(text::Words& line, Expectation& e) {
  e.verb = Expectation::Verb::sends_data;
  line.look_for("how they begin (\"GET\\r\\n\\x00\")");
  if (!line.peek().starts_with('"')) return;
  const auto text = unquoted(line.peek_quoted());
  if (!text) line.fail();
  e.pattern = *text;
  line.take_quoted();
}

// "ICMP port unreachable dropped", "UDP 5".
void read_packet(text::Words& line, Expectation& e) {
  if (e.protocol == "UDP")
    e.length = line.take_number<std::uint32_t>("a number of bytes", 0);
  while (e.protocol != "UDP" && !line.peek().empty() && !begins_times(line) &&
         !is_one_of(trace::fates, line.peek()))
    (e.pattern += e.pattern.empty() ? "" : " ") += line.take();
  if (const auto fate = line.take(trace::fates))
    e.fate = static_cast<trace::Fate>(*fate);
}

}  // namespace

bool begins_times(const text::Words& line) {
  return line.peek() == "within" || line.peek() == "not";
}

void read_sent(text::Words& line, Expectation& e) {
  const auto verb = e.verb;
  if (e.verb == Expectation::Verb::sends) {
    if (const auto protocol = line.take(protocols)) {
      e.protocol = protocols[*protocol];
      return read_packet(line, e);
    }
    if (line.take("data")) return read_data(line, e);
  }
  while (const auto kind = line.take(kinds)) {
    if (*kind < flags.size()) {
      e.flags |= flags[*kind];
      continue;
    }
    e.data = true;
    e.length = line.take_number<std::uint32_t>("a number of bytes", 1);
  }
  line.look_for("frames ([Close 1000])");
  e.frames = trace::parse_frames(line.peek_brackets());
  if (!e.frames.empty()) line.take_brackets();
  if (e.verb == Expectation::Verb::sends) read_kind(line, e);
  if (e.flags == 0 && !e.data && e.frames.empty() && !e.kind && !e.window &&
      e.verb == verb)
    line.fail();
  if (const auto fate = line.take(trace::fates))
    e.fate = static_cast<trace::Fate>(*fate);
}

}  // namespace verify
