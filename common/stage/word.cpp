#include "common/stage/word.h"

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace stage {
namespace {

constexpr std::size_t least_fields = 4;
constexpr std::size_t most_fields = 1000;
constexpr int most_seconds = 999'999;

std::optional<std::size_t> parse_number(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return {};
  return number;
}

}  // namespace

std::optional<Word> Words::next() {
  std::vector<std::string> fields;
  std::size_t wanted = 1;
  std::size_t at = 0;
  while (fields.size() < wanted) {
    const auto end = bytes_.find('\0', at);
    if (end == bytes_.npos) return {};
    fields.push_back(bytes_.substr(at, end - at));
    at = end + 1;
    if (fields.size() > 1) continue;
    const auto count = parse_number(fields[0]);
    if (!count || *count < least_fields || *count > most_fields)
      throw std::runtime_error{"no word of a play: '" + fields[0] + "'"};
    wanted = *count + 1;
  }
  bytes_.erase(0, at);
  return Word{.line = fields[1],
              .deadline = fields[2],
              .silent = !fields[3].empty(),
              .verb = fields[4],
              .arguments = {fields.begin() + 5, fields.end()}};
}

std::optional<int> parse_deadline(std::string_view text) {
  const auto seconds = parse_number(text);
  if (!seconds || *seconds > most_seconds) return {};
  return static_cast<int>(*seconds);
}

std::string hide_answer(const std::string& line) {
  std::istringstream words{line};
  std::string verb;
  std::string who;
  words >> verb >> who;
  if (verb == "say") return "say ...";
  if (verb == "blocks" || verb == "exits") return verb + " " + who + " ...";
  return line;
}

}  // namespace stage
