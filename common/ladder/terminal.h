// The ladder as text, in this terminal: as wide, and with what it can show.
#pragma once

#include <optional>
#include <string>

#include "common/ladder/text.h"

namespace ladder {

// Standard output is a terminal whose locale says that it has no UTF-8. Where it
// says nothing, it has: that is so nearly everywhere.
bool has_no_utf8();

// Standard output is a terminal with colours, and the user wants them (NO_COLOR).
bool has_colours();

// Standard output is a terminal in which a line can be taken away again.
bool has_status_line();

// How many columns it has now; 100 if it does not say.
std::size_t terminal_columns();

// It is as wide as the terminal, also when that has been resized: the hosts are then
// named anew, for their posts stand elsewhere.
class TerminalLadder {
 public:
  // `style`: what of it is wished; the colours are the terminal's. `width`: whatever
  // the terminal has.
  explicit TerminalLadder(TextStyle style,
                          std::optional<std::size_t> width = {});

  std::string head(const std::string& title) { return ladder_->head(title); }
  std::string draw(const Row& row);

 private:
  std::optional<std::size_t> width_;
  TextStyle style_;
  std::optional<TextLadder> ladder_;
};

}  // namespace ladder
