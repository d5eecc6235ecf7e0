#include "common/packet/pcapng_write.h"

#include <algorithm>

#include "common/packet/capture_bytes.h"

namespace packet {
namespace {

// The body of a block, in this machine's byte order: the section's header tells it.
class Block {
 public:
  template <typename Number>
  Block& number(Number value) {
    return bytes(std::as_bytes(std::span{&value, 1}));
  }

  Block& bytes(std::span<const std::byte> more) {
    body_.insert(body_.end(), more.begin(), more.end());
    return *this;
  }

  Block& text(std::string_view more) {
    return bytes(std::as_bytes(std::span{more}));
  }

  // Each part begins at a multiple of four.
  Block& pad() {
    body_.resize((body_.size() + 3) / 4 * 4);
    return *this;
  }

  Block& option(std::uint16_t code, std::string_view value) {
    return number(code)
        .number(static_cast<std::uint16_t>(value.size()))
        .text(value)
        .pad();
  }

  // Its length stands before it and behind it.
  [[nodiscard]] std::vector<std::byte> finish(std::uint32_t type) const {
    const auto size = static_cast<std::uint32_t>(body_.size() + 12);
    Block whole;
    whole.number(type).number(size).bytes(body_).number(size);
    return whole.body_;
  }

 private:
  std::vector<std::byte> body_;
};

constexpr std::string_view nothing{};
constexpr std::uint16_t last_option = 0;

}  // namespace

std::vector<std::byte> pcapng_header() {
  constexpr std::uint32_t section = 0x0a0d0d0a, interface = 1;
  constexpr std::uint32_t byte_order = 0x1a2b3c4d;
  constexpr std::uint16_t begins_with_ip = 101;  // LINKTYPE_RAW
  constexpr std::uint16_t resolution = 9;
  std::vector<std::byte> out =
      Block{}
          .number(byte_order)
          .number(std::uint16_t{1})  // version 1.0
          .number(std::uint16_t{0})
          .number(std::int64_t{-1})  // how long it is: not said
          .finish(section);
  const std::vector<std::byte> device =
      Block{}
          .number(begins_with_ip)
          .number(std::uint16_t{0})
          .number(longest_packet)
          .option(resolution, "\x09")  // times are in 10^-9 s
          .option(last_option, nothing)
          .finish(interface);
  out.insert(out.end(), device.begin(), device.end());
  return out;
}

std::vector<std::byte> pcapng_names(
    std::span<const std::pair<Endpoint, std::string>> hosts) {
  constexpr std::uint32_t name_resolution = 4;
  Block block;
  for (const auto& [end, name] : hosts) {
    const std::span address{end.address.data(), end.ipv6 ? 16U : 4U};
    block.number(static_cast<std::uint16_t>(end.ipv6 ? 2 : 1))
        .number(static_cast<std::uint16_t>(address.size() + name.size() + 1))
        .bytes(address)
        .text(name)
        .number(std::uint8_t{0})
        .pad();
  }
  return block.number(std::uint32_t{0}).finish(name_resolution);
}

std::vector<std::byte> pcapng_packet(std::int64_t nanoseconds,
                                     std::span<const std::byte> ip,
                                     std::string_view comment) {
  constexpr std::uint32_t enhanced_packet = 6, first_interface = 0;
  constexpr std::uint16_t of_packet = 1;  // opt_comment
  constexpr std::size_t longest_comment = 4096;
  const auto time = static_cast<std::uint64_t>(nanoseconds);
  const auto size = static_cast<std::uint32_t>(ip.size());
  Block block;
  block.number(first_interface)
      .number(static_cast<std::uint32_t>(time >> 32))
      .number(static_cast<std::uint32_t>(time))
      .number(size)  // of what was kept, and of the packet
      .number(size)
      .bytes(ip)
      .pad();
  if (!comment.empty())
    block.option(of_packet, comment.substr(0, longest_comment))
        .option(last_option, nothing);
  return block.finish(enhanced_packet);
}

}  // namespace packet
