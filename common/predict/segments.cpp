// Questions about segments: who sends what, and what for.
#include <algorithm>
#include <set>
#include <utility>

#include "common/predict/finder.h"
#include "common/predict/table.h"

namespace predict {
namespace {

using trace::Host;

constexpr double same_time = 0.01;  // in seconds

int weight_of_segment(std::string_view about, const std::string& right) {
  if (about == "connect") return 1;
  if (about == "send") return right == "data" ? 1 : right == "RST" ? 9 : 6;
  if (right == "RST") return 9;
  if (right == nothing) return 8;
  if (right.starts_with("data")) return 7;
  return 6;
}

int weight_of_reaction(const std::string& arrived, const std::string& right) {
  if (right == "RST") return 9;
  if (arrived == "SYN") return right == nothing ? 8 : 2;
  if (arrived == "RST") return right == nothing ? 4 : 9;
  if (arrived == "FIN") return 4;
  return 1;
}

// "The server's ACK comes to the client."
std::string named_alone(const std::string& kind) {
  if (kind == "only an ACK") return "ACK";
  return kind == "data, and FIN" ? "FIN, with data," : kind;
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

}  // namespace

// "dup(client), then ": what this part has changed before, unseen, and a close()
// depends on.
std::string Finder::prepared(std::size_t begin) const {
  const auto& call = *at<trace::Call>(begin);
  if (deed_of(call.text) != Deed::close) return {};
  std::string text;
  for (const std::size_t i : calls_) {
    if (i >= begin) break;
    const auto& before = *at<trace::Call>(i);
    if (before.host == call.host && (shares(before) || lingers(before)))
      text = said_call(before) + ", then ";
  }
  return text;
}

// The first segment of the host behind a call, before its next that may send.
void Finder::find_behind_calls() {
  if (memories_.back().connections() == 0) return;
  for (std::size_t n = 0; n < calls_.size(); ++n) {
    const std::size_t begin = calls_[n];
    const auto& call = *at<trace::Call>(begin);
    const Deed deed = deed_of(call.text);
    if (!may_send(deed) || !is_only(begin)) continue;
    if (deed == Deed::close && !memories_[begin].may_be_socket(call)) continue;
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
         .text = The(call.host) + " calls " + prepared(begin) +
                 said_call(call) + ". What does its kernel send first?",
         .keywords = {right == nothing ? "nothing" : right,
                      call.text.substr(0, call.text.find('(')) + "("},
         .weight = weight_of_segment(topic, right),
         .open = begin + 1},
        right, begin, wrong);
  }
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
      // One that was held comes only now.
      if (at<trace::Arrival>(k) != nullptr && part_.moments[k].segment)
        segment = &*part_.moments[k].segment;
      if (segment == nullptr || segment->connection != arrived->connection)
        continue;
      if (at<trace::Arrival>(k) != nullptr) {
        more_came = more_came || segment->from != host;
        continue;
      }
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
         .text = lead(i) + The(arrived->from) + "'s " + named_alone(what) +
                 " comes to " + of(host) +
                 ". What does the kernel there answer?",
         .keywords = {right, what},
         .weight = weight_of_reaction(what, right),
         .open = i + 1},
        right, i);
  }
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

}  // namespace predict
