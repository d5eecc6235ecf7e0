#include "common/packet/pcapng.h"

#include <algorithm>
#include <array>
#include <string>

namespace packet {
namespace {

enum Type : std::uint32_t {
  section_header = 0x0a0d0d0a,  // the same in either byte order
  interface_description = 1,
  obsolete_packet = 2,
  simple_packet = 3,
  enhanced_packet = 6
};

constexpr std::size_t head = 8;  // of a block: its type and its length
constexpr std::uint32_t longest_block = 16 << 20;  // as in Wireshark
constexpr std::int64_t billion = 1'000'000'000;
constexpr std::array<std::uint64_t, 10> powers = {
    1,       10,        100,        1'000,       10'000,
    100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// Other blocks are passed over.
bool is_read(std::uint32_t type) {
  return type == section_header || type == interface_description ||
         type == obsolete_packet || type == simple_packet ||
         type == enhanced_packet;
}

// Seconds, less than a half of what 64 bits of nanoseconds hold: a difference of
// two times fits, too.
std::int64_t bounded(std::int64_t seconds) {
  constexpr std::int64_t most_seconds = 4'600'000'000;
  return std::clamp(seconds, -most_seconds, most_seconds);
}

// `resolution`: 10^-n s, or with the upper bit set 2^-n s.
std::int64_t to_nanoseconds(std::uint64_t ticks, std::uint8_t resolution,
                            std::int64_t offset_seconds) {
  unsigned n = resolution & 0x7f;
  std::uint64_t seconds = 0;
  std::uint64_t rest = 0;  // in nanoseconds
  if ((resolution & 0x80) == 0) {
    for (; n > 9; --n) ticks /= 10;
    seconds = ticks / powers[n];
    rest = ticks % powers[n] * powers[9 - n];
  } else {
    constexpr unsigned most_bits = 34;  // times 10^9 they fit into 64
    for (; n > most_bits; --n) ticks >>= 1;
    seconds = ticks >> n;
    rest = ((ticks - (seconds << n)) * powers[9]) >> n;
  }
  constexpr std::uint64_t most = 1ULL << 62;
  const auto whole = static_cast<std::int64_t>(std::min(seconds, most));
  return bounded(bounded(whole) + bounded(offset_seconds)) * billion +
         static_cast<std::int64_t>(rest);
}

}  // namespace

bool PcapngReader::knows(std::span<const std::byte> magic) {
  constexpr std::array<std::byte, 4> begins = {std::byte{10}, std::byte{13},
                                               std::byte{13}, std::byte{10}};
  return std::equal(begins.begin(), begins.end(), magic.begin());
}

// A section's header has a number that tells its byte order, also that of the
// length before it.
void PcapngReader::learn_byte_order() {
  constexpr std::uint32_t magic = 0x1a2b3c4d;
  bytes_->keep(head + 4, name_);
  bytes_->set_big_endian(false);
  if (bytes_->four_at(head) == magic) return;
  bytes_->set_big_endian(true);
  if (bytes_->four_at(head) != magic)
    throw BadCapture{block_ + head, "no byte-order magic of pcapng"};
}

// Returns the block's type, or nothing at the end of the file. A block that is
// read is kept whole.
std::optional<std::uint32_t> PcapngReader::read_block() {
  if (bytes_->offset() != 4) bytes_->forget();  // the file's first four
  block_ = bytes_->offset() - bytes_->kept().size();
  name_ = "the block at byte " + std::to_string(block_);
  if (!bytes_->keep(head, name_)) return std::nullopt;
  const std::uint32_t type = bytes_->four_at(0);
  if (type == section_header) learn_byte_order();
  const std::uint32_t size = bytes_->four_at(4);
  if (size % 4 != 0 || size < (type == section_header ? 28 : 12))
    throw BadCapture{block_ + 4, "no block has a length of " +
                                     std::to_string(size) + " bytes"};
  if (is_read(type)) {
    if (size > longest_block)
      throw BadCapture{block_ + 4, "a block claims " + std::to_string(size) +
                                       " bytes, more than " +
                                       std::to_string(longest_block)};
    bytes_->keep(size, name_);
  } else {
    bytes_->skip(size - head - 4, name_);
    bytes_->keep(head + 4, name_);
  }
  if (bytes_->four_at(bytes_->kept().size() - 4) != size)
    throw BadCapture{bytes_->offset() - 4,
                     name_ + " has another length at its end"};
  return type;
}

void PcapngReader::add_interface() {
  constexpr std::size_t fixed = 16;  // before the options
  constexpr std::uint16_t end = 0, resolution = 9, time_offset = 14;
  const std::size_t last = bytes_->kept().size() - 4;
  if (last < fixed) throw BadCapture{block_, name_ + " is too short"};
  Interface interface {
    .link = bytes_->two_at(head), .snap_length = bytes_->four_at(head + 4)
  };
  for (std::size_t at = fixed; at + 4 <= last;) {
    const std::uint16_t code = bytes_->two_at(at);
    const std::size_t size = bytes_->two_at(at + 2);
    at += 4;
    if (code == end) break;
    if (size > last - at)
      throw BadCapture{block_ + at - 2, "an option is longer than its block"};
    if (code == resolution && size == 1)
      interface.resolution = std::to_integer<std::uint8_t>(bytes_->kept()[at]);
    if (code == time_offset && size == 8)
      interface.offset_seconds =
          static_cast<std::int64_t>(bytes_->eight_at(at));
    at += (size + 3) / 4 * 4;
  }
  interfaces_.push_back(interface);
}

Record PcapngReader::packet(std::uint32_t type) const {
  // Where each kind has its fields, and where its bytes begin.
  const std::size_t data = type == simple_packet ? 12 : 28;
  const std::size_t last = bytes_->kept().size() - 4;
  if (last < data) throw BadCapture{block_, name_ + " is too short"};
  std::size_t number = 0;
  if (type == enhanced_packet) number = bytes_->four_at(head);
  if (type == obsolete_packet) number = bytes_->two_at(head);
  if (number >= interfaces_.size())
    throw BadCapture{block_ + head, "interface " + std::to_string(number) +
                                        " has not been described"};
  const Interface& interface = interfaces_[number];
  Record record{.offset = block_, .link = interface.link, .frame = {}};
  std::uint32_t size = 0;
  if (type == simple_packet) {
    record.timed = false;
    size = bytes_->four_at(head);
    if (interface.snap_length != 0)
      size = std::min(size, interface.snap_length);
  } else {
    const std::uint64_t high = bytes_->four_at(head + 4);
    record.nanoseconds =
        to_nanoseconds(high << 32 | bytes_->four_at(head + 8),
                       interface.resolution, interface.offset_seconds);
    size = bytes_->four_at(head + 12);
  }
  if (size > last - data)
    throw BadCapture{block_, name_ + " is shorter than its packet of " +
                                 std::to_string(size) + " bytes"};
  record.frame = bytes_->kept().subspan(data, size);
  return record;
}

std::optional<Record> PcapngReader::next() {
  while (const auto type = read_block()) {
    if (*type == section_header) interfaces_.clear();
    if (*type == interface_description) add_interface();
    if (*type == obsolete_packet || *type == simple_packet ||
        *type == enhanced_packet)
      return packet(*type);
  }
  return std::nullopt;
}

}  // namespace packet
