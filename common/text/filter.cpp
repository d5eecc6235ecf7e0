#include "common/text/filter.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ostream>

#include "common/text/escape.h"

namespace text {
namespace {

struct MarkWords {
  std::string_view name;     // of its class
  std::string_view meaning;  // in the legend
};
// In the order of Mark.
constexpr std::array<MarkWords, 8> mark_words = {
    {{"", ""},
     {"reset", "RST"},
     {"fin", "FIN"},
     {"silent", "nothing"},
     {"lost", "bytes are lost"},
     {"error", "an error"},
     {"waits", "waits: EAGAIN"},
     {"differs", "the other kernel said something else"}}};

const MarkWords& words_of(Mark mark) {
  return mark_words.at(static_cast<std::size_t>(mark));
}

// ECONNRESET, but not ESTAB.
bool is_errno(std::string_view word) {
  return word.size() > 4 && word.starts_with('E') && word != "ESTAB" &&
         std::all_of(word.begin(), word.end(),
                     [](unsigned char c) { return std::isupper(c) != 0; });
}

Mark mark_of_word(std::string_view word) {
  if (word == "RST") return Mark::reset;
  if (word == "FIN") return Mark::fin;
  if (word == "nothing" || word == "-" || word == "–") return Mark::silent;
  if (word == "EAGAIN" || word == "waits") return Mark::waits;
  if (word == "ERR" || word == "NVAL" || is_errno(word)) return Mark::error;
  return Mark::none;
}

void write_menu(std::ostream& out, const Menu& menu) {
  out << "<label>" << menu.name << " <select><option>all\n";
  for (std::size_t n = 0; n < menu.choices.size(); ++n)
    out << "<option class=\"" << menu.name << n << "\">"
        << html_escaped(menu.choices[n]) << "\n";
  out << "</select></label>\n";
}

void write_rules(std::ostream& out, const Menu& menu) {
  for (std::size_t n = 0; n < menu.choices.size(); ++n) {
    const std::string chosen = menu.name + std::to_string(n);
    out << "body:has(option." << chosen << ":checked) :is(tr, th, td, div)."
        << menu.name << ":not(." << chosen << ") { display: none; }\n";
  }
}

// Other cells than those with the mark become empty, and rows without one vanish. The
// name of a row stays.
void write_mark_rule(std::ostream& out, std::string_view mark) {
  const std::string chosen =
      "body:has(option." + std::string{mark} + ":checked) ";
  out << chosen << "td:not(:first-child, ." << mark
      << ") { visibility: hidden; }\n"
      << chosen << "tr:has(td):not(:has(." << mark << ")) { display: none; }\n";
}

}  // namespace

Mark mark_of(std::string_view words) {
  constexpr std::string_view between = " ,";
  while (!words.empty()) {
    const auto end = std::min(words.find_first_of(between), words.size());
    const Mark mark = mark_of_word(words.substr(0, end));
    if (mark != Mark::none) return mark;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return Mark::none;
}

std::string class_of(const Group& group) {
  if (group.menu.empty()) return "";
  return group.menu + " " + group.menu + std::to_string(group.number);
}

std::string class_of(Mark mark) {
  return std::string{words_of(mark).name};
}

void write_filters(std::ostream& out, std::span<const Mark> marks,
                   std::span<const Menu> menus) {
  out << "<ul class=\"legend\">\n";
  for (const Mark mark : marks)
    out << "<li><span class=\"" << class_of(mark) << "\">"
        << words_of(mark).meaning << "</span>\n";
  out << "</ul>\n<form>\n";
  for (const Menu& menu : menus) write_menu(out, menu);
  out << "<label>kind <select><option>all\n";
  for (const Mark mark : marks)
    out << "<option class=\"" << class_of(mark) << "\">"
        << words_of(mark).meaning << "\n";
  out << "</select></label>\n<button type=\"reset\">show all</button>\n"
         "</form>\n<style>\n";
  for (const Menu& menu : menus) write_rules(out, menu);
  for (const Mark mark : marks) write_mark_rule(out, class_of(mark));
  out << "</style>\n";
}

const std::string_view mark_style = R"(<style>
.legend { padding: 0; list-style: none; }
.legend li { display: inline-block; margin: 0 4px 4px 0; }
.legend span { padding: 2px 8px; }
.reset::before { content: "✕ "; }
.fin::before { content: "▸ "; }
.silent::before { content: "○ "; }
.lost::before { content: "▼ "; }
.error::before { content: "! "; }
.waits::before { content: "… "; }
.other::before, .legend .differs::before { content: "≠ "; }
.reset { color: #8c1209; background: #fde0dc; }
.fin { color: #0b4a94; background: #dbe9fb; }
.silent { color: #57606a; }
.lost { color: #6b4600; background: #fff0c2; }
.error { color: #6a1b8a; background: #f3e4fa; }
.waits { color: #1d5b2a; background: #e0f2e4; }
.differs { outline: 2px solid currentColor; outline-offset: -2px; }
.other { display: block; font-style: italic; }
@media screen and (prefers-color-scheme: dark) {
  .reset { color: #ffb4ab; background: #4a1512; }
  .fin { color: #a8cdfb; background: #12304f; }
  .silent { color: #a6adb5; }
  .lost { color: #ffd97a; background: #45330a; }
  .error { color: #e5b8f7; background: #3a1c4a; }
  .waits { color: #a6dcb0; background: #163a1e; }
}
@media print { form { display: none; } }
</style>
)";

}  // namespace text
