// The rows of one run, for those who come later: a scene that is played, or all that
// standard input brings.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text/utf8.h"
#include "labs/19_live/access.h"

namespace live {

inline constexpr std::size_t longest_row = 64 * 1024;
inline constexpr std::size_t most_rows = 100'000;
inline constexpr std::size_t most_bytes = 64 * 1024 * 1024;

class History {
 public:
  // A new run; the old one is forgotten.
  void begin(std::string scene) {
    *this = History{};
    scene_ = std::move(scene);
  }

  // A line that is no JSON object, or no UTF-8, would end the WebSockets of all
  // (1007), or stop their pages: it is left out. Empty ones are for nobody.
  void add(std::string_view line) {
    if (line.empty()) return;
    const bool is_row = line.front() == '{' && line.back() == '}' &&
                        line.size() <= longest_row &&
                        text::is_utf8(text::bytes_of(line));
    if (!is_row) {
      ++bad_lines_;
    } else if (rows_.size() < most_rows && bytes_ + line.size() <= most_bytes) {
      bytes_ += line.size();
      rows_.emplace_back(line);
    } else {
      is_full_ = true;
    }
  }

  // Nothing more comes. Exit status of the play.
  void end(int status) { status_ = status; }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& scene() const { return scene_; }
  [[nodiscard]] const std::vector<std::string>& rows() const { return rows_; }
  [[nodiscard]] std::optional<int> status() const { return status_; }
  [[nodiscard]] long bad_lines() const { return bad_lines_; }
  // Rows came for which there was no room.
  [[nodiscard]] bool is_full() const { return is_full_; }

 private:
  std::string id_ = random_token();  // another one than that of any other run
  std::string scene_;
  std::vector<std::string> rows_;
  std::size_t bytes_ = 0;
  long bad_lines_ = 0;
  bool is_full_ = false;
  std::optional<int> status_;
};

}  // namespace live
