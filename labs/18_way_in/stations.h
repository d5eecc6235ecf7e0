// Where a packet has ended, by what the kernel has counted. The first two follow from
// the packets that IP has received and delivered; the others are a table of ours,
// made from the kernel's source: which station counts what.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/host/counters.h"

struct Mark {
  std::string_view counter;
  std::string_view station;
};

// The first that has moved counts.
inline constexpr auto marks = std::to_array<Mark>({
    {"TcpInCsumErrors", "TCP"},      // tcp_v4_rcv(), before a socket is sought
    {"UdpNoPorts", "UDP"},           // __udp4_lib_rcv(), no socket is found
    {"Udp6NoPorts", "UDP"},          // the same of IPv6
    {"ListenDrops", "listener"},     // tcp_conn_request()
    {"PAWSEstab", "connection"},     // tcp_validate_incoming()
    {"BeyondWindow", "connection"},  // the same
    {"TCPChallengeACK", "connection"},  // the same
    {"DelayedACKLost", "connection"},   // tcp_send_dupack()
    {"TCPAbortOnData", "connection"},   // tcp_rcv_state_process()
    {"TCPZeroWindowDrop", "queue"},     // tcp_data_queue()
    {"TCPRcvQDrop", "queue"},           // the same
    {"UdpRcvbufErrors", "queue"},       // __udp_enqueue_schedule_skb()
    {"sk_drops", "socket"},             // sk_filter(), and all the above
    {"TcpOutRsts", "TCP"},  // tcp_v4_send_reset(), no socket is found
});

// `good`: what moved for a packet that got through. `bad`: for this one.
inline std::string_view station_of(const host::Counters& good,
                                   const host::Counters& bad) {
  for (const std::string ip : {"Ip", "Ip6"}) {
    if (good.contains(ip + "InReceives") && !bad.contains(ip + "InReceives"))
      return "device";
    if (good.contains(ip + "InDelivers") && !bad.contains(ip + "InDelivers"))
      return "IP";
  }
  for (const auto& [counter, station] : marks)
    if (bad.contains(std::string{counter})) return station;
  return "program";
}
