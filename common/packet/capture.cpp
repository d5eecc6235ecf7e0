#include "common/packet/capture.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <string_view>
#include <utility>

#include "common/packet/link.h"
#include "common/socket/must.h"

namespace packet {
namespace {

constexpr std::size_t magic_size = 4;

// What people give by mistake, by its first bytes.
struct Mistake {
  std::string_view begins;
  const char* what;
  const char* reader;  // the program that can do something with it
};

constexpr std::array<Mistake, 6> mistakes = {{
    {"\x1f\x8b", "compressed with gzip", "gunzip -c"},
    {"\x28\xb5\x2f\xfd", "compressed with zstd", "zstd -dc"},
    {"\xfd\x37zX", "compressed with xz", "xz -dc"},
    {"BZh", "compressed with bzip2", "bzip2 -dc"},
    {"\x04\x22\x4d\x18", "compressed with lz4", "lz4 -dc"},
    {"{\"", "a trace, and no capture", "ladder --read"},
}};

// What a file is that begins so, and what helps.
std::string explain(std::span<const std::byte> magic, const std::string& path) {
  const std::string_view text{reinterpret_cast<const char*>(magic.data()),
                              magic.size()};
  for (const Mistake& mistake : mistakes) {
    if (!text.starts_with(mistake.begins)) continue;
    std::string what = mistake.what;
    what += std::string{": "} + mistake.reader + " " + path;
    if (what.starts_with("compressed"))
      what += std::string{" | "} + program_invocation_short_name + " --read -";
    return what;
  }
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
  if (printable) return "text, and no capture: tcpdump -w FILE writes one";
  return "neither pcap nor pcapng: editcap " + path +
         " NEW.pcapng converts what Wireshark reads";
}

std::variant<PcapReader, PcapngReader> find_format(CaptureBytes& bytes,
                                                   const std::string& path) {
  if (!bytes.keep(magic_size, "its first number"))
    throw BadCapture{0, "the file is empty"};
  if (PcapReader::knows(bytes.kept())) return PcapReader{bytes};
  if (PcapngReader::knows(bytes.kept())) return PcapngReader{bytes};
  throw BadCapture{0, explain(bytes.kept(), path)};
}

std::unique_ptr<std::istream> open(const std::string& path) {
  if (path == "-") return std::make_unique<std::istream>(std::cin.rdbuf());
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    throw std::runtime_error{path + ": a directory: name a capture in it"};
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file) must(-1, path.c_str());
  return file;
}

// Runs `read`. What it says of a capture then names the file.
template <typename Read>
auto naming(const std::string& path, Read read) {
  try {
    return read();
  } catch (const BadCapture& bad) {
    throw std::runtime_error{(path == "-" ? "standard input" : path) + ": " +
                             bad.what()};
  }
}

}  // namespace

CaptureReader::CaptureReader(std::istream& file, const std::string& path)
    : bytes_{std::make_unique<CaptureBytes>(file)},
      format_{find_format(*bytes_, path)} {}

std::optional<Captured> CaptureReader::next() {
  const auto record =
      std::visit([](auto& format) { return format.next(); }, format_);
  if (!record) return std::nullopt;
  const auto [ip, reason] = unwrap(record->link, record->frame);
  return Captured{.number = ++packets_,
                  .offset = record->offset,
                  .nanoseconds = record->nanoseconds,
                  .timed = record->timed,
                  .ip = ip,
                  .reason = reason};
}

CaptureFile::CaptureFile(const std::string& path)
    : path_{path}, file_{open(path)} {
  naming(path_, [&] { reader_.emplace(*file_, path_); });
}

std::optional<Captured> CaptureFile::next() {
  return naming(path_, [&] { return reader_->next(); });
}

}  // namespace packet
