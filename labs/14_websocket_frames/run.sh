#!/usr/bin/env bash
# How do messages travel in frames, and frames in segments?
#
#     client                                                 server
#     81 85 KEY and 5 bytes, masked   -------------------->  the text 'Hello'
#                          <----------------------------     81 0f and 15 bytes
#
#     FIN and opcode: 81 a whole text, 01 its beginning, 00 goes on, 80 its end
#                     82 a whole binary message    88 Close    89 Ping    8a Pong
#     MASK and length: 85 is masked, 5 bytes;  0f is not, 15 bytes
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

# Both programs, up to the open WebSocket.
open_websocket() { # WHAT-TO-SEND
  websocket
  start server on server frame_server --host "$SERVER" --port "$PORT"
  go_on server 'listening'
  start client on client frame_sender --host "$SERVER" --port "$PORT" --send "$1"
  go_on server 'open'
  go_on client 'open'
}

scene text 'A text: 2 bytes of header, 4 of key, 5 of text.'
open_websocket text
go_on client 'sent'
go_on server 'answered'
printed server "text of 5 bytes: 'Hello'"
go_on client 'closing'
go_on server 'half closed'
finish

scene binary 'A binary message: any bytes, for which nothing has to be true.'
open_websocket binary
go_on client 'sent'
go_on server 'answered'
printed server 'binary of 4 bytes'
go_on client 'closing'
go_on server 'half closed'
finish

scene ping 'A Ping is answered with a Pong that holds the same.'
open_websocket ping
go_on client 'sent'
go_on server 'answered'
printed server "ping 'still there?'"
go_on client 'closing'
printed client 'opcode 10: still there?'
go_on server 'half closed'
finish

scene fragments 'A message in three fragments, and a Ping between them.'
open_websocket fragments
go_on client 'sent'
blocks server recv
printed server 'not yet a whole message'
go_on client 'sent'
go_on server 'answered'
say 'The Pong does not wait until the message has ended.'
go_on client 'sent'
blocks server recv
printed server 'not yet a whole message'
go_on client 'sent'
go_on server 'answered'
printed server "text of 15 bytes: 'one, two, three'"
go_on client 'closing'
go_on server 'half closed'
finish

scene large '100,000 bytes: one message, one frame, many segments.'
run_on client ip link set wire mtu 9000 # so that it fits on a screen: 12 segments
run_on server ip link set wire mtu 9000 # and not 70
open_websocket large
blocks server recv
go_on client 'sent'
go_on server 'answered'
printed server 'binary of 100000 bytes'
go_on client 'closing'
go_on server 'half closed'
finish

scene two 'Two messages in one segment.'
open_websocket two
go_on client 'sent'
go_on server 'answered'
printed server "text of 5 bytes: 'Hello'"
printed server "text of 6 bytes: 'again!'"
say 'One recv() has brought two messages. Their answers leave together, too.'
go_on client 'closing'
go_on server 'half closed'
finish

scene bad_utf8 'A text that is not UTF-8: 1007, at the first bad byte.'
open_websocket bad_utf8
go_on client 'sent'
go_on server 'answered'
printed server 'rule broken: text is UTF-8 (RFC 6455, 8.1)'
say 'The frame has not even come to its end: the server does not wait for that.'
go_on server 'half closed'
states CLOSE-WAIT FIN-WAIT-2
finish

scene unmasked 'A client that does not mask its frame: 1002.'
open_websocket unmasked
go_on client 'sent'
go_on server 'answered'
printed server 'rule broken: a client masks every frame (RFC 6455, 5.1)'
go_on server 'half closed'
states CLOSE-WAIT FIN-WAIT-2
finish

# A server that has time, for a teacher may need it.
open_chat() { # OPTION ...
  start server on server chat_server --host "$SERVER" --port "$PORT" \
    --heartbeat 3600 --patience 3600 "$@"
  go_on server 'listening'
  run_free server
}
come_to_chat() { # NAME
  start "$1" on client websocket_client --host "$SERVER" --port "$PORT" --show 30
  go_on "$1" 'open'
}

scene chat 'A text of one client goes to all; a Close concerns one.'
websocket
open_chat
come_to_chat ann
come_to_chat bob
types ann 'Hello, bob'
printed ann 'guest 1: Hello, bob'
types bob '/close 4000 bye'
printed bob 'guest 1: Hello, bob'
printed bob "closed: 4000 'bye'"
printed ann '* guest 2 has left: 4000 bye'
say 'Ctrl-C: the server tells those who are there.'
interrupt server
printed ann "closed: 1001 'goodbye'"
finish

scene slow_reader 'One client does not read: it is dropped, and the others notice nothing.'
websocket
tune client tcp_rmem '4096 4096 4096' # little room for what is not read
open_chat --queue 2048
come_to_chat deaf # reads nothing until it is let go on
come_to_chat ann
for line in {1..12}; do
  types ann "$line$(printf '%1000s' '' | tr ' ' .)"
  printed ann "guest 2: $line."
done
printed server '* guest 1 has left: 1008 you do not read'
say 'Now it reads: all that was sent to it, and why it is the last.'
go_on deaf 'closed'
printed deaf "closed: 1008 'you do not read'"
interrupt server
finish
