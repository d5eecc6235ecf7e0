// Capture files as tcpdump and Wireshark write them: classic pcap.
// See pcap-savefile(5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace observe {

// The file's first 24 bytes, for packets that begin with their IP header.
std::vector<std::byte> pcap_header();

// One packet as it stands in the file. `seconds` since 1970.
std::vector<std::byte> pcap_record(double seconds,
                                   std::span<const std::byte> ip);

}  // namespace observe
