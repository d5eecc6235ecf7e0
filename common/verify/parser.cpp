#include "common/verify/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <span>
#include <utility>

#include "common/text/errno_name.h"
#include "common/text/words.h"
#include "common/trace/frames.h"
#include "common/verify/matcher.h"

namespace verify {
namespace {

using Verb = Expectation::Verb;

constexpr std::array<std::string_view, 5> kinds = {"SYN", "FIN", "RST", "ACK",
                                                   "DATA"};
constexpr std::array<packet::Flag, 4> flags = {  // of the kinds but DATA
    packet::SYN, packet::FIN, packet::RST, packet::ACK};
constexpr std::array<std::string_view, 9> verbs = {  // as in Expectation::Verb
    "call",  "return", "connects",    "ends", "closes",
    "reads", "sends",  "retransmits", "state"};
constexpr std::array<std::string_view, 3> protocols = {"ICMP", "ICMPv6", "UDP"};
// A listener is no end of a connection: LISTEN is not among them.
constexpr std::array<std::string_view, 10> states = {
    "SYN-SENT",  "SYN-RECV", "ESTAB",      "FIN-WAIT-1", "FIN-WAIT-2",
    "TIME-WAIT", "CLOSING",  "CLOSE-WAIT", "LAST-ACK",   "gone"};

template <typename List>
bool is_one_of(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "client", or "client#2".
void read_host(text::Words& line, Expectation& e) {
  const std::string_view word = line.peek();
  const std::string_view host = word.substr(0, word.find('#'));
  const auto known = std::find(trace::hosts.begin(), trace::hosts.end(), host);
  if (host == word || known == trace::hosts.end()) {
    line.look_for("client#2");
    e.host = static_cast<trace::Host>(line.one_of(trace::hosts));
    return;
  }
  e.host = static_cast<trace::Host>(known - trace::hosts.begin());
  const char* const behind = word.data() + word.size();
  const auto [end, error] =
      std::from_chars(host.data() + host.size() + 1, behind, e.connection);
  line.look_for("a connection's number behind #, from 1");
  if (error != std::errc{} || end != behind || e.connection < 1) line.fail();
  line.take();
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

// "within 500ms not before 40ms".
void read_times(text::Words& line, Expectation& e) {
  const auto take_time = [&] {
    line.look_for("a time (500ms)");
    const auto time = text::parse_time(line.peek());
    if (!time) line.fail();
    line.take();
    return std::chrono::duration<double>(*time).count();
  };
  if (e.mode != Expectation::Mode::next) return;
  while (!e.within || !e.not_before) {
    if (!e.within) line.look_for("within 500ms");
    if (!e.not_before) line.look_for("not before 40ms");
    if (!e.within && line.peek() == "within") {
      line.take();
      e.within = take_time();
    } else if (!e.not_before && line.peek() == "not") {
      line.take();
      line.expect("before");
      e.not_before = take_time();
    } else {
      return;
    }
  }
}

bool begins_times(const text::Words& line) {
  return line.peek() == "within" || line.peek() == "not";
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

void read_segment(text::Words& line, Expectation& e) {
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

bool is_errno(std::string_view name) {
  constexpr int last = 133;  // EHWPOISON
  int error = 1;
  while (error <= last && errno_name(error) != name) ++error;
  return error <= last;
}

// "0", "-1 ECONNRESET", "*", ">= 1".
void read_result(text::Words& line, Expectation& e) {
  if (line.take("*")) {
    e.compare = Expectation::Result::any;
    return;
  }
  if (line.take(">=")) e.compare = Expectation::Result::at_least;
  const auto result = line.take_number("the number that it returns",
                                       std::numeric_limits<long long>::min());
  if (!result) line.fail();
  e.result = *result;
  if (e.result != -1 || e.compare != Expectation::Result::exact) return;
  line.look_for("an error's name (ECONNRESET)");
  if (is_errno(line.peek())) e.error = line.take();
}

// "5 bytes", ">= 1 bytes", "end", "ECONNRESET".
void read_reads(text::Words& line, Expectation& e) {
  if (line.take("end")) return;
  line.look_for("an error's name (ECONNRESET)");
  if (is_errno(line.peek())) {
    e.result = -1;
    e.error = line.take();
    return;
  }
  if (line.take(">=")) e.compare = Expectation::Result::at_least;
  const auto bytes = line.take_number<long long>("a number of bytes", 1);
  if (!bytes) line.fail();
  e.result = *bytes;
  if (!line.take("byte")) line.expect("bytes");
}

void read_return(text::Words& line, Expectation& e) {
  const std::string_view name = line.peek();
  line.look_for("the name of a call, without its arguments");
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"
                                             "0123456789") != name.npos)
    line.fail();
  e.pattern = line.take();
  if (line.peek() == ">=") return read_result(line, e);
  line.expect("=");
  read_result(line, e);
}

std::string read_text(text::Words& line, std::string_view what, bool timed) {
  line.look_for(what);
  if (line.peek().empty()) line.fail();
  const std::string_view first = line.take();
  std::string_view last = first;
  while (!line.peek().empty() && !(timed && begins_times(line)))
    last = line.take();
  std::string text{first.data(), last.data() + last.size()};
  // A space before the last dots is for the reader: "accept(listener ...".
  if (text.ends_with(" ...")) text.erase(text.size() - 4, 1);
  return text;
}

void read_event(text::Words& line, Expectation& e) {
  if (line.take("note")) {
    e.verb = Verb::note;
    e.pattern = read_text(line, "the text of the note", false);
    return;
  }
  read_host(line, e);
  e.verb = static_cast<Verb>(line.one_of(verbs));
  if (e.verb == Verb::call)
    e.pattern = read_text(line, "the text of the call",
                          e.mode == Expectation::Mode::next);
  else if (e.verb == Verb::returns)
    read_return(line, e);
  else if (e.verb == Verb::reads)
    read_reads(line, e);
  else if (e.verb == Verb::ends_sending)
    line.expect("sending");
  else if (e.verb == Verb::state)
    e.pattern = states[line.one_of(states)];
  else if (e.verb == Verb::sends || e.verb == Verb::retransmits)
    read_segment(line, e);
  read_times(line, e);
  line.end();
}

Expectation read_line(text::Words line) {
  Expectation e;
  if (line.take("never")) {
    e.mode = Expectation::Mode::never;
  } else if (line.take("count")) {
    e.mode = Expectation::Mode::count;
    const auto count = line.take_number("how often it happens, from 0", 0);
    if (!count) line.fail();
    e.count = *count;
  } else if (line.take("quick")) {
    line.look_for("a time (30ms)");
    const auto time = text::parse_time(line.peek());
    if (!time) line.fail();
    line.take();
    e.quick = std::chrono::duration<double>(*time).count();
  }
  read_event(line, e);
  if (e.quick && (!is_about_calls(e) || is_outcome(e)))
    throw text::BadWord{1,
                        "only a call can be quick: the rest is the kernel's"};
  return e;
}

// Reads line after line; keeps in mind in which block it is.
class Reader {
 public:
  void take(std::size_t number, std::string_view text) {
    text::Words line{text};
    std::size_t column = text.find_first_not_of(" \t") + 1;
    if (line.take("end")) {
      line.end();
      return end(column);
    }
    if (line.take("together")) {
      line.end();
      return begin(Expectation::Block::together, number, column);
    }
    line.look_for("any number of");
    const bool any = line.peek() == "any";
    if (any) {
      line.take();
      line.expect("number");
      line.expect("of");
      column += static_cast<std::size_t>(line.peek().data() - text.data());
      begin(Expectation::Block::any_number, number, column);
      if (line.peek().empty()) return;
    }
    Expectation e = read_line(line);
    e.line = number;
    e.text = text;
    e.block = block_;
    e.block_line = line_;
    if (block_ != Expectation::Block::none && e.mode != Expectation::Mode::next)
      throw text::BadWord{1,
                          "never and count hold for the whole trace: they "
                          "stand outside of a block"};
    expectations_.push_back(std::move(e));
    if (any) end(column);
  }

  std::vector<Expectation> finish() {
    if (block_ != Expectation::Block::none)
      throw text::BadWord{1, "this block has no end"};
    return std::move(expectations_);
  }

  // Where the block begins that is open.
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  void begin(Expectation::Block block, std::size_t number, std::size_t column) {
    if (block_ != Expectation::Block::none)
      throw text::BadWord{column, "a block cannot stand inside a block"};
    block_ = block;
    line_ = number;
  }

  void end(std::size_t column) {
    if (block_ == Expectation::Block::none)
      throw text::BadWord{column, "there is no block that this could end"};
    if (expectations_.empty() || expectations_.back().block_line != line_)
      throw text::BadWord{column, "there is no line in this block"};
    block_ = Expectation::Block::none;
    line_ = 0;
  }

  Expectation::Block block_ = Expectation::Block::none;
  std::size_t line_ = 0;
  std::vector<Expectation> expectations_;
};

}  // namespace

std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text) {
  Reader reader;
  std::size_t number = 1;
  try {
    for (; !text.empty(); ++number) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
      const auto first = line.find_first_not_of(" \t");
      if (first == line.npos || line[first] == '#') continue;
      reader.take(number, line);
    }
    number = reader.line();
    return reader.finish();
  } catch (const text::BadWord& bad) {
    return BadExpectation{number, bad.column, bad.reason};
  }
}

}  // namespace verify
