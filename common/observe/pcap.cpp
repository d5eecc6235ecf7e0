#include "common/observe/pcap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace observe {
namespace {

constexpr std::uint32_t microseconds = 0xa1b2c3d4;
constexpr std::uint32_t nanoseconds = 0xa1b23c4d;
constexpr std::uint32_t longest = 262144;
constexpr std::uint32_t raw_ip = 101;  // LINKTYPE_RAW

// In this machine's byte order: the magic number tells readers which it is.
template <typename Number>
void append(std::vector<std::byte>& out, Number value) {
  const auto bytes = std::as_bytes(std::span{&value, 1});
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::uint32_t swap(std::uint32_t value) {
  return value >> 24 | (value >> 8 & 0xff00) | (value << 8 & 0xff0000) |
         value << 24;
}

// What stands before the IP header, for each kind of link. See
// https://www.tcpdump.org/linktypes.html
struct Link {
  std::uint32_t number;
  std::size_t size;         // of the link's header
  std::size_t protocol_at;  // in it; what stands there depends on the kind
  enum { nothing, ethertype, family } protocol;
};

constexpr std::array<Link, 8> links = {{
    {raw_ip, 0, 0, Link::nothing},
    {12, 0, 0, Link::nothing},       // DLT_RAW of most systems
    {14, 0, 0, Link::nothing},       // and of OpenBSD
    {1, 14, 12, Link::ethertype},    // Ethernet
    {0, 4, 0, Link::family},         // loopback: NULL
    {108, 4, 0, Link::family},       // loopback: LOOP
    {113, 16, 14, Link::ethertype},  // Linux "cooked"
    {276, 20, 0, Link::ethertype},   // Linux "cooked", version 2
}};

const Link* find_link(std::uint32_t number) {
  const auto found =
      std::find_if(links.begin(), links.end(),
                   [&](const Link& link) { return link.number == number; });
  return found != links.end() ? &*found : nullptr;
}

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t at,
                        std::size_t size) {
  std::uint32_t value = 0;
  for (const std::byte byte : bytes.subspan(at, size))
    value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

// AF_INET, and the AF_INET6 of NetBSD and OpenBSD, FreeBSD, and Darwin. The
// number may be in the byte order of the machine that captured, or in ours.
bool is_ip_family(std::uint32_t value) {
  const std::uint32_t small = std::min(value, swap(value));
  return small == 2 || small == 24 || small == 28 || small == 30;
}

// Takes the link's header away, or says why there is no IP behind it.
void unwrap(const Link& link, std::span<const std::byte> frame,
            Captured& packet) {
  constexpr std::uint32_t ipv4 = 0x0800, ipv6 = 0x86dd, vlan = 0x8100;
  std::size_t size = link.size;
  bool enough = frame.size() >= size;
  bool is_ip = true;
  if (enough && link.protocol == Link::family)
    is_ip = is_ip_family(number_at(frame, link.protocol_at, 4));
  if (enough && link.protocol == Link::ethertype) {
    std::uint32_t type = number_at(frame, link.protocol_at, 2);
    if (type == vlan && link.number == 1) {
      size += 4;  // a tag, and the type behind it
      enough = frame.size() >= size;
      if (enough) type = number_at(frame, size - 2, 2);
    }
    is_ip = type == ipv4 || type == ipv6;
  }
  if (!enough)
    packet.reason = "cut short in its link header";
  else if (!is_ip)
    packet.reason = "not IP";
  else
    packet.ip = frame.subspan(size);
}

}  // namespace

std::vector<std::byte> pcap_header() {
  std::vector<std::byte> out;
  append(out, microseconds);
  append(out, std::uint16_t{2});  // version 2.4
  append(out, std::uint16_t{4});
  append(out, std::uint32_t{0});  // the time zone, always 0
  append(out, std::uint32_t{0});
  append(out, longest);
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

BadCapture::BadCapture(std::size_t where, const std::string& reason)
    : std::runtime_error{"byte " + std::to_string(where) + ": " + reason},
      offset{where} {}

// Reads so many bytes into last_. Returns false at the end of the file; throws
// if it ends within them.
bool PcapReader::read(std::size_t size, const std::string& what) {
  last_.resize(size);
  file_.read(reinterpret_cast<char*>(last_.data()),
             static_cast<std::streamsize>(size));
  const auto there = static_cast<std::size_t>(file_.gcount());
  if (there == 0 && size > 0) return false;
  if (there < size)
    throw BadCapture{offset_ + there, "the file ends within " + what + ": " +
                                          std::to_string(there) + " of " +
                                          std::to_string(size) + " bytes"};
  offset_ += size;
  return true;
}

std::uint32_t PcapReader::four_at(std::size_t at) const {
  std::uint32_t value = 0;
  std::memcpy(&value, &last_[at], sizeof value);
  return swapped_ ? swap(value) : value;
}

PcapReader::PcapReader(std::istream& file) : file_{file} {
  if (!read(24, "its header")) throw BadCapture{0, "the file is empty"};
  constexpr std::uint32_t pcapng = 0x0a0d0d0a;  // in either byte order
  if (four_at(0) == pcapng)
    throw BadCapture{0,
                     "pcapng, which this program does not read: "
                     "editcap -F pcap OLD NEW turns it into pcap"};
  swapped_ =
      swap(four_at(0)) == microseconds || swap(four_at(0)) == nanoseconds;
  if (four_at(0) != microseconds && four_at(0) != nanoseconds)
    throw BadCapture{0, "no pcap file"};
  tick_ = four_at(0) == nanoseconds ? 1 : 1000;
  // The upper half may say how long the frames' checksums are.
  link_ = four_at(20) & 0xffff;
  if (find_link(link_) == nullptr)
    throw BadCapture{20, "an unknown link type, " + std::to_string(link_)};
}

std::optional<Captured> PcapReader::next() {
  const std::string name = "packet " + std::to_string(packets_ + 1);
  Captured packet;
  packet.offset = offset_;
  if (!read(16, "the header of " + name)) return std::nullopt;
  packet.number = ++packets_;
  packet.nanoseconds = std::int64_t{1'000'000'000} * four_at(0) +
                       std::int64_t{tick_} * four_at(4);
  const std::uint32_t size = four_at(8);
  if (size > longest)
    throw BadCapture{packet.offset + 8,
                     name + " claims " + std::to_string(size) +
                         " bytes, more than " + std::to_string(longest)};
  if (!read(size, name))
    throw BadCapture{offset_, "the file ends before " + name + "'s bytes"};
  unwrap(*find_link(link_), last_, packet);
  return packet;
}

}  // namespace observe
