#include "common/websocket/frame.h"

#include <algorithm>

namespace websocket {
namespace {

constexpr std::byte fin_bit{0x80};
constexpr std::byte mask_bit{0x80};
constexpr std::byte opcode_bits{0x0f};
constexpr std::byte length_bits{0x7f};

// What the seven bits of length say if more bytes of length follow.
constexpr std::byte two_bytes_follow{126};
constexpr std::byte eight_bytes_follow{127};

// How many bytes of length follow the first two bytes of a header.
std::size_t size_of_length(std::byte second) {
  if ((second & length_bits) == two_bytes_follow) return 2;
  if ((second & length_bits) == eight_bytes_follow) return 8;
  return 0;
}

std::size_t shortest_size_of_length(std::uint64_t length) {
  return length < 126 ? 0 : length <= 0xffff ? 2 : 8;
}

}  // namespace

bool is_compressed(const FrameHeader& header) {
  const bool first =
      header.opcode == Opcode::text || header.opcode == Opcode::binary;
  return first && header.reserved == 4;
}

void append_header(Output& output, const FrameHeader& header) {
  const std::size_t size = shortest_size_of_length(header.length);
  const std::byte length = size == 0   ? static_cast<std::byte>(header.length)
                           : size == 2 ? two_bytes_follow
                                       : eight_bytes_follow;
  output.push_back((header.fin ? fin_bit : std::byte{0}) |
                   std::byte{header.reserved} << 4 |
                   static_cast<std::byte>(header.opcode));
  output.push_back((header.key ? mask_bit : std::byte{0}) | length);
  // The most significant byte first: "network byte order".
  for (std::size_t i = size; i-- > 0;) {
    output.push_back(static_cast<std::byte>(header.length >> (8 * i)));
  }
  if (header.key) append(output, *header.key);
}

void append_frame(Output& output, FrameHeader header, Bytes payload) {
  header.length = payload.size();
  append_header(output, header);
  append(output, payload);
  if (header.key) {
    apply_mask(std::span{output}.last(payload.size()), *header.key);
  }
}

std::optional<FrameHeader> HeaderReader::read(std::span<std::byte>& input) {
  while (filled_ < size()) {
    if (input.empty()) return {};
    bytes_[filled_++] = input.front();
    input = input.subspan(1);
  }
  filled_ = 0;
  return parse();
}

// The first two bytes say how many follow them.
std::size_t HeaderReader::size() const {
  if (filled_ < 2) return 2;
  const bool masked = (bytes_[1] & mask_bit) != std::byte{0};
  return 2 + size_of_length(bytes_[1]) + (masked ? sizeof(MaskingKey) : 0);
}

FrameHeader HeaderReader::parse() const {
  FrameHeader header{
      .fin = (bytes_[0] & fin_bit) != std::byte{0},
      .reserved = std::to_integer<std::uint8_t>(bytes_[0] >> 4 & std::byte{7}),
      .opcode = static_cast<Opcode>(bytes_[0] & opcode_bits)};
  const std::size_t size = size_of_length(bytes_[1]);
  if (size == 0)
    header.length = std::to_integer<unsigned>(bytes_[1] & length_bits);
  for (std::size_t i = 0; i < size; ++i) {
    header.length =
        header.length << 8 | std::to_integer<unsigned>(bytes_[2 + i]);
  }
  header.shortest = size == shortest_size_of_length(header.length);
  if ((bytes_[1] & mask_bit) != std::byte{0}) {
    std::copy_n(&bytes_[2 + size], sizeof(MaskingKey),
                header.key.emplace().begin());
  }
  return header;
}

}  // namespace websocket
