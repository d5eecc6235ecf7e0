// Any bytes as a capture file: it is read to its end, or to what is wrong.
#include "common/observe/pcap.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "common/observe/packet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::istringstream file{
      std::string{reinterpret_cast<const char*>(data), size}};
  try {
    observe::PcapReader reader{file};
    while (const auto packet = reader.next()) {
      if (packet->offset >= size) std::abort();
      (void)observe::parse(packet->ip);
    }
  } catch (const observe::BadCapture& bad) {
    if (bad.offset > size) std::abort();
  }
  return 0;
}
