#include "common/verify/parser.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/text/words.h"
#include "common/verify/line_words.h"

namespace verify {
namespace {

constexpr std::size_t most_hints = 3;
constexpr int most_points = 1000;

// Takes "  points 2" from the end of a line; 1 if it says nothing.
int take_points(std::string_view& line) {
  constexpr std::string_view mark = "  points ";
  const auto at = line.rfind(mark);
  if (at == line.npos) return 1;
  const char* const end = line.data() + line.size();
  int points = 0;
  const auto [stop, error] =
      std::from_chars(line.data() + at + mark.size(), end, points);
  if (error != std::errc{} || stop != end || points < 0 || points > most_points)
    throw text::BadWord{at + mark.size() + 1,
                        "points takes a number from 0 to 1000"};
  line = line.substr(0, at);
  line = line.substr(0, line.find_last_not_of(' ') + 1);
  return points;
}

// Reads line after line; keeps in mind in which block it is.
class Reader {
 public:
  void take(std::size_t number, std::string_view text) {
    if (take_remark(text)) return;
    const int points = take_points(text);
    text::Words line{text};
    std::size_t column = text.find_first_not_of(" \t") + 1;
    if (line.take("end")) {
      line.end();
      return end(column);
    }
    if (line.take("together")) {
      line.end();
      return begin(Expectation::Block::together, number, column);
    }
    line.look_for("any number of");
    const bool any = line.peek() == "any";
    if (any) {
      line.take();
      line.expect("number");
      line.expect("of");
      column += static_cast<std::size_t>(line.peek().data() - text.data());
      begin(Expectation::Block::any_number, number, column);
      if (line.peek().empty()) return;
    }
    Expectation e = read_line(line);
    e.line = number;
    e.text = text;
    e.points = points;
    e.block = block_;
    e.block_line = line_;
    if (block_ != Expectation::Block::none && e.mode != Expectation::Mode::next)
      throw text::BadWord{1,
                          "never and count hold for the whole trace: they "
                          "stand outside of a block"};
    expectations_.push_back(std::move(e));
    if (any) end(column);
  }

  std::vector<Expectation> finish() {
    if (block_ != Expectation::Block::none)
      throw text::BadWord{1, "this block has no end"};
    return std::move(expectations_);
  }

  // Where the block begins that is open.
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  // What a student is told of the line above.
  bool take_remark(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    text::Words words{text};
    const std::string_view word = words.peek();
    if (word != "hint" && word != "why" && word != "see") return false;
    words.take();
    const std::string_view rest = words.take_rest();
    const auto refuse = [&](const std::string& reason) {
      throw text::BadWord{first + 1, std::string{word} + reason};
    };
    if (rest.empty()) refuse(" takes a text");
    const bool has_line =
        !expectations_.empty() && expectations_.back().block_line == line_;
    if (!has_line) refuse(" stands under the line that it speaks of");
    Expectation& e = expectations_.back();
    if (word == "hint") {
      if (e.hints.size() == most_hints) refuse(": a line has three at most");
      e.hints.emplace_back(rest);
      return true;
    }
    std::string& told = word == "why" ? e.why : e.see;
    if (!told.empty()) refuse(": a line has one at most");
    told = rest;
    return true;
  }

  void begin(Expectation::Block block, std::size_t number, std::size_t column) {
    if (block_ != Expectation::Block::none)
      throw text::BadWord{column, "a block cannot stand inside a block"};
    block_ = block;
    line_ = number;
  }

  void end(std::size_t column) {
    if (block_ == Expectation::Block::none)
      throw text::BadWord{column, "there is no block that this could end"};
    if (expectations_.empty() || expectations_.back().block_line != line_)
      throw text::BadWord{column, "there is no line in this block"};
    block_ = Expectation::Block::none;
    line_ = 0;
  }

  Expectation::Block block_ = Expectation::Block::none;
  std::size_t line_ = 0;
  std::vector<Expectation> expectations_;
};

}  // namespace

std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text) {
  Reader reader;
  std::size_t number = 1;
  try {
    for (; !text.empty(); ++number) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
      const auto first = line.find_first_not_of(" \t");
      if (first == line.npos || line[first] == '#') continue;
      reader.take(number, line);
    }
    number = reader.line();
    return reader.finish();
  } catch (const text::BadWord& bad) {
    return BadExpectation{number, bad.column, bad.reason};
  }
}

}  // namespace verify
