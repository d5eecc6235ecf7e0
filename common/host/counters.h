// What the kernel's TCP has counted, in the names that nstat shows: nstat(8).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/socket/fd.h"

namespace host {

using Counters = std::map<std::string, long long>;  // by name

// Those of the text of /proc/net/netstat, in which a line of names and a line of
// their values make a group, that begin with "TcpExt:". A name without a value is
// left out.
Counters parse_counters(std::string_view proc_net_netstat);

// The file of the network namespace that the calling thread is in now, later too. No
// descriptor if there is none.
Fd open_counters();

// What that file says now.
Counters read_counters(const Fd& file);

// Those that are higher now, and by how much.
Counters moved(const Counters& before, const Counters& now);

}  // namespace host
