// Captures, built byte by byte, for tests of what reads them.
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace captures {

using Bytes = std::string;

enum Flag : unsigned { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

// In network byte order, or (little) with the last byte first.
inline Bytes number(std::uint64_t value, int size, bool little = false) {
  Bytes bytes;
  for (int i = 0; i < size; ++i) {
    const int bits = 8 * (little ? i : size - 1 - i);
    bytes += static_cast<char>(value >> bits & 0xff);
  }
  return bytes;
}

// The Internet checksum, RFC 1071.
inline unsigned checksum(Bytes bytes) {
  if (bytes.size() % 2 != 0) bytes += '\0';
  unsigned sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    sum += static_cast<unsigned char>(bytes[i]) * 256U +
           static_cast<unsigned char>(bytes[i + 1]);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

struct End {
  Bytes address;  // 4 or 16 bytes
  unsigned port = 0;
};

inline Bytes ip(const End& from, const End& to, unsigned protocol,
                const Bytes& payload) {
  if (from.address.size() == 16)
    return number(0x60000000, 4) + number(payload.size(), 2) +
           number(protocol, 1) + number(64, 1) + from.address + to.address +
           payload;
  const Bytes before = number(0x4500, 2) + number(20 + payload.size(), 2) +
                       number(0x00014000, 4) + number(64, 1) +
                       number(protocol, 1);
  const Bytes ends = from.address + to.address;
  return before + number(checksum(before + number(0, 2) + ends), 2) + ends +
         payload;
}

struct Tcp {
  unsigned flags = 0;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  Bytes data{};
  unsigned window = 500;
  Bytes options{};  // a multiple of 4 bytes
};

inline Bytes tcp(const End& from, const End& to, const Tcp& segment) {
  const Bytes before = number(from.port, 2) + number(to.port, 2) +
                       number(segment.seq, 4) + number(segment.ack, 4) +
                       number((5 + segment.options.size() / 4) << 4, 1) +
                       number(segment.flags, 1) + number(segment.window, 2);
  const Bytes behind = number(0, 2) + segment.options + segment.data;
  const Bytes pseudo = from.address + to.address +
                       number(6, from.address.size() == 16 ? 4 : 2) +
                       number(before.size() + 2 + behind.size(), 4);
  return ip(from, to, 6,
            before +
                number(checksum(pseudo + before + number(0, 2) + behind), 2) +
                behind);
}

inline Bytes ethernet(unsigned type, const Bytes& payload,
                      const Bytes& tags = {}) {
  return Bytes("\2\0\0\0\0\1\2\0\0\0\0\2", 12) + tags + number(type, 2) +
         payload;
}

// Little-endian, with microseconds.
inline Bytes pcap_header(unsigned link = 101) {
  return number(0xa1b2c3d4, 4, true) + number(2, 2, true) + number(4, 2, true) +
         number(0, 8) + number(262144, 4, true) + number(link, 4, true);
}

// `kept`: so many of its bytes, as with a snap length.
inline Bytes pcap_record(std::uint64_t microseconds, const Bytes& frame,
                         std::size_t kept = Bytes::npos) {
  const Bytes captured = frame.substr(0, kept);
  return number(microseconds / 1'000'000, 4, true) +
         number(microseconds % 1'000'000, 4, true) +
         number(captured.size(), 4, true) + number(frame.size(), 4, true) +
         captured;
}

inline Bytes pcapng_block(unsigned type, Bytes body, bool little) {
  body.resize((body.size() + 3) / 4 * 4);
  const Bytes size = number(body.size() + 12, 4, little);
  return number(type, 4, little) + size + body + size;
}

inline Bytes pcapng_section(bool little) {
  return pcapng_block(0x0a0d0d0a,
                      number(0x1a2b3c4d, 4, little) + number(1, 2, little) +
                          number(0, 2) + Bytes(8, '\xff'),
                      little);
}

// `resolution`: as if_tsresol says it.
inline Bytes pcapng_interface(unsigned link, unsigned resolution, bool little) {
  return pcapng_block(1,
                      number(link, 2, little) + number(0, 6) +
                          number(9, 2, little) + number(1, 2, little) +
                          number(resolution, 1) + number(0, 7),
                      little);
}

inline Bytes pcapng_packet(unsigned interface, std::uint64_t ticks,
                           const Bytes& frame, bool little,
                           std::size_t kept = Bytes::npos) {
  const Bytes captured = frame.substr(0, kept);
  return pcapng_block(6,
                      number(interface, 4, little) +
                          number(ticks >> 32, 4, little) +
                          number(ticks & 0xffffffff, 4, little) +
                          number(captured.size(), 4, little) +
                          number(frame.size(), 4, little) + captured,
                      little);
}

inline void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream file{path, std::ios::binary};
  file << bytes;
  if (!file.flush()) throw std::runtime_error{path + ": cannot be written"};
}

}  // namespace captures
