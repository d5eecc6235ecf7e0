#include "common/packet/pcap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "common/packet/link.h"

namespace packet {
namespace {

// What a file begins with, as a number in its byte order.
struct Magic {
  std::uint32_t number;
  std::int64_t tick;   // in nanoseconds
  std::size_t header;  // of each packet, in bytes
};

constexpr std::array<Magic, 3> magics = {{
    {0xa1b2c3d4, 1000, 16},
    {0xa1b23c4d, 1, 16},
    {0xa1b2cd34, 1000, 24},  // modified for an old Linux: the device follows
}};
constexpr std::uint32_t raw_ip = 101;  // LINKTYPE_RAW

// In this machine's byte order: the magic number tells readers which it is.
template <typename Number>
void append(std::vector<std::byte>& out, Number value) {
  const auto bytes = std::as_bytes(std::span{&value, 1});
  out.insert(out.end(), bytes.begin(), bytes.end());
}

const Magic* find_magic(std::uint32_t number) {
  const auto* const found =
      std::find_if(magics.begin(), magics.end(),
                   [&](const Magic& magic) { return magic.number == number; });
  return found != magics.end() ? found : nullptr;
}

std::uint32_t as_number(std::span<const std::byte> magic, bool big) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | std::to_integer<std::uint32_t>(magic[big ? i : 3 - i]);
  return value;
}

}  // namespace

std::vector<std::byte> pcap_header() {
  std::vector<std::byte> out;
  append(out, magics[0].number);
  append(out, std::uint16_t{2});  // version 2.4
  append(out, std::uint16_t{4});
  append(out, std::uint32_t{0});  // the time zone, always 0
  append(out, std::uint32_t{0});
  append(out, longest_packet);
  append(out, raw_ip);
  return out;
}

std::vector<std::byte> pcap_record(double seconds,
                                   std::span<const std::byte> ip) {
  const double whole = std::floor(seconds);
  std::vector<std::byte> out;
  append(out, static_cast<std::uint32_t>(whole));
  append(out, static_cast<std::uint32_t>((seconds - whole) * 1e6));
  append(out, static_cast<std::uint32_t>(ip.size()));
  append(out, static_cast<std::uint32_t>(ip.size()));
  out.insert(out.end(), ip.begin(), ip.end());
  return out;
}

bool PcapReader::knows(std::span<const std::byte> magic) {
  return find_magic(as_number(magic, true)) != nullptr ||
         find_magic(as_number(magic, false)) != nullptr;
}

PcapReader::PcapReader(CaptureBytes& bytes) : bytes_{&bytes} {
  const bool big = find_magic(as_number(bytes.kept(), true)) != nullptr;
  const Magic& magic = *find_magic(as_number(bytes.kept(), big));
  tick_ = magic.tick;
  header_ = magic.header;
  bytes.set_big_endian(big);
  bytes.keep(24, "its header");
  // The upper half may say how long the frames' checksums are.
  link_ = bytes.four_at(20) & 0xffff;
  if (!knows_link(link_))
    throw BadCapture{20, "an unknown link type, " + std::to_string(link_)};
}

std::optional<Record> PcapReader::next() {
  const std::string name = "packet " + std::to_string(packets_ + 1);
  Record record{.offset = bytes_->offset(), .link = link_, .frame = {}};
  bytes_->forget();
  if (!bytes_->keep(header_, "the header of " + name)) return std::nullopt;
  ++packets_;
  record.nanoseconds = std::int64_t{1'000'000'000} * bytes_->four_at(0) +
                       tick_ * bytes_->four_at(4);
  const std::uint32_t size = bytes_->four_at(8);
  if (size > longest_packet)
    throw BadCapture{record.offset + 8,
                     name + " claims " + std::to_string(size) +
                         " bytes, more than " + std::to_string(longest_packet)};
  bytes_->keep(header_ + size, name + " and its header");
  record.frame = bytes_->kept().subspan(header_);
  return record;
}

}  // namespace packet
