// What the kernel has counted, from the device up to TCP and UDP, in the names that
// nstat shows: nstat(8).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/socket/fd.h"

namespace host {

using Counters = std::map<std::string, long long>;  // by name

// Those of a text in which a line of names and a line of their values make a
// group, as in /proc/net/netstat and /proc/net/snmp. A name begins with its group:
// IpInHdrErrors, UdpNoPorts; those of TcpExt, which most are, do not: ListenDrops. A
// name without a value is left out.
Counters parse_counters(std::string_view groups);

// Those of IPv6, a name and its value a line, as in /proc/net/snmp6: Ip6InHdrErrors,
// Udp6NoPorts. A line that is not so is left out.
Counters parse_ipv6_counters(std::string_view lines);

// What each device could not take, of the text of /proc/net/dev: "wire:rx_dropped",
// "wire:rx_errors". See ip-link(8), "ip -s link".
Counters parse_devices(std::string_view proc_net_dev);

// Packets from, or for, an address that cannot be there, of the text of
// /proc/net/stat/rt_cache: "rt_cache:in_martian_src". They are those of the whole
// machine. See lnstat(8).
Counters parse_martians(std::string_view proc_net_stat_rt_cache);

// The file of the network namespace that the calling thread is in now, later too. No
// descriptor if there is none.
Fd open_counters();

// What that file says now: TcpExt, IpExt.
Counters read_counters(const Fd& file);

// All that are named here, of the network namespace that the calling thread is in.
Counters read_all_counters();

// Those that are higher now, and by how much.
Counters moved(const Counters& before, const Counters& now);

}  // namespace host
