#!/usr/bin/env bash
# HTTP/1.1: one connection for many requests; and when must it be closed?
#
#     client                                       server
#     GET /                     --------------->
#                               <---------------   200 OK
#     GET / again, at once      --------------->
#                               <---------------   200 OK
#     (nothing to ask)                             5 quiet seconds
#                               <----- FIN ------  close()
#     GET / at that moment      --------------->
#     (ask again, on a new one) <----- RST ------
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene persistent 'Three requests, one connection; the client ends it.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --requests 3
go_on client 'answered'
blocks server epoll_wait
states ESTAB ESTAB
go_on client 'answered'
blocks server epoll_wait
go_on client 'done'
printed client 'requests 3, connections 1'
blocks server epoll_wait
states TIME-WAIT gone
exits client 0
interrupt server
finish

scene fresh 'Three requests, three connections: three handshakes, three TIME-WAITs.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --requests 3 --fresh
go_on client 'answered'
go_on client 'answered'
go_on client 'done'
printed client 'requests 3, connections 3'
blocks server epoll_wait
states TIME-WAIT gone TIME-WAIT gone TIME-WAIT gone
exits client 0
interrupt server
finish

scene interim 'An interim response: it is not the answer. Any number may come before that.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --path /hints
go_on client 'answered'
printed client '103 Early Hints: the answer is still to come'
printed client '200 OK'
states ESTAB ESTAB
exits client 0
blocks server epoll_wait
interrupt server
finish

scene close_request '"Connection: close" in the request: each side must close.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
say 'The client has not closed yet. So the server is first, and will have TIME-WAIT.'
exits client 0
blocks server epoll_wait
states gone TIME-WAIT
interrupt server
finish

scene close_response '"Connection: close" in the response: each side must close.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --path /close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
blocks server epoll_wait
states gone TIME-WAIT
interrupt server
finish

scene http_1_0 'HTTP/1.0 closes, unless it is asked to keep the connection.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --http10
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
blocks server epoll_wait
interrupt server
finish

scene idle 'The idle timeout: the server closes; the client notices when it asks.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 2
blocks server epoll_wait
start client on client http_client --host "$SERVER" --port "$PORT" --requests 2
go_on client 'answered'
say 'The client has its answer, and keeps the connection. Nobody says a word.'
printed server 'closes an idle connection'
states CLOSE-WAIT FIN-WAIT-2
say 'The client looks before it asks again: its kernel has the FIN.'
go_on client 'done'
printed client 'recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) = 0'
printed client 'the kept connection is of no use: again, on a new one'
blocks server epoll_wait
states gone TIME-WAIT TIME-WAIT gone
exits client 0
interrupt server
finish

scene crossing 'The race: FIN is on its way when the client asks; the request meets RST.'
wire --rule 'hold server FIN until server RST'
start server on server racing_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client http_client --host "$SERVER" --port "$PORT" --requests 2
go_on server 'answered'
go_on client 'answered'
go_on server 'closed'
states ESTAB FIN-WAIT-1
say 'The client looks: nothing has come. It asks, and FIN comes too late to warn it.'
blocks client recv
printed client 'the kept connection is of no use: again, on a new one'
go_on server 'answered'
printed client '200 OK'
say 'A proxy that may not ask again (POST) now answers its own client: 502 Bad Gateway.'
finish

scene race 'The other order: the request is there, unread, when the server closes.'
start server on server racing_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client http_client --host "$SERVER" --port "$PORT" --requests 2
go_on server 'answered'
go_on client 'answered'
blocks client recv
unread server some
say 'The request is there, unread, when the server closes: RST.'
go_on server 'closed'
printed client 'recv(fd, buffer, size, 0) = -1 ECONNRESET'
printed client 'the kept connection is of no use: again, on a new one'
go_on server 'answered'
printed client '200 OK'
finish

scene curl_reuse 'curl with two URLs: both on one connection, and it closes first.'
needs curl
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
run_free server
start client on client -- curl -s --noproxy '*' "http://$SERVER:$PORT/a" "http://$SERVER:$PORT/b"
go_on client 'send( #2'
states ESTAB ESTAB
exits client 0
states TIME-WAIT gone
interrupt server
finish

scene curl_close 'The same with "Connection: close": curl needs two connections.'
needs curl
start server on server http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
run_free server
start client on client -- curl -s --noproxy '*' -H 'Connection: close' "http://$SERVER:$PORT/a" "http://$SERVER:$PORT/b"
exits client 0
interrupt server
finish
