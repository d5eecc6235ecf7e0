// What a row of a ladder says in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/ladder/rows.h"

namespace ladder {

// "#2 FIN ACK seq 9 ack 1 len 8 win 0 retransmission", "ICMP port unreachable".
// `connection`: its number; 0: it is not said. More than `room` columns: the least
// important words go first.
std::string packet_words(const PacketRow& row, int connection, std::size_t room,
                         std::string_view ellipsis);

// The payload's first bytes as a C string: "GET / HTTP/1.1\r\n".
std::string excerpt(std::string_view data);

// "0.050": seconds, with so many digits behind the point where `room` allows it.
std::string time_words(double t, std::size_t room, int digits = 3);

// Whether it is a segment with RST.
bool resets(const PacketRow& row);

}  // namespace ladder
