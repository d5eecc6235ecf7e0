// pcapng: a file of blocks, in which each interface describes itself. See
// draft-ietf-opsawg-pcapng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/packet/capture_bytes.h"

namespace packet {

// Reads sections of either byte order, one after the other; any number of
// interfaces, each with its own clock; and enhanced, simple and obsolete packet
// blocks. It passes over all other blocks.
class PcapngReader {
 public:
  // Whether a file that begins with these four bytes is such a capture.
  static bool knows(std::span<const std::byte> magic);

  // Those four bytes are kept in `bytes`.
  explicit PcapngReader(CaptureBytes& bytes) : bytes_{&bytes} {}

  // Nothing at the end of the file. Throws BadCapture.
  std::optional<Record> next();

 private:
  struct Interface {
    std::uint32_t link = 0;
    std::uint32_t snap_length = 0;    // 0: packets are whole
    std::uint8_t resolution = 6;      // as if_tsresol says it: 10^-6 s
    std::int64_t offset_seconds = 0;  // to be added to each time
  };

  std::optional<std::uint32_t> read_block();
  void learn_byte_order();
  void add_interface();
  [[nodiscard]] Record packet(std::uint32_t type) const;

  CaptureBytes* bytes_;
  std::size_t block_ = 0;                // where it begins in the file
  std::string name_{};                   // of that block, for errors
  std::vector<Interface> interfaces_{};  // of this section
};

}  // namespace packet
