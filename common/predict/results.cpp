// Questions about what a call returns.
#include <algorithm>
#include <utility>

#include "common/predict/finder.h"
#include "common/predict/table.h"

namespace predict {
namespace {

std::string result_text(Deed deed, const trace::Return& end) {
  if (end.result == -1) return "-1 " + end.error;
  if (deed == Deed::accept) return "a new descriptor";
  std::string number = std::to_string(end.result);
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

}  // namespace

void Finder::find_result(const trace::Call& call, const trace::Return* end,
                         bool began_before, std::size_t open) {
  const Deed deed = deed_of(call.text);
  std::string topic = about(deed, call.text);
  if (topic.empty()) return;
  if (topic.starts_with("SHUT")) topic = "shutdown";
  std::string right{it_waits};
  // Its process has ended meanwhile: the call never came back.
  const bool never = end != nullptr && end->result == -1 && end->error.empty();
  if (never) end = nullptr;
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
    else if (never || ends_ || !part_.settled)
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
  // It did wait, and then came back: both would be true.
  constexpr double pause = 0.05;  // seconds
  if (end != nullptr && !began_before && end->t - call.t > pause)
    std::erase(wrong, it_waits);
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

}  // namespace predict
