#include "common/text/spoken.h"

#include <array>

namespace text {

std::string spoken(std::string_view expression) {
  if (expression.starts_with("::")) expression.remove_prefix(2);
  std::string text{expression};

  constexpr std::array<std::string_view, 3> unsaid = {".get()", ".data()",
                                                      ".release()"};
  for (const std::string_view member : unsaid)
    for (std::size_t at = 0; (at = text.find(member, at)) != text.npos;)
      text.erase(at, member.size());

  // "server.size()" is the size: say no more than that.
  constexpr std::string_view size = ".size()";
  for (std::size_t at = 0; (at = text.find(size, at)) != text.npos;) {
    const std::size_t owner = text.find_last_of(" (", at) + 1;
    text.replace(owner, at + size.size() - owner, "size");
    at = owner;
  }
  return text;
}

}  // namespace text
