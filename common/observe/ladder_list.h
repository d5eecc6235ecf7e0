// The segments of a ladder as Wireshark lists them, one a line.
#pragma once

#include <string>

#include "common/observe/ladder_rows.h"

namespace observe {

// "   0.050  Client > Server [FIN, ACK] Seq=126 Ack=230 Len=0" and the line's
// end; empty for a row without a segment. `data`: what its payload begins with,
// too. Wireshark's [TCP Retransmission] is "(retransmission)" here.
std::string list_line(const Row& row, bool data);

}  // namespace observe
