// The names are those of RFC 3174, in small letters: h, w(t), f(t), k(t).
#include "common/websocket/sha1.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace websocket {
namespace {

constexpr std::size_t block_size = 64;  // in bytes

using Words = std::array<std::uint32_t, 5>;

// The message, a 1 bit, 0 bits, and the message's length in bits as a 64-bit
// number: together a whole number of blocks. RFC 3174, section 4.
std::vector<std::byte> pad(std::span<const std::byte> message) {
  std::vector<std::byte> padded(message.begin(), message.end());
  padded.push_back(std::byte{0x80});
  while (padded.size() % block_size != block_size - 8) {
    padded.push_back(std::byte{0});
  }
  const std::uint64_t bits = std::uint64_t{message.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded.push_back(static_cast<std::byte>(bits >> shift));
  }
  return padded;
}

// The block's 16 words, most significant byte first, stretched to one word a
// round. Section 6.1, (a) and (b).
std::array<std::uint32_t, 80> schedule(std::span<const std::byte> block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < block_size; ++i) {
    w[i / 4] = w[i / 4] << 8 | std::to_integer<std::uint32_t>(block[i]);
  }
  for (std::size_t t = 16; t < w.size(); ++t) {
    w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  }
  return w;
}

// The 80 rounds that mix one block into h. Section 6.1, (c) to (e); each
// quarter's f(t) and k(t) are from section 5.
Words compress(const Words& h, std::span<const std::byte> block) {
  const auto w = schedule(block);
  auto [a, b, c, d, e] = h;
  for (std::size_t t = 0; t < w.size(); ++t) {
    std::uint32_t f = 0;
    std::uint32_t k = 0;
    if (t < 20) {
      f = (b & c) | (~b & d);  // each bit of b chooses: c or d
      k = 0x5a827999;
    } else if (t < 40) {
      f = b ^ c ^ d;  // parity
      k = 0x6ed9eba1;
    } else if (t < 60) {
      f = (b & c) | (b & d) | (c & d);  // majority
      k = 0x8f1bbcdc;
    } else {
      f = b ^ c ^ d;
      k = 0xca62c1d6;
    }
    const std::uint32_t temp = std::rotl(a, 5) + f + e + w[t] + k;
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = temp;
  }
  return {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
}

}  // namespace

Sha1 sha1(std::span<const std::byte> message) {
  Words h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::vector<std::byte> padded = pad(message);
  for (std::size_t at = 0; at < padded.size(); at += block_size) {
    h = compress(h, std::span(padded).subspan(at, block_size));
  }

  Sha1 digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::byte>(h[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

Sha1 sha1(std::string_view message) {
  return sha1(std::as_bytes(std::span(message)));
}

}  // namespace websocket
