// Bytes that have arrived and are not used yet.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/refusal.h"

namespace http {

class Input {
 public:
  void add(std::string_view bytes);

  // What these return holds until the next add().
  std::string_view view() const;
  std::string_view take(std::size_t count);  // or all, if there are fewer

  // Takes lines up to `end` and with it; nothing while that has not arrived.
  // Refuses more than `most` bytes, and (400) a CR without LF, an LF without CR
  // and control characters other than the tab, all as soon as they are seen.
  std::optional<std::string_view> take_lines(std::string_view end,
                                             std::size_t most,
                                             const Refusal& too_long);

 private:
  std::string bytes_;
  std::size_t used_ = 0;
};

}  // namespace http
