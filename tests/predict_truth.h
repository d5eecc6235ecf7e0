// Whether an answer is true of a part, found by another way than the questions are
// made: generously, so that half of a truth counts, too.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "common/predict/question.h"

namespace predict {

// Of a segment; nothing: there was none.
inline bool fits(const std::string& answer, const trace::Segment* segment) {
  if (answer == nothing) return segment == nullptr;
  if (segment == nullptr) return false;
  const auto& s = *segment;
  const bool repeated = s.kind == trace::SegmentKind::retransmission;
  if (answer == "a keep-alive probe")
    return s.kind == trace::SegmentKind::keep_alive_probe;
  if (answer == "a zero-window probe")
    return s.kind == trace::SegmentKind::zero_window_probe;
  if (answer.starts_with("its ") && answer.ends_with(" again")) {
    if (!repeated) return false;
    return (answer.find("data") != answer.npos && s.length > 0) ||
           (answer.find("FIN") != answer.npos && trace::has(s, packet::FIN)) ||
           (answer.find("SYN") != answer.npos && trace::has(s, packet::SYN));
  }
  if (answer == "data, and FIN")
    return s.length > 0 && trace::has(s, packet::FIN);
  if (answer == "data") return s.length > 0;
  if (answer == "FIN") return trace::has(s, packet::FIN) && !repeated;
  if (answer == "RST") return trace::has(s, packet::RST);
  if (answer == "SYN") return trace::has(s, packet::SYN);
  if (answer == "SYN ACK")
    return trace::has(s, packet::SYN) && trace::has(s, packet::ACK);
  if (answer == "only an ACK") return s.flags == packet::ACK && s.length == 0;
  return false;
}

class Truth {
 public:
  Truth(const Question& question, const Part& part, const Memory& before)
      : q_{question}, part_{part}, before_{before} {}

  [[nodiscard]] bool holds(const std::string& answer) const {
    switch (q_.kind) {
      case Kind::segment:
        return fits(answer, behind_call());
      case Kind::reaction:
        return fits(answer, behind_segment());
      case Kind::by_itself:
        return fits(answer, first_from(0, 0));
      case Kind::resent:
        return was_repeated(answer);
      case Kind::result:
        return returned(answer);
      case Kind::state:
        return last_state() == answer;
      case Kind::timer:
        return looked("timer", [&](const std::string& text) {
          return text == answer || text.starts_with(answer + " ");
        });
      case Kind::unread:
        return looked("unread",
                      [&](const std::string& text) { return text == answer; });
      case Kind::printed:
        return looked("printed",
                      [&](const std::string& text) { return text == answer; });
      case Kind::end:
        return looked("exits", [&](const std::string& text) {
          return answer.find(text) != answer.npos;
        });
      case Kind::worded:
        return answer == q_.answers[q_.right];
    }
    return false;
  }

 private:
  template <typename Event>
  const Event* at(std::size_t i) const {
    return std::get_if<Event>(&part_.moments[i].event);
  }

  // Of the host; of that connection, or of any (0).
  const trace::Segment* first_from(std::size_t i, int connection) const {
    for (; i < part_.moments.size(); ++i)
      if (const auto* s = at<trace::Segment>(i))
        if (s->from == q_.host &&
            (connection == 0 || s->connection == connection))
          return s;
    return nullptr;
  }

  const trace::Segment* behind_call() const {
    for (std::size_t i = q_.open; i < part_.moments.size(); ++i) {
      if (const auto* s = at<trace::Segment>(i))
        if (s->from == q_.host) return s;
      if (const auto* call = at<trace::Call>(i))
        if (call->host == q_.host && may_send(deed_of(call->text)))
          return nullptr;
    }
    return nullptr;
  }

  const trace::Segment* behind_segment() const {
    const auto& moment = part_.moments[q_.open - 1];
    const auto* s = std::get_if<trace::Segment>(&moment.event);
    if (s == nullptr && moment.segment) s = &*moment.segment;
    return s == nullptr ? nullptr : first_from(q_.open, s->connection);
  }

  bool was_repeated(const std::string& answer) const {
    for (const trace::Moment& moment : part_.moments) {
      const auto* s = std::get_if<trace::Segment>(&moment.event);
      if (s == nullptr || s->kind != trace::SegmentKind::retransmission)
        continue;
      const std::string whose =
          "the " + std::string{trace::name(s->from)} + "'s ";
      if (!answer.starts_with(whose)) continue;
      if (fits(answer.substr(whose.size()) == "FIN"
                   ? "its FIN again"
                   : "its " + answer.substr(whose.size()) + " again",
               s))
        return true;
    }
    return false;
  }

  bool returned(const std::string& answer) const {
    const trace::Return* end = nullptr;
    std::optional<trace::Call> call;
    if (q_.open < part_.moments.size() && part_.moments[q_.open].call &&
        q_.text.find(" waits in ") != q_.text.npos) {
      call = part_.moments[q_.open].call;
      end = at<trace::Return>(q_.open);
    } else {
      call = *at<trace::Call>(q_.open - 1);
      for (std::size_t i = q_.open; i < part_.moments.size(); ++i)
        if (const auto* one = at<trace::Return>(i))
          if (one->pid == call->pid && one->id == call->id &&
              one->host == call->host)
            end = one;
    }
    const bool never =
        end != nullptr && end->result == -1 && end->error.empty();
    if (answer.starts_with("killed"))
      return (never || end == nullptr) &&
             looked("exits",
                    [](const std::string& text) { return text == "SIGPIPE"; });
    if (answer == it_waits)
      return end == nullptr && !looked("exits", [](const std::string& text) {
               return text == "SIGPIPE";
             });
    if (end == nullptr) return false;
    if (answer.starts_with("-1 "))
      return end->result == -1 && answer.substr(3) == end->error;
    if (answer == "a new descriptor" ||
        answer == "so many bytes as it was given" ||
        answer.find("so many have something") != answer.npos)
      return end->result >= 0;
    return std::atoll(answer.c_str()) == end->result;
  }

  std::string last_state() const {
    std::string state = before_.end(q_.host).state;
    for (const trace::Moment& moment : part_.moments)
      if (const auto* s = std::get_if<trace::State>(&moment.event))
        if (s->host == q_.host) state = s->to;
    for (const Line& line : part_.lines)
      if (line.verb == "states")
        state = line.arguments[q_.host == trace::Host::client ? 0 : 1];
    return state;
  }

  template <typename Predicate>
  bool looked(std::string_view verb, Predicate predicate) const {
    for (const Line& line : part_.lines)
      if (line.verb == verb && line.arguments.size() == 2 &&
          ((q_.kind != Kind::timer && q_.kind != Kind::unread) ||
           line.arguments[0] == trace::name(q_.host)) &&
          predicate(line.arguments[1]))
        return true;
    return false;
  }

  const Question& q_;
  const Part& part_;
  const Memory& before_;
};

}  // namespace predict
