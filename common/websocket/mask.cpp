#include "common/websocket/mask.h"

#include <cstdint>
#include <cstring>

#include "common/websocket/random.h"

namespace websocket {

MaskingKey random_masking_key() {
  MaskingKey key{};
  fill_randomly(key);
  return key;
}

void apply_mask_plainly(std::span<std::byte> bytes, const MaskingKey& key,
                        std::size_t position) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= key[(position + i) % key.size()];
  }
}

void apply_mask(std::span<std::byte> bytes, const MaskingKey& key,
                std::size_t position) {
  // XOR treats each bit by itself, so eight bytes may be one number: the same
  // code on a machine of either byte order. The compiler makes 16 or 32 of it.
  std::uint64_t pattern = 0;
  std::array<std::byte, sizeof pattern> twice{};  // the key, from `position` on
  apply_mask_plainly(twice, key, position);
  std::memcpy(&pattern, twice.data(), sizeof pattern);

  std::size_t i = 0;
  for (; bytes.size() - i >= sizeof pattern; i += sizeof pattern) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[i], sizeof word);
    word ^= pattern;
    std::memcpy(&bytes[i], &word, sizeof word);
  }
  apply_mask_plainly(bytes.subspan(i), key, position + i);
}

}  // namespace websocket
