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
#                               <----- RST ------  ask again, on a new connection
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene persistent 'Three requests, one connection; the client ends it.'
start server on server http_server --host "$SERVER" --port "$PORT"
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --requests 3
go_on client 'answered'
blocks server poll
states ESTAB ESTAB
go_on client 'answered'
blocks server poll
go_on client 'done'
printed client 'requests 3, connections 1'
blocks server poll
states TIME-WAIT gone
exits client 0
interrupt server
finish

scene fresh 'Three requests, three connections: three handshakes, three TIME-WAITs.'
start server on server http_server --host "$SERVER" --port "$PORT"
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --requests 3 --fresh
go_on client 'answered'
go_on client 'answered'
go_on client 'done'
printed client 'requests 3, connections 3'
blocks server poll
states TIME-WAIT gone TIME-WAIT gone TIME-WAIT gone
exits client 0
interrupt server
finish

scene close_request '"Connection: close" in the request: the server must close.'
start server on server http_server --host "$SERVER" --port "$PORT"
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --close
go_on client 'server ended'
blocks server poll
printed client 'recv(fd, &nothing, 1, 0) = 0'
states CLOSE-WAIT FIN-WAIT-2
say 'The server has ended first: TIME-WAIT will be on its side.'
exits client 0
blocks server poll
states gone TIME-WAIT
interrupt server
finish

scene close_response '"Connection: close" in the response: the server must close.'
start server on server http_server --host "$SERVER" --port "$PORT"
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --path /close
go_on client 'server ended'
blocks server poll
states CLOSE-WAIT FIN-WAIT-2
exits client 0
blocks server poll
states gone TIME-WAIT
interrupt server
finish

scene http_1_0 'HTTP/1.0 closes, unless it is asked to keep the connection.'
start server on server http_server --host "$SERVER" --port "$PORT"
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --http10
go_on client 'server ended'
blocks server poll
states CLOSE-WAIT FIN-WAIT-2
interrupt server
finish

scene idle 'The idle timeout: the server closes; the client notices when it asks.'
start server on server http_server --host "$SERVER" --port "$PORT" --idle 2
blocks server poll
start client on client http_client --host "$SERVER" --port "$PORT" --requests 2
go_on client 'answered'
say 'The client has its answer, and keeps the connection. Nobody says a word.'
printed server 'closes an idle connection'
states CLOSE-WAIT FIN-WAIT-2
say 'The client has not looked. It sends its next request to nobody.'
go_on client 'done'
printed client 'recv(fd, buffer, size, 0) = 0'
printed client 'the kept connection had ended: again, on a new one'
blocks server poll
states gone gone TIME-WAIT gone
exits client 0
interrupt server
finish

scene race 'The race: the request arrives while the server closes.'
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
printed client 'the kept connection had ended: again, on a new one'
go_on server 'answered'
printed client '200 OK'
finish
