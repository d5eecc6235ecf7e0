#!/usr/bin/env bash
# How does a packet come to the program, and where may it be dropped?
#
#     wire      device     IP         TCP, UDP     the socket       the program
#     ----->    a packet?  for us?    checksum?    its numbers?     recv()
#                          whole?     a socket?    its filter?
#                                                  place in its
#                                                  queue?
#
# At each "?" a packet can end. A counter moves there, and often nothing else.
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

# What is lost is sent again after a second, and not after 0.2: time to look before.
resend_late() {
  run_on client ip route change 192.0.2.2 dev wire rto_min 1s
  if has_ipv6; then run_on client ip route change 2001:db8::2 dev wire rto_min 1s; fi
}

# What the wire spoils is the client's first data: five bytes.
play_spoiled() { # HOW [ADDRESS]
  local address=${2:-$SERVER}
  wire --rule "spoil client DATA 1 $1"
  resend_late
  start server on server 01_echo/echo_server --host "$address" --port "$PORT"
  go_on server 'listening'
  run_free server
  start client on client 01_echo/echo_client --host "$address" --port "$PORT"
  go_on client 'connected'
  blocks server recv
  counters server TcpPassiveOpens 1
  go_on client 'sent'
}

scene device 'No version of IP: the device does not take it.'
play_spoiled version
counters server wire:rx_dropped 1 IpInReceives 0
run_on server ip -s link show wire
go_on client 'echoed'
interrupt server
finish

scene length 'The IP header promises more than has come: IP drops it.'
play_spoiled length
counters server IpInReceives 1 IpExtInTruncatedPkts 1 IpInDelivers 0
go_on client 'echoed'
interrupt server
finish

scene header 'The checksum of the IP header is wrong: IP drops it.'
play_spoiled header
counters server IpInReceives 1 IpInHdrErrors 1 IpInDelivers 0
go_on client 'echoed'
interrupt server
finish

scene destination 'It is for another host, and we are no router: IP drops it.'
play_spoiled destination
counters server IpInReceives 1 IpInAddrErrors 1 IpInDelivers 0
go_on client 'echoed'
interrupt server
finish

scene no_route 'The same over IPv6: there is no route to it, and the sender is told.'
has_ipv6 || skip 'this machine has no IPv6'
play_spoiled destination "$SERVER6"
counters server Ip6InReceives 1 Ip6InNoRoutes 1 Ip6InDelivers 0 Icmp6OutDestUnreachs 1
go_on client 'echoed'
interrupt server
finish

scene martian 'It says that it comes from 127.0.0.1: a martian. nstat has no counter for it.'
play_spoiled source
counters server IpInReceives 1 IpInHdrErrors 0 IpInAddrErrors 0 IpInDelivers 0
go_on client 'echoed'
interrupt server
finish

scene ttl 'Its time to live is 0: only a router would mind.'
play_spoiled ttl
counters server IpInHdrErrors 0 IpInDelivers some
go_on client 'echoed'
interrupt server
finish

scene fragment 'A fragment waits for the others, and they never come.'
tune server ipfrag_time 3
play_spoiled fragment
counters server IpReasmReqds 1 IpInDelivers 0
go_on client 'echoed'
counters server IpReasmTimeout 1 IpReasmFails 1 IcmpOutTimeExcds 1
interrupt server
finish

scene checksum 'The checksum of TCP is wrong: TCP drops it before it seeks a socket.'
play_spoiled checksum
counters server IpInDelivers 1 TcpInCsumErrors 1 TcpOutRsts 0
go_on client 'echoed'
interrupt server
finish

scene stranger 'Another port of the sender: no connection has this 4-tuple, so RST.'
play_spoiled port
counters server IpInDelivers 1 TcpInCsumErrors 0 TcpOutRsts 1
go_on client 'echoed'
interrupt server
finish

scene old_timestamp 'A timestamp of long ago: PAWS drops it, and answers with an ACK.'
play_spoiled timestamp
counters server PAWSEstab 1 TcpOutRsts 0
go_on client 'echoed'
interrupt server
finish

scene guessed_rst 'RST, one byte off: a challenge ACK, and the connection lives.'
wire --rule 'inject client RST seq +1 after client ACK 1'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
ask 'Behind the handshake comes a RST that nobody has sent. Its number is one too high. What does the server do?' \
  'it sends an ACK; the connection lives' 'it sends nothing; the connection lives' \
  'it sends nothing; the connection is gone' 'it sends RST; the connection is gone' \
  because 'Only the very number that is expected ends a connection. For another one in the window the kernel asks the peer, by an ACK, whether it meant it (RFC 5961, section 3).'
go_on client 'connected'
counters server TCPChallengeACK 1
states ESTAB ESTAB
run_free server
go_on client 'echoed'
interrupt server
finish

scene filter 'A filter at the socket refuses: no counter of nstat moves, only its own.'
[[ $SERVER == 127.0.0.1 ]] || resend_late
start server on server filtering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'filtered'
go_on client 'sent'
timer client 'on'
unread server 0
counters server TcpInErrs 0 TcpOutRsts 0
go_on server 'counted'
printed server 'the socket has dropped segments'
states ESTAB ESTAB
say 'Behind skmem: r is what lies in the receive queue, d what was dropped.'
sockets server -tnm state established "sport = :$PORT"
go_on server 'received'
printed server 'recv(client, buffer, size, 0) = 5'
interrupt client
finish

scene out_of_order 'The second bytes come first: they wait, and the program sleeps.'
wire --rule 'drop client DATA 1; delay client DATA 3 900ms'
resend_late
start server on server 01_echo/stream_receiver --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client 01_echo/stream_sender --host "$SERVER" --port "$PORT"
go_on client 'connected'
blocks server recv
go_on client 'sent'
counters server TCPOFOQueue 1
unread server 0
blocks server recv
say '"world" is here, in the out-of-order queue, and "hello, " is not.'
printed server 'recv(client, buffer, size, 0) = 12'
finish

scene wildcard 'Two listeners, one port: the exact address before the wildcard.'
start server on server two_listeners --host "$SERVER" --port "$PORT"
go_on server 'listening'
start first on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on first 'connected'
go_on server 'accepted'
printed server 'the client is in the queue of the exact address'
run_free server
blocks server poll
start second on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on second 'connected'
printed server 'the client is in the queue of the wildcard'
interrupt first
interrupt second
finish

scene reuseport 'Four listeners at one place: a hash of the 4-tuple picks one.'
[[ $SERVER != 127.0.0.1 ]] || skip 'it needs the two hosts: on loopback others may take its ports'
start server on server sharing_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client crowd_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'accepted'
printed server 'they are spread'
run_free server
go_on client 'connected again'
printed server 'again: each is where it was before'
finish

scene datagrams 'UDP, and a full buffer: datagrams are gone, and nobody is told.'
start server on server datagram_server --host "$SERVER" --port "$PORT"
go_on server 'bound'
start client on client datagram_client --host "$SERVER" --port "$PORT"
go_on client 'sent all'
counters server UdpRcvbufErrors some UdpNoPorts 0
go_on server 'read'
printed server 'together 20'
finish

scene no_port 'UDP, and nobody there: the next call is told.'
start client on client datagram_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
counters server UdpNoPorts 1 IcmpOutDestUnreachs 1
exits client 1
printed client 'ECONNREFUSED'
finish
