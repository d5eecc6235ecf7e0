// SHA-256, as FIPS 180-4 has it: a page names its script by it, and no other runs.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace player {

std::array<std::byte, 32> sha256(std::string_view message);

}  // namespace player
