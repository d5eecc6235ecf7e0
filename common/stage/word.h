// A line of a play, as scripts/stage.sh hands it over: NUL-terminated fields, the
// first of which says how many follow.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stage {

struct Word {
  std::string line;      // its number in the play
  std::string deadline;  // in seconds, as the play says it
  bool silent = false;   // its output goes to /dev/null
  std::string verb;      // "go_on"
  std::vector<std::string> arguments;
};

class Words {
 public:
  void add(std::string_view bytes) { bytes_ += bytes; }

  // The next word, once it is whole. Throws std::runtime_error for anything that
  // stage.sh does not send.
  std::optional<Word> next();

 private:
  std::string bytes_;
};

// A number of seconds from 0 to 999999; nothing if it is none.
std::optional<int> parse_deadline(std::string_view text);

// The line of the play as it is asked for before Enter: who acts, and with what.
// What comes of it is seen after Enter.
std::string hide_answer(const std::string& line);

}  // namespace stage
