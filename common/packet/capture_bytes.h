// The bytes of a capture file, read forwards: it may be a pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace packet {

// What is wrong with a file, and at which byte of it, from 0.
struct BadCapture : std::runtime_error {
  BadCapture(std::size_t where, const std::string& reason);
  std::size_t offset;
};

// A packet with what its link put before it.
struct Record {
  std::size_t offset = 0;  // in the file
  std::int64_t nanoseconds = 0;
  bool timed = true;
  std::uint32_t link = 0;  // its link type
  std::span<const std::byte> frame;
};

// No reader takes a packet that claims to be longer: tcpdump's limit, too.
constexpr std::uint32_t longest_packet = 262144;

class CaptureBytes {
 public:
  explicit CaptureBytes(std::istream& file) : file_{file} {}

  // Reads on until `size` bytes are kept. Returns false if there is not one;
  // throws BadCapture if the file ends within them, and calls them `what`.
  bool keep(std::size_t size, const std::string& what);

  // Passes over `size` bytes. Throws BadCapture if there are fewer.
  void skip(std::size_t size, const std::string& what);

  // Keeps nothing of what has been read so far.
  void forget() { kept_.clear(); }

  // How much of the file has been read.
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::span<const std::byte> kept() const { return kept_; }

  // Numbers among the kept bytes, in the byte order of the file.
  [[nodiscard]] std::uint16_t two_at(std::size_t at) const;
  [[nodiscard]] std::uint32_t four_at(std::size_t at) const;
  [[nodiscard]] std::uint64_t eight_at(std::size_t at) const;
  void set_big_endian(bool big) { big_ = big; }

 private:
  [[nodiscard]] std::uint64_t number_at(std::size_t at, std::size_t size) const;

  std::istream& file_;
  std::size_t offset_ = 0;
  std::vector<std::byte> kept_{};
  bool big_ = false;
};

}  // namespace packet
