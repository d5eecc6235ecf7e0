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
say 'Data too arrives before accept(): it waits in the kernel.'
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

scene four_tuple 'Two clients, one server port: a connection is its four numbers.'
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
