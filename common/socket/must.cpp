#include "common/socket/must.h"

#include <array>
#include <cctype>

std::string spoken(std::string_view expression) {
  static constexpr std::array<std::string_view, 3> unsaid = {
      ".get()", ".data()", ".release()"};
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  std::string text;
  while (!expression.empty()) {
    const bool after_name = !text.empty() && is_name(text.back());
    std::size_t skipped = 0;
    if (!after_name && expression.starts_with("::")) skipped = 2;
    for (const std::string_view member : unsaid)
      if (expression.starts_with(member)) skipped = member.size();
    if (skipped == 0 && expression.starts_with(".size()")) {
      // "server.size()" is the size: say no more than that.
      while (!text.empty() && (is_name(text.back()) || text.back() == '.'))
        text.pop_back();
      text += "size";
      skipped = std::string_view{".size()"}.size();
    }
    if (skipped == 0) text += expression[skipped++];
    expression.remove_prefix(skipped);
  }
  return text;
}
