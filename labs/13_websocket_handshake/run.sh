#!/usr/bin/env bash
# How does an HTTP connection become a WebSocket?
#
#     client                                          server
#     GET / HTTP/1.1            ----------------->
#     Upgrade: websocket
#     Sec-WebSocket-Key: KEY                          Base64(SHA-1(KEY + GUID))
#                               <-----------------    101 Switching Protocols
#                                                     Sec-WebSocket-Accept: ...
#     a text frame, masked      ----------------->
#                               <-----------------    a text frame
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene handshake 'A request with a key, an answer to that key; then frames.'
start server on server handshake_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
go_on server 'open'
printed server 'SHA-1'
go_on client 'open'
printed client '101 Switching Protocols'
printed client 'the Accept belongs to the key'
states ESTAB ESTAB
say 'One connection: what was HTTP is WebSocket now. A text each way:'
go_on client 'sent'
go_on server 'half closed'
printed server "text: 'hello, server'"
go_on client 'read'
printed client "text: 'hello, client'"
states CLOSE-WAIT FIN-WAIT-2
exits client 0
exits server 0
states gone TIME-WAIT
finish

scene refused 'Another version: 426, and which version the server speaks.'
start server on server handshake_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT" --version 8
go_on client 'asked'
go_on server 'half closed'
printed server 'refused, 426'
states CLOSE-WAIT FIN-WAIT-2
exits client 1
printed client '426'
finish

scene key 'The computation, a step a line, as with printf, sha1sum, xxd and base64.'
start program on server accept_key --key x3JJHMbDL1EzLkh9GBhXDw==
printed program 'x3JJHMbDL1EzLkh9GBhXDw==258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
printed program 'HSmrc0sMlYUkAGmm5OPpG2HaGWk='
finish
