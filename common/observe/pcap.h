// Capture files as tcpdump and Wireshark write them: classic pcap.
// See pcap-savefile(5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace observe {

// The file's first 24 bytes, for packets that begin with their IP header.
std::vector<std::byte> pcap_header();

// One packet as it stands in the file. `seconds` since 1970.
std::vector<std::byte> pcap_record(double seconds,
                                   std::span<const std::byte> ip);

// One packet of a capture.
struct Captured {
  std::size_t number = 0;         // from 1, as Wireshark counts them
  std::size_t offset = 0;         // of its record, in the file
  std::int64_t nanoseconds = 0;   // since 1970
  std::span<const std::byte> ip;  // from its IP header on
  std::string reason;             // why there is no IP packet; else empty
};

// What is wrong with a file, and at which byte of it, from 0.
struct BadCapture : std::runtime_error {
  BadCapture(std::size_t where, const std::string& reason);
  std::size_t offset;
};

// Reads a capture packet by packet: of either byte order, with microseconds or
// nanoseconds, and from raw IP, Ethernet (with one 802.1Q tag or none), a
// loopback or Linux "any" device. It keeps one packet, however long the file.
class PcapReader {
 public:
  // Reads the file's header. Throws BadCapture.
  explicit PcapReader(std::istream& file);

  // The next packet, or nothing at the end of the file. `ip` is good until the
  // next call. Throws BadCapture; what came before stays good.
  std::optional<Captured> next();

 private:
  std::uint32_t four_at(std::size_t at) const;
  bool read(std::size_t size, const std::string& what);

  std::istream& file_;
  std::size_t offset_ = 0;       // how much of the file has been read
  std::vector<std::byte> last_;  // what was read last
  std::size_t packets_ = 0;
  bool swapped_ = false;  // not in this machine's byte order
  std::uint32_t tick_ = 1000;
  std::uint32_t link_ = 0;
};

}  // namespace observe
