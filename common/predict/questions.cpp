// What a part of a scene can be asked about: each function finds questions of one
// kind, and the right answer is what the moments say.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "common/predict/question.h"
#include "common/predict/table.h"
#include "common/text/columns.h"

namespace predict {
namespace {

using trace::Host;

constexpr std::size_t most_answers = 4;
constexpr std::size_t longest_answer = 60;
constexpr double same_time = 0.01;  // in seconds

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

// Whom the play calls so: "The server", "The program late".
std::string named(const std::string& actor) {
  return (trace::host_named(actor) ? "The " : "The program ") + actor;
}

// What the table calls it.
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

bool ends_program(std::string_view verb) {
  return verb == "exits" || verb == "interrupt" || verb == "finish" ||
         verb == "stop" || verb == "skip";
}

// A part, and what is found in it.
class Finder {
 public:
  Finder(const Part& part, const Memory& before) : part_{part} {
    memories_.reserve(part.moments.size() + 1);
    memories_.push_back(before);
    for (const trace::Moment& moment : part.moments) {
      memories_.push_back(memories_.back());
      memories_.back().take(moment);
    }
    for (const Line& line : part.lines) memories_.back().take(line);
    for (const Line& line : part.lines)
      ends_ = ends_ || ends_program(line.verb);
    for (std::size_t i = 0; i < part.moments.size(); ++i)
      if (const auto* call = at<trace::Call>(i))
        if (trace::is_call(*call)) calls_.push_back(i);
  }

  std::vector<Question> all() {
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

 private:
  template <typename Event>
  const Event* at(std::size_t i) const {
    return std::get_if<Event>(&part_.moments[i].event);
  }

  // Returns whether it is a question: there are wrong answers. `i`: what was known
  // before that moment gives the reason.
  bool add(Question question, const std::string& right, std::size_t i,
           std::vector<std::string> wrong = {});
  [[nodiscard]] std::string lead(std::size_t until) const;
  [[nodiscard]] std::string lead() const { return lead(part_.moments.size()); }
  [[nodiscard]] bool is_only(std::size_t i) const;

  void find_worded();
  void find_behind_calls();
  void find_reactions();
  void find_by_itself();
  void find_resent();
  void find_results();
  void find_result(const trace::Call& call, const trace::Return* end,
                   bool began_before, std::size_t open);
  void find_states();
  void find_looks();

  const Part& part_;
  std::vector<Memory> memories_;  // before each moment, and behind the last
  std::vector<std::size_t> calls_;
  bool ends_ = false;  // a program, perhaps
  std::vector<Question> found_;
};

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

// What is done in this part before that moment, in a sentence or two: who calls what
// that matters.
std::string Finder::lead(std::size_t until) const {
  std::vector<std::string> sentences;
  for (const std::size_t i : calls_) {
    if (i >= until) break;
    const auto& call = *at<trace::Call>(i);
    const Deed deed = deed_of(call.text);
    if (!may_send(deed) && deed != Deed::accept) continue;
    const std::string sentence =
        The(call.host) + " calls " + said_call(call) + ".";
    if (sentences.empty() || sentences.back() != sentence)
      sentences.push_back(sentence);
  }
  constexpr std::size_t most = 2;
  std::string text;
  if (sentences.size() > most) {
    sentences.erase(sentences.begin(), sentences.end() - most);
    text = "In the end: ";
  }
  for (const std::string& sentence : sentences) text += sentence + " ";
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
    Question question{.kind = Kind::worded,
                      .about = line.arguments[0],
                      .text = line.arguments[0],
                      .weight = 100};
    question.answers.assign(line.arguments.begin() + 1, line.arguments.end());
    question.hint = hint(Kind::worded, "");
    found_.push_back(std::move(question));
  }
}

// --- segments -------------------------------------------------------------------

int weight_of_segment(std::string_view about, const std::string& right) {
  if (about == "connect") return 1;
  if (about == "send") return right == "data" ? 1 : right == "RST" ? 9 : 6;
  if (right == "RST") return 9;
  if (right == nothing) return 8;
  if (right.starts_with("data")) return 7;
  return 6;
}

// The first segment of the host behind a call, before its next that may send.
void Finder::find_behind_calls() {
  if (memories_.back().connections() == 0) return;
  for (std::size_t n = 0; n < calls_.size(); ++n) {
    const std::size_t begin = calls_[n];
    const auto& call = *at<trace::Call>(begin);
    const Deed deed = deed_of(call.text);
    if (!may_send(deed) || !is_only(begin)) continue;
    const trace::Segment* first = nullptr;
    bool other_call = false;
    std::set<int> connections;
    for (std::size_t i = begin + 1; i < part_.moments.size(); ++i) {
      const auto* next = at<trace::Call>(i);
      if (next != nullptr && next->host == call.host &&
          (may_send(deed_of(next->text)) || !trace::is_call(*next))) {
        other_call = true;
        break;
      }
      const auto* segment = at<trace::Segment>(i);
      if (segment == nullptr || segment->from != call.host) continue;
      connections.insert(segment->connection);
      if (first == nullptr) first = segment;
    }
    if (connections.size() > 1) continue;  // which of them is meant?
    if (first == nullptr && (other_call || !part_.settled || ends_)) continue;
    if (first != nullptr && (first->kind != trace::SegmentKind::ordinary &&
                             first->kind != trace::SegmentKind::window_update))
      continue;
    if (!call.ends.local.empty() && first != nullptr &&
        first->source != call.ends.local)
      continue;
    const std::string right =
        first == nullptr ? std::string{nothing} : kind_of(*first);
    const std::string topic = about(deed, call.text);
    // It may have been written before the call, and be on its way to the wire.
    const bool soon = first != nullptr && first->t - call.t < same_time;
    if (right == "data" && deed != Deed::send && soon) continue;
    // That is not of this call: it answers something.
    if (right == "only an ACK" || right == "SYN ACK") continue;
    std::vector<std::string> wrong = said(Kind::segment, topic);
    // A FIN behind data would be half of the truth.
    if (right == "data, and FIN") wrong = {"RST", "only an ACK", "nothing"};
    add({.kind = Kind::segment,
         .about = topic,
         .host = call.host,
         .text = The(call.host) + " calls " + said_call(call) +
                 ". What does its kernel send first?",
         .keywords = {right == nothing ? "nothing" : right,
                      call.text.substr(0, call.text.find('(')) + "("},
         .weight = weight_of_segment(topic, right),
         .open = begin + 1},
        right, begin, wrong);
  }
}

int weight_of_reaction(const std::string& arrived, const std::string& right) {
  if (right == "RST") return 9;
  if (arrived == "SYN") return right == nothing ? 8 : 2;
  if (arrived == "RST") return right == nothing ? 4 : 9;
  if (arrived == "FIN") return 4;
  return 1;
}

// The first segment of a host behind one that has come to it, if no program of that
// host calls anything in between.
void Finder::find_reactions() {
  for (std::size_t i = 0; i < part_.moments.size(); ++i) {
    const auto* arrived = at<trace::Segment>(i);
    const auto* arrival = at<trace::Arrival>(i);
    if (arrival != nullptr) {
      if (!part_.moments[i].segment || arrival->dropped) continue;
      arrived = &*part_.moments[i].segment;
    } else if (arrived == nullptr || arrived->fate != trace::Fate::delivered) {
      continue;
    } else {
      const bool comes_later = std::any_of(
          part_.moments.begin(), part_.moments.end(), [&](const auto& moment) {
            const auto* later = std::get_if<trace::Arrival>(&moment.event);
            return later != nullptr && later->id == arrived->id;
          });
      if (comes_later) continue;
    }
    const std::string what = kind_of(*arrived);
    const Host host = trace::other(arrived->from);
    const auto alike = std::count_if(
        part_.moments.begin(), part_.moments.end(),
        [&](const trace::Moment& moment) {
          const auto* one = std::get_if<trace::Segment>(&moment.event);
          return one != nullptr && one->from == arrived->from &&
                 kind_of(*one) == what;
        });
    if (alike > 1) continue;  // which of them is meant?
    const trace::Segment* first = nullptr;
    bool called = false;
    bool more_came = false;
    for (std::size_t k = i + 1; k < part_.moments.size(); ++k) {
      if (const auto* call = at<trace::Call>(k))
        called = called || call->host == host;
      const auto* segment = at<trace::Segment>(k);
      if (segment == nullptr || segment->connection != arrived->connection)
        continue;
      if (segment->from == host) {
        first = segment;
        break;
      }
      more_came = true;
    }
    if (called || more_came || (first == nullptr && (!part_.settled || ends_)))
      continue;
    if (first != nullptr && first->kind != trace::SegmentKind::ordinary &&
        first->kind != trace::SegmentKind::window_update &&
        first->kind != trace::SegmentKind::duplicate_ack)
      continue;
    const std::string right =
        first == nullptr ? std::string{nothing} : kind_of(*first);
    // What is not acknowledged at once says little; nor what a program sends.
    if (what == "only an ACK" && right != "RST") continue;
    if (right == nothing && what != "SYN" && what != "RST") continue;
    if (right != nothing && right != "RST" && right != "only an ACK" &&
        right != "SYN ACK")
      continue;
    add({.kind = Kind::reaction,
         .about = what,
         .host = host,
         .text = lead(i) + The(arrived->from) + "'s " +
                 (what == "only an ACK" ? "ACK" : what) + " comes to " +
                 of(host) + ". What does the kernel there answer?",
         .keywords = {right, what},
         .weight = weight_of_reaction(what, right),
         .open = i + 1},
        right, i);
  }
}

// "its FIN again", "a keep-alive probe".
std::string sent_by_itself(const trace::Segment& segment) {
  switch (segment.kind) {
    case trace::SegmentKind::keep_alive_probe:
      return "a keep-alive probe";
    case trace::SegmentKind::zero_window_probe:
      return "a zero-window probe";
    case trace::SegmentKind::retransmission: {
      const std::string what = kind_of(segment);
      return "its " + (what == "data, and FIN" ? "data and FIN" : what) +
             " again";
    }
    default:
      break;
  }
  return {};  // why it is sent may lie before this part
}

// The first segment that a kernel sends before any call is made, and before anything
// comes.
void Finder::find_by_itself() {
  for (std::size_t i = 0; i < part_.moments.size(); ++i) {
    if (at<trace::Call>(i) != nullptr || at<trace::Arrival>(i) != nullptr)
      return;
    const auto* segment = at<trace::Segment>(i);
    if (segment == nullptr) continue;
    const std::string right = sent_by_itself(*segment);
    if (right.empty()) return;
    std::vector<std::string> wrong = said(Kind::by_itself, "");
    if (right == "its data and FIN again")
      std::erase_if(wrong, [](const std::string& answer) {
        return answer.starts_with("its ");
      });
    add({.kind = Kind::by_itself,
         .about = right,
         .host = segment->from,
         .text =
             "For a while no program calls anything. What does the kernel of " +
             of(segment->from) + " send then?",
         .keywords = {right, "sent again", "probe"},
         .weight = 7,
         .open = i},
        right, i, wrong);
    return;
  }
}

// The one segment that is sent again, if it is one.
void Finder::find_resent() {
  std::set<std::string> again;
  std::size_t first = part_.moments.size();
  Host host = Host::client;
  for (std::size_t i = 0; i < part_.moments.size(); ++i) {
    const auto* segment = at<trace::Segment>(i);
    if (segment == nullptr ||
        segment->kind != trace::SegmentKind::retransmission)
      continue;
    const std::string what = kind_of(*segment);
    if (what == "only an ACK" || what == "data, and FIN") return;
    again.insert(of(segment->from) + "'s " + what);
    if (i < first) host = segment->from;
    first = std::min(first, i);
  }
  if (again.size() != 1) return;
  add({.kind = Kind::resent,
       .about = *again.begin(),
       .host = host,
       .text = lead(first) + "A segment has to be sent again. Which?",
       .keywords = {"sent again", "retransmission", "lost"},
       .weight = 6,
       .open = first},
      *again.begin(), first);
}

// --- results --------------------------------------------------------------------

std::string result_text(Deed deed, const trace::Return& end) {
  if (end.result == -1) return "-1 " + end.error;
  if (deed == Deed::accept) return "a new descriptor";
  const std::string number = std::to_string(end.result);
  if (end.result > 0 && (deed == Deed::send || deed == Deed::receive))
    return number + " (bytes)";
  if (deed != Deed::wait) return number;
  return end.result == 0   ? "0: the time is over"
         : end.result == 1 ? "1: there is something"
                           : number + ": so many have something";
}

int weight_of_result(std::string_view topic, const std::string& right,
                     const End& end) {
  if (right == "-1 EINPROGRESS") return 4;
  if (right == "-1 EINTR" || right == "-1 EAGAIN") return 3;
  if (right.starts_with("-1")) return 8;
  if (right.starts_with("killed")) return 9;
  if (right == it_waits) return topic == "wait" ? 2 : topic == "accept" ? 3 : 5;
  if (topic == "receive") return right == "0" ? 5 : end.rst_came ? 8 : 1;
  if (topic == "send") return end.fin_came ? 8 : 1;
  return topic == "shutdown" || topic == "bind" ? 0 : 1;
}

void Finder::find_result(const trace::Call& call, const trace::Return* end,
                         bool began_before, std::size_t open) {
  const Deed deed = deed_of(call.text);
  std::string topic = about(deed, call.text);
  if (topic.empty()) return;
  if (topic.starts_with("SHUT")) topic = "shutdown";
  std::string right{it_waits};
  // Its process has ended meanwhile: it never came back.
  if (end != nullptr && end->result == -1 && end->error.empty()) end = nullptr;
  if (end != nullptr) {
    right = result_text(deed, *end);
  } else {
    const auto killed = [](const Line& line) {
      return line.verb == "exits" && line.arguments.size() == 2 &&
             line.arguments[1] == "SIGPIPE";
    };
    const bool dies =
        std::any_of(part_.lines.begin(), part_.lines.end(), killed);
    if (dies && deed == Deed::send)
      right = "killed: SIGPIPE ends the program";
    else if (ends_ || !part_.settled)
      return;  // perhaps it never returns
  }
  std::vector<std::string> wrong = said(Kind::result, topic);
  if (right.starts_with("killed"))
    wrong = {"-1 EPIPE", "-1 ECONNRESET", "so many bytes as it was given"};
  std::string text = The(call.host) + " calls " + said_call(call) +
                     ". What does the call return?";
  if (began_before)
    text = The(call.host) + " waits in " + said_call(call) +
           ". What does the call return now?";
  const std::size_t known = open == 0 ? 0 : open - 1;
  // What has come meanwhile counts, up to the return.
  std::size_t until = known;
  if (end != nullptr)
    for (std::size_t i = 0; i < part_.moments.size(); ++i)
      if (at<trace::Return>(i) == end) until = i;
  if (topic == "send" && end != nullptr && end->result > 1 &&
      call.text.find("MSG_NOSIGNAL") == call.text.npos)
    std::erase(wrong, "0");
  // What was asked for in vain, so that "0" is not the only number.
  const End& state = memories_[until].end(call.host);
  add({.kind = Kind::result,
       .about = topic,
       .host = call.host,
       .text = std::move(text),
       .keywords = {right.starts_with("-1 ") ? right.substr(3) : right,
                    call.text.substr(0, call.text.find('(')) + "("},
       .weight = weight_of_result(topic, right, state),
       .open = open},
      right, until, wrong);
}

void Finder::find_results() {
  for (const std::size_t begin : calls_) {
    if (!is_only(begin)) continue;
    const auto& call = *at<trace::Call>(begin);
    const trace::Return* end = nullptr;
    for (std::size_t i = begin + 1; i < part_.moments.size(); ++i)
      if (const auto* one = at<trace::Return>(i))
        if (one->host == call.host && one->pid == call.pid &&
            one->id == call.id)
          end = one;
    find_result(call, end, false, begin + 1);
  }
  // Calls that have waited since an earlier part.
  for (std::size_t i = 0; i < part_.moments.size(); ++i) {
    const auto* end = at<trace::Return>(i);
    const auto& call = part_.moments[i].call;
    if (end == nullptr || !call || !trace::is_call(*call)) continue;
    const bool began_here =
        std::any_of(calls_.begin(), calls_.end(), [&](std::size_t begin) {
          const auto& one = *at<trace::Call>(begin);
          return begin < i && one.host == end->host && one.pid == end->pid &&
                 one.id == end->id;
        });
    const bool again =
        std::any_of(calls_.begin(), calls_.end(), [&](std::size_t begin) {
          const auto& one = *at<trace::Call>(begin);
          return one.host == call->host && one.text == call->text;
        });
    if (!began_here && !again) find_result(*call, end, true, i);
  }
}

// --- states, and what the play looks at -----------------------------------------

int weight_of_state(const std::string& before, const std::string& now,
                    bool acted) {
  if (before == now)
    return now == "gone" || now == "TIME-WAIT" ? 2 : acted ? 7 : 0;
  if (now == "ESTAB" || now == "LISTEN") return 1;
  if (now == "SYN-SENT" || now == "SYN-RECV") return 3;
  if (now == "CLOSING" || now == "LAST-ACK" || now == "FIN-WAIT-1") return 6;
  return 5;
}

// In which state each end is behind this part.
void Finder::find_states() {
  if (!part_.settled) return;
  const Line* shown = nullptr;
  for (const Line& line : part_.lines)
    if (line.verb == "states") shown = &line;
  if (shown != nullptr && shown->arguments.size() != 2) return;
  const Memory& before = memories_.front();
  const Memory& after = memories_.back();
  if (shown == nullptr && after.connections() != 1) return;
  if (after.connections() > 1 && shown == nullptr) return;
  for (const Host host : {Host::client, Host::server}) {
    const std::string& was = before.end(host).state;
    const std::string now =
        shown != nullptr ? shown->arguments[static_cast<std::size_t>(host)]
                         : after.end(host).state;
    if (now.empty() || (was.empty() && now == "gone")) continue;
    const bool acted =
        std::any_of(calls_.begin(), calls_.end(), [&](std::size_t i) {
          const auto& call = *at<trace::Call>(i);
          const Deed deed = deed_of(call.text);
          return call.host == host &&
                 (deed == Deed::close || deed == Deed::shutdown_read ||
                  deed == Deed::shutdown_write || deed == Deed::shutdown_both);
        });
    if (was == now && !acted) continue;
    const std::string begin = lead();
    if (begin.empty()) continue;
    add({.kind = Kind::state,
         .about = was,
         .host = host,
         .text =
             begin + "In which state is " + of(host) + "'s socket after that?",
         .keywords = {now, "state"},
         .weight = weight_of_state(was, now, acted),
         .open = part_.moments.size()},
        now, part_.moments.size());
  }
}

// The same text with another number: "the whole answer: 0 bytes".
std::vector<std::string> other_numbers(const std::string& text) {
  const auto digit = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  };
  const auto begin = std::find_if(text.begin(), text.end(), digit);
  if (begin == text.end()) return {};
  const auto end = std::find_if_not(begin, text.end(), digit);
  const std::string head{text.begin(), begin};
  const std::string tail{end, text.end()};
  const std::string number{begin, end};
  std::vector<std::string> others;
  for (const char* other : {"0", "1"})
    if (number != other) others.push_back(head + other + tail);
  return others;
}

// What the play's own lines have found: they were met, so they are true.
void Finder::find_looks() {
  const std::string begin = lead();
  const std::size_t last = part_.moments.size();
  for (const Line& line : part_.lines) {
    if (line.arguments.size() != 2) continue;
    const auto looks = std::count_if(
        part_.lines.begin(), part_.lines.end(), [&](const Line& other) {
          return other.verb == line.verb && other.arguments.size() == 2 &&
                 other.arguments[0] == line.arguments[0];
        });
    if (looks > 1) continue;  // it has changed meanwhile
    const std::string& who = line.arguments[0];
    const std::string& what = line.arguments[1];
    const auto host = trace::host_named(who);
    if (line.verb == "timer" && host && memories_.back().connections() < 2) {
      const std::string right = what.substr(0, what.find(' '));
      const auto known = said(Kind::timer, "");
      if (std::find(known.begin(), known.end(), right) == known.end()) continue;
      add({.kind = Kind::timer,
           .about = right,
           .host = *host,
           .text = begin + "Which timer does ss -o show for " + of(*host) +
                   "'s socket then?",
           .keywords = {"timer", right},
           .weight = 6,
           .open = last},
          right, last);
    }
    if (line.verb == "unread" && host && what != "some") {
      std::vector<std::string> wrong;
      for (const char* other : {"0", "1", "1460", "65536"})
        wrong.emplace_back(other);
      add({.kind = Kind::unread,
           .about = what,
           .host = *host,
           .text = begin + "How many bytes lie unread in " + of(*host) +
                   "'s socket then (Recv-Q)?",
           .keywords = {"unread", "Recv-Q"},
           .weight = what == "0" ? 4 : 5,
           .open = last},
          what, last, wrong);
    }
    if (line.verb == "exits") {
      static const std::map<std::string, std::string> ends = {
          {"0", "with 0: all is well"},
          {"1", "with 1: an error"},
          {"SIGPIPE", "killed by SIGPIPE"}};
      if (!ends.contains(what)) continue;
      add({.kind = Kind::end,
           .about = what,
           .text = begin + "How does the program " + who + " end?",
           .keywords = {what == "SIGPIPE" ? "SIGPIPE" : "ends"},
           .weight = what == "SIGPIPE" ? 9
                     : what == "1"     ? 4
                                       : 1,
           .open = 0},
          ends.at(what), last);
    }
    // The results of calls are asked for elsewhere.
    if (line.verb == "printed" && what.find(" = ") == what.npos &&
        what.find("= ") != 0 && what.size() <= longest_answer &&
        what.find(' ') != what.npos) {
      std::vector<std::string> wrong = other_numbers(what);
      wrong.emplace_back("nothing of the kind");
      std::erase_if(wrong, [&](const std::string& text) {
        return part_.shown.find(text) != part_.shown.npos;
      });
      add({.kind = Kind::printed,
           .about = who,
           .text = begin + "What does the program " + who + " print?",
           .keywords = {what},
           .weight = 5,
           .open = 0},
          what, last, wrong);
    }
  }
}

}  // namespace

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
  return Finder{part, before}.all();
}

}  // namespace predict
