#include "common/check/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "common/packet/packet.h"

namespace check {
namespace {

using verify::Expectation;
using Verb = Expectation::Verb;

std::string milliseconds(double seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g ms",
                std::round(seconds * 1e6) / 1e3);
  return text.data();
}

// As an expectation file quotes it.
std::string quoted(const Expectation& e) {
  const auto first = e.text.find('"');
  const auto last = e.text.rfind('"');
  if (first == e.text.npos || first == last) return "";
  return e.text.substr(first, last - first + 1);
}

std::string number(long long n, std::string_view what) {
  return std::to_string(n) + " " + std::string{what} + (n == 1 ? "" : "s");
}

std::string result_of(const Expectation& e) {
  if (e.compare == Expectation::Result::any) return "anything";
  if (e.compare == Expectation::Result::at_least)
    return std::to_string(e.result) + " or more";
  return std::to_string(e.result) + (e.error.empty() ? "" : " " + e.error);
}

std::string read_by(const Expectation& e) {
  if (!e.error.empty()) return "gets " + e.error + " when it reads";
  if (e.compare == Expectation::Result::at_least)
    return "reads at least " + number(e.result, "byte");
  if (e.result == 0) return "reads to the end (a read returns 0)";
  return "reads " + number(e.result, "byte") + " in one call";
}

// "a FIN", "8 bytes of data", "a keep-alive probe".
std::string segment_of(const Expectation& e) {
  std::string text;
  for (const auto& [flag, word] : packet::flag_names)
    if ((e.flags & flag) != 0)
      (text += text.empty() ? "" : " ") += std::string{word};
  if (e.length && e.protocol.empty())
    text +=
        (text.empty() ? "" : " with ") + number(*e.length, "byte") + " of data";
  else if (e.data)
    text += text.empty() ? "data" : " with data";
  for (const std::string& frame : e.frames)
    text += (text.empty() ? "[" : " [") + frame + "]";
  if (e.kind && *e.kind != trace::SegmentKind::ordinary)
    (text += text.empty() ? "a " : ", a ") += std::string{name(*e.kind)};
  if (e.window)
    text += (text.empty() ? "a window of " : ", with a window of ") +
            number(*e.window, "byte");
  if (!e.protocol.empty())
    text = e.protocol + (e.pattern.empty() ? "" : " " + e.pattern) +
           (e.length ? " with " + number(*e.length, "byte") : "");
  if (e.fate && *e.fate != trace::Fate::delivered)
    text += ", which is " + std::string{name(*e.fate)};
  return text;
}

std::string deed(const Expectation& e, const std::string& program,
                 const std::string& kernel) {
  switch (e.verb) {
    case Verb::call:
      return program + " calls " + e.pattern;
    case Verb::returns:
      return program + "'s call " + e.pattern + "() returns " + result_of(e);
    case Verb::connects:
      return program + " connects";
    case Verb::ends_sending:
      return program +
             " ends its direction (by shutdown(), or its last close())";
    case Verb::closes:
      return program + " closes its last descriptor of the connection";
    case Verb::reads:
      return program + " " + read_by(e);
    case Verb::sends_data:
      return program + " sends data" +
             (e.pattern.empty() ? "" : " that begin with " + quoted(e));
    case Verb::sends:
      return kernel + " sends " + segment_of(e);
    case Verb::retransmits:
      return kernel + " sends " + segment_of(e) + " again";
    case Verb::state:
      return e.pattern == "gone" ? kernel + " has no socket of it any more"
                                 : kernel + " is in " + e.pattern;
    case Verb::note:
      break;
  }
  return "the note '" + e.pattern + "'";
}

}  // namespace

std::string in_words(const Expectation& e, std::optional<trace::Host> yours) {
  const std::string host{name(e.host)};
  const std::string which =
      e.connection == 0 ? ""
                        : ", on connection " + std::to_string(e.connection);
  std::string text = deed(e, yours == e.host ? "your program" : "the " + host,
                          "the " + host + "'s kernel") +
                     which;
  if (e.mode == Expectation::Mode::never) text = "never: " + text;
  if (e.mode == Expectation::Mode::count)
    text = number(e.count, "time") + " in all: " + text;
  if (e.block == Expectation::Block::any_number)
    text = "each time, in this order: " + text;
  if (e.within) text += ", within " + milliseconds(*e.within);
  if (e.not_before)
    text += ", not sooner than after " + milliseconds(*e.not_before);
  return text;
}

}  // namespace check
