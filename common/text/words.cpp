#include "common/text/words.h"

#include <algorithm>

namespace text {
namespace {

constexpr std::string_view space = " \t";

}  // namespace

void Words::skip_space() {
  at_ = std::min(line_.find_first_not_of(space, at_), line_.size());
}

std::string_view Words::peek() const {
  const std::string_view rest = line_.substr(at_);
  return rest.substr(0, rest.find_first_of(space));
}

std::string_view Words::peek_brackets() const {
  const std::string_view rest = line_.substr(at_);
  if (!rest.starts_with('[')) return {};
  // A word in them may have brackets, too: they end where a word ends.
  std::size_t size = rest.find(']');
  while (size != rest.npos && ++size < rest.size() &&
         space.find(rest[size]) == space.npos)
    size = rest.find(']', size);
  return size == rest.npos ? "" : rest.substr(0, size);
}

std::string_view Words::peek_quoted() const {
  const std::string_view rest = line_.substr(at_);
  auto end = rest.find_first_of("\"\\", 1);
  while (end != rest.npos && rest[end] == '\\')  // \" does not end it
    end = rest.find_first_of("\"\\", end + 2);
  return rest.starts_with('"') && end != rest.npos ? rest.substr(0, end + 1)
                                                   : "";
}

std::string_view Words::take_part(std::string_view part) {
  at_ += part.size();
  skip_space();
  looked_for_.clear();
  return part;
}

std::string_view Words::take_rest() {
  const std::string_view rest = line_.substr(at_);
  at_ = line_.size();
  looked_for_.clear();
  return rest;
}

bool Words::take(std::string_view word) {
  look_for(word);
  if (peek() != word) return false;
  take();
  return true;
}

std::optional<std::size_t> Words::take(
    std::span<const std::string_view> words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (take(words[i])) return i;
  return std::nullopt;
}

std::size_t Words::one_of(std::span<const std::string_view> words) {
  const auto place = take(words);
  if (!place) fail();
  return *place;
}

void Words::expect(std::string_view word) {
  if (!take(word)) fail();
}

void Words::end() {
  look_for("the end of the line");
  if (at_ < line_.size()) fail();
}

void Words::fail() const {
  std::string reason = "expected ";
  for (std::size_t i = 0; i < looked_for_.size(); ++i) {
    if (i > 0) reason += i + 1 < looked_for_.size() ? ", " : " or ";
    reason += looked_for_[i];
  }
  throw BadWord{at_ + 1, reason + (at_ < line_.size()
                                       ? ", not '" + std::string{peek()} + "'"
                                       : "; here the line ends")};
}

std::optional<std::chrono::microseconds> parse_time(std::string_view text) {
  long long number = -1;
  const auto [unit, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view rest =
      text.substr(static_cast<std::size_t>(unit - text.data()));
  const long long factor = rest == "s"    ? 1'000'000
                           : rest == "ms" ? 1'000
                           : rest == "us" ? 1
                                          : 0;
  constexpr long long hour = 3'600'000'000;
  if (error != std::errc{} || factor == 0 || number < 0 ||
      number > hour / factor)
    return std::nullopt;
  return std::chrono::microseconds{number * factor};
}

}  // namespace text
