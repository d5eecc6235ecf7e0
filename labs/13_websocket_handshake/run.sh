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
websocket
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
websocket
start server on server handshake_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT" \
  --header 'Sec-WebSocket-Version: 8'
go_on client 'asked'
go_on server 'half closed'
printed server 'refused, 426'
states CLOSE-WAIT FIN-WAIT-2
exits client 1
printed client '426'
finish

# Each client breaks one rule. What it is answered becomes a row of the table.
refuse() { # STATUS RULE OPTION ...
  clients=$((clients + 1))
  start "client$clients" on client handshake_client --host "$SERVER" --port "$PORT" "${@:3}"
  exits "client$clients" 1
  printed "client$clients" "$1"
  table+=("$(printf '%-36s %s' "$2" "$1")")
}

scene refusals 'A rule broken by each client, and the answer to it.'
websocket
start server on server handshake_server --host "$SERVER" --port "$PORT" \
  --clients 13 --origin http://localhost:7000
go_on server 'listening'
run_free server
clients=0 table=()
refuse '405 Method Not Allowed' 'the method must be GET' --method POST
refuse '400 Bad Request' 'HTTP/1.0 knows no Upgrade' --http10
refuse '400 Bad Request' 'there must be a Host' --header Host:
refuse '400 Bad Request' 'there must be an Upgrade' --header Upgrade:
refuse '400 Bad Request' 'Upgrade must list websocket' --header 'Upgrade: h2c'
refuse '400 Bad Request' 'Connection must list Upgrade' --header 'Connection: keep-alive'
refuse '426 Upgrade Required' 'the version must be 13' --header 'Sec-WebSocket-Version: 8'
refuse '400 Bad Request' 'there must be a key' --header Sec-WebSocket-Key:
refuse '400 Bad Request' 'the key must be 16 bytes' --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZQ=='
refuse '400 Bad Request' 'the key must be Base64' --header 'Sec-WebSocket-Key: the sample nonce'
refuse '403 Forbidden' 'the page must be one of ours' --header 'Origin: http://evil.example'
refuse '413 Content Too Large' 'there must be no body' --header 'Content-Length: 5'
refuse '431 Request Header Fields Too Large' 'the head must not be endless' \
  --header "Cookie: $(printf '%9000s' '' | tr ' ' x)"
exits server 0
for row in "${table[@]}"; do say "$row"; done
finish

# Each server gives an answer that breaks one rule. What the client finds wrong
# becomes a row of the table.
mistrust() { # ANSWER RULE HEADER
  servers=$((servers + 1))
  start "server$servers" on server handshake_server --host "$SERVER" --port "$PORT" --header "$3"
  go_on "server$servers" 'listening'
  start "client$servers" on client handshake_client --host "$SERVER" --port "$PORT"
  run_free "server$servers"
  exits "client$servers" 1
  printed "client$servers" "no WebSocket: $2"
  printed "server$servers" 'the client ended too early'
  table+=("$(printf '%-26s %s' "$1" "$2")")
}

scene answers 'What the client takes for no WebSocket, although it says 101.'
websocket
servers=0 table=()
mistrust 'the Accept of another key' 'Sec-WebSocket-Accept must answer the key' \
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo='
mistrust 'no Accept' 'Sec-WebSocket-Accept must answer the key' Sec-WebSocket-Accept:
mistrust 'no Upgrade' 'Upgrade must be websocket' Upgrade:
mistrust 'Connection: close' 'Connection must list Upgrade' 'Connection: close'
mistrust 'Sec-WebSocket-Protocol' 'Sec-WebSocket-Protocol was not asked for' \
  'Sec-WebSocket-Protocol: chat'
mistrust 'Sec-WebSocket-Extensions' 'Sec-WebSocket-Extensions was not asked for' \
  'Sec-WebSocket-Extensions: permessage-deflate'
for row in "${table[@]}"; do say "$row"; done
finish

scene no_websocket 'Two servers that know no WebSocket: one echoes, one speaks HTTP.'
start echo on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on echo 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT"
run_free echo
exits client 1
printed client 'the answer is no HTTP'
interrupt echo
start http on server 03_keep_alive/http_server --host "$SERVER" --port "$PORT"
blocks http epoll_wait
start client2 on client handshake_client --host "$SERVER" --port "$PORT"
exits client2 1
printed client2 '200 OK'
printed client2 'the status must be 101, not 200'
interrupt http
finish

scene subprotocol 'The client lists what it speaks; the server chooses.'
websocket
start server on server handshake_server --host "$SERVER" --port "$PORT" --clients 2 --subprotocol chat
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT" \
  --header 'Sec-WebSocket-Protocol: superchat, chat'
run_free server
exits client 0
printed client 'subprotocol: chat'
start client2 on client handshake_client --host "$SERVER" --port "$PORT" \
  --header 'Sec-WebSocket-Extensions: permessage-deflate'
exits client2 0
printed client2 'the Accept belongs to the key'
finish

scene early_frame 'The first frame comes with the request, and is not lost.'
websocket
start server on server handshake_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT" --early
go_on client 'asked'
go_on server 'open'
go_on server 'half closed'
printed server "text: 'hello, server'"
go_on client 'read'
printed client "text: 'hello, client'"
finish

scene slow_opening 'Half a request, and then nothing: 408, in its time.'
websocket
start server on server handshake_server --host "$SERVER" --port "$PORT" --patience 1
go_on server 'listening'
start client on client handshake_client --host "$SERVER" --port "$PORT" --half
go_on client 'asked'
states ESTAB ESTAB
go_on server 'half closed'
printed server 'refused, 408'
exits client 1
printed client '408 Request Timeout'
finish

scene key 'The computation, a step a line, as with printf, sha1sum, basenc and base64.'
start program on server accept_key --key x3JJHMbDL1EzLkh9GBhXDw==
printed program 'x3JJHMbDL1EzLkh9GBhXDw==258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
printed program 'HSmrc0sMlYUkAGmm5OPpG2HaGWk='
exits program 0
say 'The Accept that is often shown with that key is the one of another:'
start rfc on server accept_key
printed rfc 'dGhlIHNhbXBsZSBub25jZQ=='
printed rfc 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
finish
