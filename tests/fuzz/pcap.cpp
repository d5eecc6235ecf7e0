// Any bytes as a capture file: it is read to its end, or to what is wrong. Of
// the same file cut short the same packets are read; and what a pcap file holds
// is the same in pcapng.
#include "common/packet/pcap.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "common/packet/capture.h"
#include "common/packet/capture_clock.h"
#include "common/packet/packet.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  std::int64_t nanoseconds;
  std::string ip;
  std::string reason;
  bool operator==(const Read&) const = default;
};

std::vector<Read> read_all(const std::string& bytes) {
  std::istringstream file{bytes};
  std::vector<Read> packets;
  std::size_t offset = 0;
  double now = 0;
  packet::CaptureClock clock;
  try {
    packet::CaptureReader reader{file};
    while (const auto packet = reader.next()) {
      require(packet->number == packets.size() + 1);
      require(packet->offset > offset && packet->offset < bytes.size());
      require(packet->reason.empty() || packet->ip.empty());
      offset = packet->offset;
      const double t = clock.read(*packet);
      require(t >= now);
      now = t;
      (void)packet::parse(packet->ip);
      packets.push_back({packet->nanoseconds,
                         {reinterpret_cast<const char*>(packet->ip.data()),
                          packet->ip.size()},
                         packet->reason});
    }
  } catch (const packet::BadCapture& bad) {
    require(bad.offset >= offset && bad.offset <= bytes.size());
  }
  return packets;
}

std::string big(std::uint64_t value, int size) {
  std::string bytes;
  for (int bits = 8 * size - 8; bits >= 0; bits -= 8)
    bytes += static_cast<char>(value >> bits & 0xff);
  return bytes;
}

std::string block(std::uint32_t type, std::string body) {
  body.resize((body.size() + 3) / 4 * 4);
  const std::string size = big(body.size() + 12, 4);
  return big(type, 4) + size + body + size;
}

// With nanoseconds (if_tsresol 9), of raw IP.
std::string as_pcapng(const std::vector<Read>& packets) {
  std::string file = block(0x0a0d0d0a, big(0x1a2b3c4d, 4) + big(1, 2) +
                                           big(0, 2) + big(0, 8)) +
                     block(1, big(101, 2) + big(0, 2) + big(0, 4) + big(9, 2) +
                                  big(1, 2) + big(9, 1));
  for (const Read& packet : packets) {
    const auto size = packet.ip.size();
    file += block(
        6, big(0, 4) + big(static_cast<std::uint64_t>(packet.nanoseconds), 8) +
               big(size, 4) + big(size, 4) + packet.ip);
  }
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string bytes{reinterpret_cast<const char*>(data), size};
  auto packets = read_all(bytes);

  const auto half = read_all(bytes.substr(0, size / 2));
  require(half.size() <= packets.size());
  for (std::size_t i = 0; i < half.size(); ++i) require(half[i] == packets[i]);

  std::erase_if(packets, [](const Read& packet) {
    return !packet.reason.empty() || packet.nanoseconds < 0;
  });
  require(read_all(as_pcapng(packets)) == packets);
  return 0;
}
