// What a part of a scene can be asked about: the right answer is what the moments say.
#include <algorithm>
#include <utility>

#include "common/predict/finder.h"
#include "common/predict/table.h"
#include "common/text/columns.h"

namespace predict {
namespace {

constexpr std::size_t most_answers = 4;

bool ends_program(std::string_view verb) {
  return verb == "exits" || verb == "interrupt" || verb == "finish" ||
         verb == "stop" || verb == "skip";
}

}  // namespace

using trace::Host;

std::string of(Host host) {
  return "the " + std::string{trace::name(host)};
}

std::string The(Host host) {
  return "The " + std::string{trace::name(host)};
}

std::string said_call(const trace::Call& call) {
  constexpr std::size_t longest_call = 60;
  return text::shorten(text::clean(call.text), longest_call, "...");
}

std::string named(const std::string& actor) {
  if (actor == "program") return "The program";
  return (trace::host_named(actor) ? "The " : "The program ") + actor;
}

std::string about(Deed deed, std::string_view call) {
  switch (deed) {
    case Deed::connect:
      return "connect";
    case Deed::accept:
      return "accept";
    case Deed::send:
      return "send";
    case Deed::receive:
      return "receive";
    case Deed::close:
      return "close";
    case Deed::shutdown_read:
      return "SHUT_RD";
    case Deed::shutdown_write:
      return "SHUT_WR";
    case Deed::shutdown_both:
      return "SHUT_RDWR";
    case Deed::wait:
      return "wait";
    case Deed::other:
      break;
  }
  return call.starts_with("bind(") ? "bind" : "";
}

Finder::Finder(const Part& part, const Memory& before) : part_{part} {
  memories_.reserve(part.moments.size() + 1);
  memories_.push_back(before);
  for (const trace::Moment& moment : part.moments) {
    memories_.push_back(memories_.back());
    memories_.back().take(moment);
  }
  for (const Line& line : part.lines) memories_.back().take(line);
  for (const Line& line : part.lines) ends_ = ends_ || ends_program(line.verb);
  for (std::size_t i = 0; i < part.moments.size(); ++i)
    if (const auto* call = at<trace::Call>(i))
      if (trace::is_call(*call)) calls_.push_back(i);
}

std::vector<Question> Finder::all() {
  find_worded();
  find_behind_calls();
  find_reactions();
  find_by_itself();
  find_resent();
  find_results();
  find_states();
  find_looks();
  return std::move(found_);
}

bool Finder::add(Question question, const std::string& right, std::size_t i,
                 std::vector<std::string> wrong) {
  question.answers = {right};
  if (wrong.empty()) wrong = said(question.kind, question.about);
  for (const std::string& answer : wrong)
    if (question.answers.size() < most_answers && answer != right &&
        std::find(question.answers.begin(), question.answers.end(), answer) ==
            question.answers.end())
      question.answers.push_back(answer);
  if (question.answers.size() < 3) return false;
  const Memory& memory = memories_[std::min(i, memories_.size() - 1)];
  question.reason =
      reason(question, memory.end(question.host), memory.has_one());
  question.hint = hint(question.kind, question.about);
  found_.push_back(std::move(question));
  return true;
}

// Whether no other call of this host in this part has the same words.
bool Finder::is_only(std::size_t i) const {
  const auto& call = *at<trace::Call>(i);
  return std::count_if(calls_.begin(), calls_.end(), [&](std::size_t other) {
           const auto& one = *at<trace::Call>(other);
           return one.host == call.host && one.text == call.text;
         }) == 1;
}

// What is done in this part before that moment, in a sentence or two: the last calls
// that matter.
std::string Finder::lead(std::size_t until) const {
  std::vector<const trace::Call*> last;
  for (const std::size_t i : calls_) {
    if (i >= until) break;
    const auto& call = *at<trace::Call>(i);
    const Deed deed = deed_of(call.text);
    if (!may_send(deed) && deed != Deed::accept) continue;
    if (last.empty() || last.back()->host != call.host ||
        last.back()->text != call.text)
      last.push_back(&call);
  }
  constexpr std::size_t most = 2;
  if (last.size() > most) last.erase(last.begin(), last.end() - most);
  std::string text;
  if (last.size() == most && last[0]->host == last[1]->host)
    return The(last[0]->host) + " calls " + said_call(*last[0]) + ", then " +
           said_call(*last[1]) + ". ";
  for (const trace::Call* call : last)
    text += The(call->host) + " calls " + said_call(*call) + ". ";
  if (!text.empty()) return text;
  for (const Line& line : part_.lines)
    if (line.arguments.empty())
      continue;
    else if (line.verb == "go_on" || line.verb == "blocks")
      text = named(line.arguments[0]) + " goes on. ";
    else if (line.verb == "interrupt")
      text = named(line.arguments[0]) + " gets Ctrl-C. ";
  return text;
}

// --- as the play words it -------------------------------------------------------

// ask TEXT RIGHT WRONG ...
void Finder::find_worded() {
  for (const Line& line : part_.lines) {
    if (line.verb != "ask" || line.arguments.size() < 3) continue;
    Wording words = wording(line.arguments);
    Question question{.kind = Kind::worded,
                      .about = words.text,
                      .text = words.text,
                      .weight = 100};
    question.answers = std::move(words.answers);
    question.reason = std::move(words.reason);
    question.hint = hint(Kind::worded, "");
    found_.push_back(std::move(question));
  }
}

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::segment:
      return "segment";
    case Kind::reaction:
      return "reaction";
    case Kind::by_itself:
      return "by itself";
    case Kind::resent:
      return "sent again";
    case Kind::result:
      return "result";
    case Kind::state:
      return "state";
    case Kind::timer:
      return "timer";
    case Kind::unread:
      return "unread";
    case Kind::printed:
      return "printed";
    case Kind::end:
      return "end";
    case Kind::worded:
      return "worded";
  }
  return "";
}

std::string kind_of(const trace::Segment& segment) {
  if (trace::has(segment, packet::RST)) return "RST";
  if (trace::has(segment, packet::SYN))
    return trace::has(segment, packet::ACK) ? "SYN ACK" : "SYN";
  if (trace::has(segment, packet::FIN))
    return segment.length > 0 ? "data, and FIN" : "FIN";
  return segment.length > 0 ? "data" : "only an ACK";
}

std::vector<Question> questions(const Part& part, const Memory& before) {
  // Who could say in a sentence what is asked about more?
  constexpr std::size_t most_asked_about = 5'000;
  if (part.moments.size() > most_asked_about) return {};
  return Finder{part, before}.all();
}

}  // namespace predict
