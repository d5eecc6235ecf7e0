// The ladder in a terminal: the client's calls and states on the left, the
// server's on the right, and the segments as arrows between them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/ladder/rows.h"

namespace ladder {

struct TextStyle {
  std::size_t width = 100;  // in columns; at least 60
  bool ascii = false;
  bool colour = false;
  bool data = false;  // shows what the payloads begin with
  int digits = 3;     // of the seconds, 0 to 6
  bool why = false;   // says why each segment was sent
};

class TextLadder {
 public:
  static constexpr std::size_t narrowest = 60;

  explicit TextLadder(TextStyle style);

  // Lines of at most the style's width, each with its end.
  [[nodiscard]] std::string head(std::string_view title) const;
  [[nodiscard]] std::string draw(const Row& row) const;

 private:
  struct Piece {         // of a line
    std::size_t at = 0;  // its column
    std::string text;
    std::string_view colour;  // as terminals name it: "31"
  };
  struct Glyphs {
    std::string_view dash, dots, right, left, post, stopped_right, stopped_left,
        cross, ellipsis, bullet, because_right, because_left;
  };

  [[nodiscard]] std::string line(const std::vector<Piece>& pieces) const;
  [[nodiscard]] std::string rule(std::string_view text, std::string_view dash,
                                 std::string_view colour) const;
  [[nodiscard]] std::string draw(const Row& row,
                                 const ProgramRow& program) const;
  [[nodiscard]] std::string draw(const Row& row, const CallRow& call) const;
  [[nodiscard]] std::string draw(const Row& row,
                                 const ConnectionRow& opened) const;
  [[nodiscard]] std::string draw(const Row& row, const StateRow& state) const;
  [[nodiscard]] std::string draw(const Row& row, const PacketRow& packet) const;
  [[nodiscard]] std::string draw(const Row& row, const NoteRow& note) const;
  [[nodiscard]] std::string draw(const Row& row, const LostRow& lost) const;
  [[nodiscard]] std::string states(const Row& row, const Piece& middle) const;
  [[nodiscard]] std::string arrow(const PacketRow& packet,
                                  int connection) const;
  [[nodiscard]] std::string below(std::size_t from, const std::string& text,
                                  std::string_view colour) const;
  [[nodiscard]] Piece time(double t) const;
  [[nodiscard]] Piece at_post(std::size_t host, const std::string& text) const;
  [[nodiscard]] Piece call(std::size_t host, std::string text,
                           std::string_view colour) const;
  [[nodiscard]] Piece number(const Row& row) const;
  [[nodiscard]] std::string clean(std::string_view text) const;

  static const Glyphs unicode;
  static const Glyphs plain;

  TextStyle style_;
  const Glyphs& glyphs_;
  std::size_t time_;        // columns for the time
  std::size_t margin_;      // the column behind it
  std::size_t wire_;        // columns between the posts
  std::size_t side_;        // columns beside a host's post
  std::size_t left_post_;   // the column of the client's post
  std::size_t right_post_;  // of the server's
  std::size_t half_;        // columns for a call that runs across its post
  std::size_t calls_;       // columns for a host's calls
};

}  // namespace ladder
