#include "common/verify/parser.h"

#include <algorithm>
#include <utility>

#include "common/text/words.h"
#include "common/verify/line_words.h"

namespace verify {
namespace {

// Reads line after line; keeps in mind in which block it is.
class Reader {
 public:
  void take(std::size_t number, std::string_view text) {
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
