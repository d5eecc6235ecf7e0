// What is asked about a part of a scene, made from what did happen there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/predict/memory.h"
#include "common/predict/part.h"
#include "common/trace/trace.h"

namespace predict {

enum class Kind {
  segment,    // the first that a host sends behind a call
  reaction,   // the first that a host sends behind a segment that has arrived
  by_itself,  // the first that a kernel sends when no program calls anything
  resent,     // the one that is sent again
  result,     // what a call returns
  state,      // of a host's socket, behind the part
  timer,      // of its socket, in the words of ss
  unread,     // bytes in its socket
  printed,    // by a program
  end,        // of a program
  worded      // by the play
};

std::string_view name(Kind kind);

struct Question {
  Kind kind = Kind::worded;
  std::string about{};  // "close", "RST": what it is about; for the table
  trace::Host host = trace::Host::client;
  std::string text{};
  std::vector<std::string> answers{};  // the right one is first, until shuffled
  std::size_t right = 0;
  std::string reason{};  // empty: the play gives none
  std::string hint{};
  std::vector<std::string> keywords{};  // of the guide, which explains it
  int weight = 0;                       // how much the answer surprises
  // So many of the part's moments give nothing away.
  std::size_t open = 0;
};

// All that can be asked about the part, with what was known before it.
std::vector<Question> questions(const Part& part, const Memory& before);

// One question a part at the most, and this many a scene, in their order.
// Answers are shuffled by the scene's name: each time
// it is played they stand in the same places.
struct Asked {
  std::size_t part = 0;
  Question question;
};
inline constexpr std::size_t most_questions = 10;
std::vector<Asked> choose(const std::vector<Part>& parts,
                          std::string_view scene);

// "FIN", "data", "only an ACK": the answers to what is sent first.
std::string kind_of(const trace::Segment& segment);

inline constexpr std::string_view nothing = "nothing";
inline constexpr std::string_view it_waits = "nothing yet: it waits";

}  // namespace predict
