// What a program of a play says: a line for each call and its result, and one for
// each step. Bytes in, lines out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stage {

class Speech {
 public:
  // `program`: its name, with which its lines begin. The play has another name for
  // it, so this one is left out.
  explicit Speech(std::string program) : program_{std::move(program)} {}

  void add(std::string_view bytes) { unheard_ += bytes; }

  struct Line {
    std::string text;    // "connect(client, server, size) = 0", "== connected"
    bool shown = false;  // it was shown before it was whole
  };

  // The next whole line, which said() then has, too.
  std::optional<Line> hear();

  // A line that has no end yet, once all lines before it are heard: "recv(peer".
  [[nodiscard]] std::string unfinished() const;

  // The same to be shown, once.
  std::optional<std::string> show_unfinished();

  // No play needs as much: what more it says stays in its pipe, and it waits.
  [[nodiscard]] bool is_full() const {
    return said_.size() + unheard_.size() > most;
  }

  // What it has said is not kept.
  void forget() { *this = Speech{program_}; }

  // All lines that were heard, and what has begun.
  [[nodiscard]] const std::string& said() const { return said_; }
  [[nodiscard]] std::string all() const { return said_ + unfinished(); }

  // Whether the text was said after the text that was found last.
  bool find(std::string_view text);

 private:
  static constexpr std::size_t most = 1 << 20;

  [[nodiscard]] std::string tidy(std::string_view line) const;

  std::string program_;
  std::string unheard_;
  std::string shown_;  // of what has begun
  std::string said_;
  std::size_t found_ = 0;  // the end of what was found last, in said_
};

}  // namespace stage
