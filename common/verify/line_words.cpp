#include "common/verify/line_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>

#include "common/text/errno_name.h"
#include "common/verify/matcher.h"
#include "common/verify/sent_words.h"

namespace verify {
namespace {

using Verb = Expectation::Verb;

constexpr std::array<std::string_view, 9> verbs = {  // as in Expectation::Verb
    "call",  "return", "connects",    "ends", "closes",
    "reads", "sends",  "retransmits", "state"};
// A listener is no end of a connection: LISTEN is not among them.
constexpr std::array<std::string_view, 10> states = {
    "SYN-SENT",  "SYN-RECV", "ESTAB",      "FIN-WAIT-1", "FIN-WAIT-2",
    "TIME-WAIT", "CLOSING",  "CLOSE-WAIT", "LAST-ACK",   "gone"};

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
    read_sent(line, e);
  read_times(line, e);
  line.end();
}

}  // namespace

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

}  // namespace verify
