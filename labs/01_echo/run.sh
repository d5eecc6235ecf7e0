#!/usr/bin/env bash
# What are the two ends of a connection?
#
#     client                                server
#     socket()                              socket() bind() listen()
#     connect()   ----- SYN ------------->
#                 <---- SYN ACK ----------  (the kernel answers)
#     returns     ----- ACK ------------->
#     send()      ----- 5 bytes --------->  they wait in the kernel
#                                           accept() recv() send()
#     recv()      <---- 5 bytes ----------
#     close()     ----- FIN ------------->  recv() = 0, close()
#                 <---- FIN --------------
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene handshake 'The kernel shakes hands: connect() returns before accept() is called.'
start server on server echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB ESTAB
say 'Connected at both ends, and the server has not called accept().'
go_on client 'sent'
unread server 5
say 'Data, too, arrives before accept(): it waits in the kernel.'
go_on server 'accepted'
states ESTAB ESTAB
go_on server 'received'
blocks server recv
go_on client 'closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
exits client 0
exits server 0
states TIME-WAIT gone
finish

scene four_tuple 'Two clients, one server port: a connection is its 4-tuple.'
start server on server echo_server --host "$SERVER" --port "$PORT" --clients 2
go_on server 'listening'
start client_1 on client echo_client --host "$SERVER" --port "$PORT" --message first
go_on client_1 'connected'
start client_2 on client echo_client --host "$SERVER" --port "$PORT" --message second
go_on client_2 'connected'
states ESTAB ESTAB ESTAB ESTAB
say 'Four sockets, and all differ: local address and port, peer address and port.'
finish

scene two_sends 'A byte stream has no messages: two sends, one recv.'
start server on server stream_receiver --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client stream_sender --host "$SERVER" --port "$PORT"
go_on client 'sent'
unread server 12
go_on server 'received'
printed server 'recv(client, buffer, size, 0) = 12'
finish

scene two_recvs 'A byte stream has no messages: one send, two recvs.'
start server on server stream_receiver --host "$SERVER" --port "$PORT" --size 10
go_on server 'listening'
start client on client stream_sender --host "$SERVER" --port "$PORT" --once
go_on client 'sent'
unread server 12
go_on server 'received'
printed server 'recv(client, buffer, size, 0) = 10'
go_on server 'received'
printed server 'recv(client, buffer, size, 0) = 2'
finish

scene refused 'Nobody listens: the kernel answers the SYN with RST.'
start client on client echo_client --host "$SERVER" --port "$PORT"
printed client 'connect(client, server, size) = -1 ECONNREFUSED'
exits client 1
states gone gone
finish

scene silence 'Nothing answers: the SYN is sent again, until the kernel gives up.'
tune client tcp_syn_retries 1
wire --rule 'drop client SYN'
start client on client echo_client --host "$SERVER" --port "$PORT"
blocks client connect
timer client 'on'
printed client 'connect(client, server, size) = -1 ETIMEDOUT'
exits client 1
states gone gone
finish

slow_scene silence_default 'The same with tcp_syn_retries 6, the default: more than two minutes.'
wire --rule 'drop client SYN'
start client on client echo_client --host "$SERVER" --port "$PORT"
printed client 'connect(client, server, size) = -1 ETIMEDOUT'
exits client 1
finish

scene slow_connect 'A connect() that seems to hang: its SYN was lost twice.'
wire --rule 'drop client SYN 1; drop client SYN 2'
start server on server echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client echo_client --host "$SERVER" --port "$PORT"
blocks client connect
timer client 'on'
say 'The kernel waits 1 s, then 2 s: exponential backoff. ss shows the timer.'
go_on client 'connected'
states ESTAB ESTAB
finish

scene unreachable 'There is no way: connect() fails at once, and nothing is sent.'
run_on client ip route del 192.0.2.2
start client on client echo_client --host "$SERVER" --port "$PORT"
printed client 'connect(client, server, size) = -1 ENETUNREACH'
exits client 1
run_on client ip route add unreachable 192.0.2.2
start again on client echo_client --host "$SERVER" --port "$PORT"
printed again 'connect(client, server, size) = -1 EHOSTUNREACH'
exits again 1
states gone gone
finish

scene rejected 'A firewall refuses: an ICMP error ends connect() at once.'
wire --rule 'reject client SYN'
start client on client echo_client --host "$SERVER" --port "$PORT"
printed client 'connect(client, server, size) = -1 EHOSTUNREACH'
exits client 1
states gone gone
finish

# The server is a router here, and knows no way to 192.0.2.3.
scene no_way 'A router has no way there: another ICMP error, and the same end.'
tune server ip_forward 1
run_on server ip route add unreachable 192.0.2.3
run_on client ip route add 192.0.2.3 dev wire
start client on client echo_client --host 192.0.2.3 --port "$PORT"
printed client 'connect(client, server, size) = -1 EHOSTUNREACH'
exits client 1
states gone gone
finish

scene full_queue 'A full accept queue: the third connect() waits until accept() makes room.'
start server on server busy_server --host "$SERVER" --port "$PORT" --backlog 1
go_on server 'listening'
start first on client stream_sender --host "$SERVER" --port "$PORT"
go_on first 'connected'
start second on client stream_sender --host "$SERVER" --port "$PORT"
go_on second 'connected'
start third on client stream_sender --host "$SERVER" --port "$PORT"
blocks third connect
states ESTAB ESTAB ESTAB ESTAB SYN-SENT gone
sockets server -tln
say 'Backlog 1, and two wait: the queue is full. The kernel drops the third SYN.'
go_on server 'accepted'
go_on third 'connected'
states ESTAB ESTAB ESTAB ESTAB ESTAB ESTAB
run_free server
exits first 0
exits second 0
exits third 0
interrupt server
finish

scene simultaneous_open 'Two SYNs cross on the wire: one connection, and nobody has listened.'
wire --rule 'hold client SYN until server SYN'
start client on client crossing_peer --from client --host server --port "$PORT"
start server on server crossing_peer --from server --host client --port "$PORT"
go_on server 'bound'
blocks client connect
states SYN-SENT gone
go_on server 'connected'
go_on client 'connected'
states ESTAB ESTAB
say 'Each SYN was answered with SYN ACK. There is one connection, and no listener.'
go_on client 'closed'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene syn_recv_close 'close() in SYN-RECV: FIN is sent, although no ACK has come.'
# Their SYN ACKs are lost, those too that the kernels send again in the next seconds.
wire --rule 'hold client SYN until server SYN; drop client SYN 2; drop server SYN 2;
  drop client SYN 3; drop server SYN 3; drop client SYN 4; drop server SYN 4'
start client on client crossing_peer --from client --host server --port "$PORT" --at-once
start server on server crossing_peer --from server --host client --port "$PORT"
go_on server 'bound'
go_on client 'connecting'
blocks server connect
states SYN-RECV SYN-RECV
go_on client 'closed'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene not_mine 'bind() to an address that this host does not have.'
start server on server echo_server --host 192.0.2.9 --port "$PORT"
printed server 'bind(listener, address, size) = -1 EADDRNOTAVAIL'
exits server 1
finish

scene port_taken 'Two servers want one port: EADDRINUSE, whatever SO_REUSEADDR says.'
start server on server echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start second on server echo_server --host "$SERVER" --port "$PORT"
printed second 'setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) = 0'
printed second 'bind(listener, address, size) = -1 EADDRINUSE'
exits second 1
interrupt server
finish

scene restart 'What SO_REUSEADDR is for: a server that starts again.'
start server on server echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client echo_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
go_on server 'received'
blocks server recv
go_on client 'echoed'
say 'Ctrl-C ends the server: its kernel closes the sockets, and so closes first.'
interrupt server
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
start again on server echo_server --host "$SERVER" --port "$PORT" --no-reuseaddr
printed again 'bind(listener, address, size) = -1 EADDRINUSE'
exits again 1
start third on server echo_server --host "$SERVER" --port "$PORT"
go_on third 'listening'
interrupt third
finish

scene ipv6 'The same over IPv6: another address, and nothing else.'
has_ipv6 || skip 'this machine has no IPv6'
start server on server echo_server --host "$SERVER6" --port "$PORT" --clients 1
go_on server 'listening'
start client on client echo_client --host "$SERVER6" --port "$PORT"
go_on client 'sent'
go_on server 'received'
blocks server recv
go_on client 'echoed'
states ESTAB ESTAB
finish
