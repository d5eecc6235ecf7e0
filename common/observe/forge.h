// A segment that nobody sent: for the lessons that need one, inside the lab's
// own two hosts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/observe/packet.h"

namespace observe {

// An IP packet with an RST that `source` seems to have sent. It counts as in
// order if `seq` is what the receiver expects next. RFC 9293, section 3.5.3.
std::vector<std::byte> forge_rst(const Endpoint& source,
                                 const Endpoint& destination,
                                 std::uint32_t seq);

}  // namespace observe
