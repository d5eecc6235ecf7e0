// pcapng, as Wireshark reads it: packets that begin with their IP header, with a
// comment each. See draft-ietf-opsawg-pcapng; pcapng.h reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/packet/packet.h"

namespace packet {

// The file's beginning: a section, and its one interface.
std::vector<std::byte> pcapng_header();

// Which host has which address.
std::vector<std::byte> pcapng_names(
    std::span<const std::pair<Endpoint, std::string>> hosts);

// One packet. `nanoseconds` since 1970. `comment`: UTF-8; empty: there is none. Of
// a long one the beginning.
std::vector<std::byte> pcapng_packet(std::int64_t nanoseconds,
                                     std::span<const std::byte> ip,
                                     std::string_view comment);

}  // namespace packet
