#include "common/verify/file.h"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include "common/verify/parser.h"

namespace verify {
namespace {

constexpr std::size_t most_expected = 1 << 20;  // bytes of an expectation

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::system_error{errno, std::generic_category(), path};
  std::string text(most_expected + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.empty()) throw std::runtime_error{path + ": is empty"};
  if (text.size() > most_expected)
    throw std::runtime_error{path + ": has more than 1 MiB"};
  return text;
}

// As it stands between quotation marks.
std::string escaped(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (text += '\\') += c;
    else if (c == '\n' || c == '\r')
      text += c == '\n' ? "\\n" : "\\r";
    else if (byte < 0x20 || byte > 0x7e)
      ((text += "\\x") += digits[byte / 16]) += digits[byte % 16];
    else
      text += c;
  }
  return text;
}

// The name that "{name}" begins with; empty: it is none.
std::string_view name_at(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  const auto end = text.find_first_not_of(letters, 1);
  if (end == text.npos || end == 1 || text[end] != '}') return {};
  return text.substr(1, end - 1);
}

}  // namespace

std::string with_values(std::string_view text, const Values& values) {
  std::string filled;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') quoted = false;
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
    const auto name = c == '{' ? name_at(text.substr(i)) : "";
    if (name.empty()) {
      filled += c;
      continue;
    }
    const auto value = values.find(std::string{name});
    if (value == values.end())
      throw std::runtime_error{"no value is given for {" + std::string{name} +
                               "}"};
    filled += quoted ? escaped(value->second) : value->second;
    i += name.size() + 1;
  }
  return filled;
}

std::vector<Expectation> read_expectations(
    const std::string& path, const std::optional<Values>& values) {
  std::string text = read_file(path);
  if (values) try {
      text = with_values(text, *values);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error{path + ": " + error.what()};
    }
  auto parsed = parse_expectations(text);
  if (const auto* bad = std::get_if<BadExpectation>(&parsed))
    throw std::runtime_error{path + ", line " + std::to_string(bad->line) +
                             ", column " + std::to_string(bad->column) + ": " +
                             bad->reason};
  auto lines = std::get<std::vector<Expectation>>(std::move(parsed));
  if (lines.empty()) throw std::runtime_error{path + ": expects nothing"};
  return lines;
}

}  // namespace verify
