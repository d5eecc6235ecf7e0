// Any bytes as a rule: it is one, or is refused at one of its columns.
#include "common/wire/rules.h"

#include <cstdint>
#include <cstdlib>
#include <variant>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto parsed =
      wire::parse_rule({reinterpret_cast<const char*>(data), size});
  const auto* bad = std::get_if<wire::BadRule>(&parsed);
  if (bad == nullptr) return 0;
  if (bad->column < 1 || bad->column > size + 1) std::abort();
  if (!bad->reason.starts_with("expected ")) std::abort();
  return 0;
}
