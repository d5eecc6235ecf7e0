// Randomness that no peer can foresee, from the kernel.
#pragma once

#include <cstddef>
#include <span>

namespace websocket {

// Fills all of `bytes`. Throws std::system_error. See getrandom(2).
void fill_randomly(std::span<std::byte> bytes);

}  // namespace websocket
