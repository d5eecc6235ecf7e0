#!/usr/bin/env bash
# What do `ss`, the ladder and the wire show?
#
#     client            the wire                 server
#     connect()   ----- SYN -------------->
#     SYN-SENT    <---- SYN ACK -----------      SYN-RECV
#     ESTAB       ----- ACK ----| held           SYN-RECV
#     send()      ----- DATA ---X dropped
#                 ----- DATA again ------->      ESTAB
#
# The programs are those of lab 01.
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene handshake 'A long way: each segment needs 100 ms, and is seen twice.'
wire --delay 100ms
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB ESTAB
run_free server
exits client 0
exits server 0
states TIME-WAIT gone
finish

scene held 'A rule holds the last ACK of the handshake: SYN-RECV stands still.'
wire --rule 'hold client ACK until client DATA'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB SYN-RECV
say 'For the client the connection is there, for the server it is not yet.'
go_on client 'sent'
states ESTAB ESTAB
say 'Each segment after the SYN acknowledges: the data did what the ACK could not.'
finish

scene retransmission 'Data is lost four times: the kernel sends it again, and waits longer each time.'
wire --rule 'drop client DATA 1; drop client DATA 2; drop client DATA 3; drop client DATA 4'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
timer client 'on'
sockets client -tno
unread server 5
timer client none
say 'Neither program has noticed anything.'
finish

scene queues 'ss: what waits in the queues of each socket, and which timer runs.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
unread server 5
sockets server -tan
go_on server 'received'
sockets server -tan
blocks server recv
go_on client 'closed'
exits server 0
timer client 'timewait'
sockets client -tano
finish

scene frames 'WebSocket frames, named in the segments that carry them.'
websocket
start server on server 14_websocket_frames/websocket_echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client 14_websocket_frames/websocket_client --host "$SERVER" --port "$PORT"
go_on client 'open'
say 'HTTP until the 101, WebSocket behind it. Now the client has no more to say.'
exits client 0
interrupt server
finish
