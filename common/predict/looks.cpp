// Questions about what a play looks at: states, timers, bytes, words, an end.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "common/predict/finder.h"
#include "common/predict/table.h"

namespace predict {
namespace {

using trace::Host;

constexpr std::size_t longest_answer = 60;

int weight_of_state(const std::string& before, const std::string& now,
                    bool acted) {
  if (before == now)
    return now == "gone" || now == "TIME-WAIT" ? 2 : acted ? 7 : 0;
  if (now == "ESTAB" || now == "LISTEN") return 1;
  if (now == "SYN-SENT" || now == "SYN-RECV") return 3;
  if (now == "CLOSING" || now == "LAST-ACK" || now == "FIN-WAIT-1") return 6;
  return 5;
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
    if (number != other)
      others.push_back(std::string{head}.append(other).append(tail));
  return others;
}

// "200 OK": with another number it is no answer that anybody would believe.
bool is_http_status(const std::string& text) {
  constexpr std::string_view digits = "0123456789";
  return text.find_first_not_of(digits) == 3 && text[3] == ' ';
}

// "send() takes 7 bytes, then 5. "
std::string said_sizes(const std::vector<std::string>& sizes) {
  std::string text;
  for (const std::string& size : sizes)
    text += (text.empty() ? "send() takes " : ", then ") + size +
            (text.empty() ? " bytes" : "");
  return text.empty() ? text : text + ". ";
}

}  // namespace

// How many bytes each send() of the other host has taken in this part; nothing if they
// are many.
std::vector<std::string> Finder::sent_to(Host host) const {
  std::vector<std::string> sizes;
  for (std::size_t i = 0; i < part_.moments.size(); ++i) {
    const auto* end = at<trace::Return>(i);
    const auto& call = part_.moments[i].call;
    if (end != nullptr && call && end->host != host && end->result > 0 &&
        deed_of(call->text) == Deed::send)
      sizes.push_back(std::to_string(end->result));
  }
  constexpr std::size_t most = 2;
  return sizes.size() <= most ? sizes : std::vector<std::string>{};
}

// In which state each end is after this part.
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
      // Each send() alone is a wrong answer to what all of them are together.
      std::vector<std::string> wrong = sent_to(*host);
      const std::string sizes = said_sizes(wrong);
      for (const char* other : {"0", "1", "1460", "65536"})
        wrong.emplace_back(other);
      add({.kind = Kind::unread,
           .about = what,
           .host = *host,
           .text = begin + sizes + "How many bytes lie unread in " + of(*host) +
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
           .text = std::string{begin}
                       .append("How does the program ")
                       .append(who)
                       .append(" end?"),
           .keywords = {what == "SIGPIPE" ? "SIGPIPE" : "ends"},
           .weight = what == "SIGPIPE" ? 9
                     : what == "1"     ? 4
                                       : 1,
           .open = 0},
          ends.at(what), last);
    }
    // The results of calls are asked for elsewhere.
    if (line.verb == "printed" && what.find(" = ") == what.npos &&
        what.find("= ") != 0 && !is_http_status(what) &&
        what.size() <= longest_answer && what.find(' ') != what.npos) {
      std::vector<std::string> wrong = other_numbers(what);
      wrong.emplace_back("nothing of the kind");
      std::erase_if(wrong, [&](const std::string& text) {
        return part_.shown.find(text) != part_.shown.npos;
      });
      add({.kind = Kind::printed,
           .about = who,
           .text = std::string{begin}
                       .append("What does the program ")
                       .append(who)
                       .append(" print?"),
           .keywords = {what},
           .weight = 5,
           .open = 0},
          what, last, wrong);
    }
  }
}

}  // namespace predict
