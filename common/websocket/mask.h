// The mask: a client XORs each payload with four bytes of its own choice, new
// ones for each frame. RFC 6455, 5.3; section 10.3 says why: no page in a
// browser shall choose the bytes that a proxy on the way sees.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace websocket {

using MaskingKey = std::array<std::byte, 4>;

// Throws std::system_error. See getrandom(2).
MaskingKey random_masking_key();

// Masks, or unmasks, which is the same: x ^ k ^ k == x. `position` says where
// in the frame's payload the bytes stand, if this is not its beginning.
void apply_mask(std::span<std::byte> bytes, const MaskingKey& key,
                std::size_t position = 0);

// The same a byte at a time, as the RFC writes it; apply_mask takes eight.
void apply_mask_plainly(std::span<std::byte> bytes, const MaskingKey& key,
                        std::size_t position = 0);

}  // namespace websocket
