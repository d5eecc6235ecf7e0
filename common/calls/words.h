// A system call in the words that CALL() uses. Memory may hold anything:
// whatever is read of it is bounded, and what cannot be read is said as "?".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/calls/system_call.h"

namespace calls {

// "shutdown(8, SHUT_WR)", "recv(8, 65536)", "connect(3, 192.0.2.2:80)".
std::string words(const SystemCall& call, const Memory& memory);

// An option as it stands in a row with others: "TCP_NODELAY", "TCP_KEEPIDLE 60".
std::string folded_words(const SystemCall& call, const Memory& memory);

// What came out beside the result (what the kernel returned: an error is below
// 0): "from 192.0.2.1:40000" of accept, "ECONNREFUSED" of SO_ERROR. Often empty.
std::string outcome(const SystemCall& call, const Memory& memory,
                    long long result);

// The first bytes that it writes, or has read, `most` at most. Empty where the
// program does not hold them: sendfile, splice.
std::string bytes_written(const SystemCall& call, const Memory& memory,
                          std::size_t most);
std::string bytes_read(const SystemCall& call, const Memory& memory,
                       long long result, std::size_t most);

// The descriptors that sendmsg passes, or recvmsg has received: SCM_RIGHTS.
// See unix(7), cmsg(3).
std::vector<int> passed(const SystemCall& call, const Memory& memory);

}  // namespace calls
