#include "common/packet/capture_bytes.h"

#include <algorithm>

namespace packet {
namespace {

// A size is a claim of the file: memory follows what is there.
constexpr std::size_t chunk = 65536;

BadCapture ends_within(const std::string& what, std::size_t at,
                       std::size_t there, std::size_t size) {
  return {at, "the file ends within " + what + ": " + std::to_string(there) +
                  " of " + std::to_string(size) + " bytes"};
}

}  // namespace

BadCapture::BadCapture(std::size_t where, const std::string& reason)
    : std::runtime_error{"byte " + std::to_string(where) + ": " + reason},
      offset{where} {}

bool CaptureBytes::keep(std::size_t size, const std::string& what) {
  while (kept_.size() < size) {
    const std::size_t before = kept_.size();
    const std::size_t part = std::min(size - before, chunk);
    kept_.resize(before + part);
    file_.read(reinterpret_cast<char*>(&kept_[before]),
               static_cast<std::streamsize>(part));
    const auto got = static_cast<std::size_t>(file_.gcount());
    kept_.resize(before + got);
    offset_ += got;
    if (got < part && !kept_.empty())
      throw ends_within(what, offset_, kept_.size(), size);
    if (got < part) return false;
  }
  return true;
}

void CaptureBytes::skip(std::size_t size, const std::string& what) {
  file_.ignore(static_cast<std::streamsize>(size));
  const auto got = static_cast<std::size_t>(file_.gcount());
  offset_ += got;
  if (got < size) throw ends_within(what, offset_, got, size);
}

std::uint64_t CaptureBytes::number_at(std::size_t at, std::size_t size) const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::byte byte = kept_[big_ ? at + i : at + size - 1 - i];
    value = value << 8 | std::to_integer<std::uint64_t>(byte);
  }
  return value;
}

std::uint16_t CaptureBytes::two_at(std::size_t at) const {
  return static_cast<std::uint16_t>(number_at(at, 2));
}

std::uint32_t CaptureBytes::four_at(std::size_t at) const {
  return static_cast<std::uint32_t>(number_at(at, 4));
}

std::uint64_t CaptureBytes::eight_at(std::size_t at) const {
  return number_at(at, 8);
}

}  // namespace packet
