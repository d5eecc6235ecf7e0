// A line of words, taken one by one: what rules and expectations are made of.
// It keeps in mind what it has looked for at the place where it stands, so a
// wrong line is refused with all the words that would have been right there.
#pragma once

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace text {

struct BadWord {
  std::size_t column = 0;  // from 1
  std::string reason;      // "expected client or server, not 'klient'"
};

// "300ms", "2s", "1500us"; nothing if it is no time, or more than an hour.
std::optional<std::chrono::microseconds> parse_time(std::string_view text);

class Words {
 public:
  explicit Words(std::string_view line) : line_{line} { skip_space(); }

  // The next word; empty at the end of the line.
  [[nodiscard]] std::string_view peek() const;

  // "[Text 5, Ping]", spaces and all; empty if it does not begin and end so.
  [[nodiscard]] std::string_view peek_brackets() const;

  // "\"a text\"", spaces and all, with its quotation marks; empty if there is none.
  [[nodiscard]] std::string_view peek_quoted() const;

  // Take the next word if it is that one; one of these (gives its place among
  // them); or a number of `least` or more.
  bool take(std::string_view word);
  std::optional<std::size_t> take(std::span<const std::string_view> words);
  template <typename Number>
  std::optional<Number> take_number(std::string_view what, Number least);

  // Take it whatever it is.
  std::string_view take() { return take_part(peek()); }
  std::string_view take_brackets() { return take_part(peek_brackets()); }
  std::string_view take_quoted() { return take_part(peek_quoted()); }
  std::string_view take_rest();

  // The next word must be one of these, or that one; or the line must be over.
  // Throw BadWord.
  std::size_t one_of(std::span<const std::string_view> words);
  void expect(std::string_view word);
  void end();

  // Something else would be right here, too.
  void look_for(std::string_view what) { looked_for_.emplace_back(what); }
  [[noreturn]] void fail() const;

 private:
  std::string_view take_part(std::string_view part);
  void skip_space();

  std::string_view line_;
  std::size_t at_ = 0;
  std::vector<std::string> looked_for_;  // here
};

template <typename Number>
std::optional<Number> Words::take_number(std::string_view what, Number least) {
  look_for(what);
  const std::string_view word = peek();
  const char* const behind = word.data() + word.size();
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), behind, number);
  if (error != std::errc{} || end != behind || number < least)
    return std::nullopt;
  take();
  return number;
}

}  // namespace text
