// Classic pcap, as libpcap writes it. See pcap-savefile(5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/packet/capture_bytes.h"

namespace packet {

// The file's first 24 bytes, for packets that begin with their IP header.
std::vector<std::byte> pcap_header();

// One packet as it stands in the file. `seconds` since 1970.
std::vector<std::byte> pcap_record(double seconds,
                                   std::span<const std::byte> ip);

// Reads either byte order, with microseconds or nanoseconds.
class PcapReader {
 public:
  // Whether a file that begins with these four bytes is such a capture.
  static bool knows(std::span<const std::byte> magic);

  // Those four bytes are kept in `bytes`. Throws BadCapture.
  explicit PcapReader(CaptureBytes& bytes);

  // Nothing at the end of the file. Throws BadCapture.
  std::optional<Record> next();

 private:
  CaptureBytes* bytes_;
  std::size_t packets_ = 0;
  std::size_t header_ = 16;  // before each packet
  std::int64_t tick_ = 1000;
  std::uint32_t link_ = 0;
};

}  // namespace packet
