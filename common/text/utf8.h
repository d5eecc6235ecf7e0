// Whether bytes are UTF-8, told while they arrive. RFC 3629, 4; RFC 6455, 8.1.
#pragma once

#include <array>
#include <cstdint>

#include "common/text/bytes.h"

namespace text {

class Utf8Validator {
 public:
  // Whether all bytes so far can begin a text in UTF-8. After a false there is
  // nothing more to ask.
  bool add(Bytes bytes);

  // Whether the last character is complete: then a new text may begin.
  [[nodiscard]] bool is_complete() const;

 private:
  std::array<std::uint8_t, 3> before_{};  // the last three bytes, in order
};

// Whether `bytes` are a whole text in UTF-8.
bool is_utf8(Bytes bytes);

}  // namespace text
