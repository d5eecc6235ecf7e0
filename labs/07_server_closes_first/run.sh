#!/usr/bin/env bash
# A web server that closes first: how, and who pays with TIME-WAIT?
#
#     client                                       server
#     GET /socket-close         --------------->
#                               <---------------   200 OK, Connection: close
#                               <----- FIN ------  shutdown(SHUT_WR)
#     recv() = 0, close()       ------ FIN ----->
#                               <----- ACK ------  TIME-WAIT
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene root 'GET /: the server keeps the connection, and the client closes first.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
start client on client web_client --host "$SERVER" --port "$PORT"
go_on client 'answered'
blocks server poll
states ESTAB ESTAB
go_on client 'closed'
states TIME-WAIT gone
interrupt server
finish

scene socket_close 'GET /socket-close: the server answers, and half-closes.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
start client on client web_client --host "$SERVER" --port "$PORT" --path /socket-close --stay
go_on server 'answered'
blocks client recv
run_free server
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish

scene socket_destroy 'GET /socket-destroy: 1.5 quiet seconds, with a keep-alive probe of TCP, and close().'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
start client on client web_client --host "$SERVER" --port "$PORT" --path /socket-destroy --stay
go_on server 'answered'
go_on client 'answered'
say 'HTTP says "keep", and nobody sends. After a second a kernel asks, not a program.'
run_free server
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish

scene close_request '"Connection: close" in the request: the client waits, the server is first.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
run_free server
start client on client 03_keep_alive/http_client --host "$SERVER" --port "$PORT" --close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
interrupt server
finish

scene close_response '"Connection: close" in the response: the same.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
run_free server
start client on client 03_keep_alive/http_client --host "$SERVER" --port "$PORT" --path /socket-close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
interrupt server
finish

scene close_race '"Connection: close", and the server waits: the client is first.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 600
blocks server accept
start client on client 03_keep_alive/http_client --host "$SERVER" --port "$PORT" --close
go_on server 'answered'
go_on client 'done'
states FIN-WAIT-2 CLOSE-WAIT
say 'Both must close. The client was faster: it will have TIME-WAIT.'
run_free server
states TIME-WAIT gone
exits client 0
interrupt server
finish

scene idle 'No header at all, and a quiet client: after a while the server closes first.'
start server on server web_server --host "$SERVER" --port "$PORT" --idle 1
blocks server accept
start client on client web_client --host "$SERVER" --port "$PORT" --stay
run_free server
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish

scene nginx_close 'nginx, and "Connection: close" in the request: it calls close(), and is the first.'
needs nginx
start server on server -- "$STAGE_ROOT/scripts/nginx.sh" "$PORT" 'return 200 hello'
listens server
start client on client 03_keep_alive/http_client --host "$SERVER" --port "$PORT" --close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
interrupt server
finish

scene nginx_idle 'nginx, keepalive_timeout 500ms: after half a quiet second it closes first.'
needs nginx
start server on server -- "$STAGE_ROOT/scripts/nginx.sh" "$PORT" 'keepalive_timeout 500ms' 'return 200 hello'
listens server
start client on client web_client --host "$SERVER" --port "$PORT" --stay
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish

scene node_close 'node, and "Connection: close" in the request: shutdown(SHUT_WR), and close() at once.'
needs node
start server on server -- node "$FILES/web_server.js" "$PORT"
listens server
start client on client 03_keep_alive/http_client --host "$SERVER" --port "$PORT" --close
go_on client 'answered'
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
interrupt server
finish

scene node_idle 'node, keepAliveTimeout: it closes first, by close() alone.'
needs node
start server on server -- node "$FILES/web_server.js" "$PORT"
listens server
start client on client web_client --host "$SERVER" --port "$PORT" --stay
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish
