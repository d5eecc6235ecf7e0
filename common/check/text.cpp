// The tree for a student, in 80 columns.
#include <algorithm>
#include <string_view>

#include "common/check/formats.h"
#include "common/check/told.h"
#include "common/text/columns.h"

namespace check {
namespace {

constexpr std::size_t text_column = 15;
constexpr std::size_t fact_column = 12;
constexpr std::size_t points_column = 70;
constexpr std::size_t widest = 79;

struct Colours {
  std::string_view good, bad, dim, bold, plain;
};

Colours colours(bool on) {
  if (!on) return {};
  return {"\x1b[38;5;28m", "\x1b[38;5;161m", "\x1b[2m", "\x1b[1m", "\x1b[0m"};
}

std::string_view colour_of(Result result, const Colours& c) {
  if (result == Result::met) return c.good;
  return result == Result::not_checked ? c.dim : c.bad;
}

std::string points(int n) {
  return std::to_string(n) + (n == 1 ? " point" : " points");
}

// "  label     text", folded below its beginning.
std::string labelled(std::string_view label, std::string_view text,
                     std::size_t column) {
  std::string out;
  for (const std::string& part :
       text::wrap(text::clean(text), widest - column)) {
    std::string begin = "  ";
    if (out.empty()) begin += label;
    begin.resize(std::max(column, begin.size() + 1), ' ');
    out += begin + part + "\n";
  }
  return out;
}

std::string told_line(const Line& line, const Colours& c) {
  const std::string text = tidy(line.text);
  const std::string worth = line.points > 0 ? points(line.points) : "";
  std::string begin = "  " + std::string{name(line.result)};
  begin.resize(text_column, ' ');
  const std::size_t room = points_column - text_column - 1;
  auto parts = text::wrap(text, room);
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) begin = std::string(text_column, ' ');
    out += std::string{i == 0 ? colour_of(line.result, c) : ""} + begin +
           std::string{i == 0 ? c.plain : ""} + parts[i];
    if (i == 0 && !worth.empty())
      out += std::string(room + 1 - text::columns(parts[i]), ' ') + worth;
    out += "\n";
  }
  return out;
}

std::string told_failure(const Tree& tree, const TextStyle& style,
                         const Colours& c) {
  const Failure& failure = *tree.failure;
  std::string out;
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) out += labelled(label, text, fact_column);
  };
  for (const auto& [label, text] : facts(tree)) add(label, text);
  if (!failure.ladder.empty()) out += "\n";
  for (const std::string& row : failure.ladder)
    out += std::string{c.dim} + "  " + text::clean(row) + std::string{c.plain} +
           "\n";
  if (!failure.ladder.empty()) out += "\n";
  for (std::size_t i = 0; i < tree.said.size(); ++i)
    add(i == 0 ? "it said" : "", tree.said[i]);
  out += as_hints(tree, style.hints);
  add("why", failure.why);
  add("read", failure.see);
  return out;
}

}  // namespace

std::string as_hints(const Tree& tree, std::size_t most) {
  if (!tree.failure) return "";
  const auto& hints = tree.failure->hints;
  const std::size_t told = std::min(most, hints.size());
  std::string out;
  for (std::size_t i = 0; i < told; ++i)
    out += labelled(i == 0 ? "hint" : "", hints[i], fact_column);
  if (told > 0 && told < hints.size())
    out += labelled("", "(--hint " + std::to_string(told + 1) + " says more)",
                    fact_column);
  return out;
}

std::string as_text(const Tree& tree, const TextStyle& style) {
  const Colours c = colours(style.colour);
  std::string out = std::string{c.bold} + tree.exercise + std::string{c.plain} +
                    ": " + text::clean(tree.text) + "\n\n";
  std::string because;
  for (const Line& line : tree.lines) {
    out += told_line(line, c);
    if (!line.because.empty() && line.because != because)
      out += labelled("", "because " + tidy(line.because), text_column);
    because = line.because;
  }
  out += "\n";
  if (!tree.broken.empty())
    out += labelled("", "Nothing can be told: " + tree.broken, 2) + "\n";
  if (tree.failure) out += told_failure(tree, style, c) + "\n";
  const Result result = tree.result();
  out += std::string{colour_of(result, c)} + std::string{name(result)} +
         std::string{c.plain} + ": " + std::to_string(tree.points()) + " of " +
         points(tree.most_points()) + "\n";
  return out;
}

}  // namespace check
