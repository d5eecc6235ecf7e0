// Capture files as tcpdump, Wireshark and others write them, read packet by
// packet: pcap and pcapng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "common/packet/capture_bytes.h"
#include "common/packet/pcap.h"
#include "common/packet/pcapng.h"

namespace packet {

// One packet of a capture.
struct Captured {
  std::size_t number = 0;         // from 1, as Wireshark counts them
  std::size_t offset = 0;         // of its record, in the file
  std::int64_t nanoseconds = 0;   // since 1970
  bool timed = true;              // false: the file does not say when
  std::span<const std::byte> ip;  // from its IP header on
  std::string reason;             // why there is no IP packet; else empty
};

// Keeps one packet, however long the file.
class CaptureReader {
 public:
  // Finds out the kind of the file, and reads its header. Throws BadCapture,
  // which names the cure: a command on `path`.
  explicit CaptureReader(std::istream& file, const std::string& path = "FILE");

  // The next packet, or nothing at the end of the file. `ip` is good until the
  // next call. Throws BadCapture; what came before stays good.
  std::optional<Captured> next();

 private:
  std::unique_ptr<CaptureBytes> bytes_;  // its address stays
  std::variant<PcapReader, PcapngReader> format_;
  std::size_t packets_ = 0;
};

// The same for a file that has a name; "-" is standard input.
class CaptureFile {
 public:
  // Throws std::system_error, or std::runtime_error that names the file.
  explicit CaptureFile(const std::string& path);

  // As CaptureReader, but throws std::runtime_error that names the file.
  std::optional<Captured> next();

 private:
  std::string path_;
  std::unique_ptr<std::istream> file_;
  std::optional<CaptureReader> reader_{};
};

}  // namespace packet
