// Packets that nobody sent: for the lessons that need one, inside the lab's own
// two hosts.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "common/packet/packet.h"

namespace packet {

// The IP packet that this segment is: its ends, numbers, flags, window and
// payload. It has no options.
std::vector<std::byte> forge(const Packet& segment);

// A firewall's answer to an IP packet, as if from its destination: an ICMP error,
// "admin prohibited", that quotes it. RFC 792; RFC 1812, section
// 5.2.7.1; RFC 4443, section 3.1.
std::vector<std::byte> forge_prohibited(std::span<const std::byte> ip);

}  // namespace packet
