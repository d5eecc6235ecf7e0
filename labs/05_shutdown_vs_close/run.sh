#!/usr/bin/env bash
# close() or shutdown(): who sends what, and what can still arrive?
#
#     client                                     server
#     send()              ----- question ----->  recv()
#     close() or
#     shutdown(SHUT_WR)   ----- FIN ---------->  recv() = 0
#                         <---- answer --------  send(): succeeds in both cases
#     after shutdown: recv() has the answer
#     after close:        ----- RST ---------->  the next send() = -1 EPIPE
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene three 'Three segments: the server closes at once, its FIN carries the ACK.'
start server on server closing_server --host "$SERVER" --port "$PORT"
blocks server accept
ask 'The client closes, and the server as soon as its recv() has returned 0. Which segments end the connection?' \
  'FIN, FIN with the ACK, ACK' 'FIN, ACK, FIN, ACK' 'FIN, FIN' 'FIN, RST' \
  because "The ACK of a FIN may wait for about 40 ms. The server's own FIN leaves before that, and carries it."
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states TIME-WAIT gone
finish

scene four 'Four segments: the server closes later than its ACK can wait.'
start server on server closing_server --host "$SERVER" --port "$PORT" --late 200
blocks server accept
ask 'The client closes, and the server 200 ms after its recv() has returned 0. Which segments end the connection?' \
  'FIN, ACK, FIN, ACK' 'FIN, FIN with the ACK, ACK' 'FIN, FIN' 'FIN, RST' \
  because "The ACK waits for about 40 ms. Then it leaves alone; the server's FIN comes later."
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states TIME-WAIT gone
finish

scene quickack 'TCP_QUICKACK: the ACK does not wait, so always four segments.'
start server on server closing_server --host "$SERVER" --port "$PORT" --quickack
blocks server accept
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states TIME-WAIT gone
finish

scene quickack_route 'A route with quickack 1: the same, for every socket of that host.'
run_on server ip route change 192.0.2.1 dev wire proto kernel scope link src 192.0.2.2 quickack 1
start server on server closing_server --host "$SERVER" --port "$PORT"
blocks server accept
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states TIME-WAIT gone
finish

scene close 'close(): nobody is left to read the answer.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
go_on server 'asked'
states ESTAB ESTAB
go_on client 'closed'
go_on server 'client ended'
printed server 'recv(peer, buffer, size, 0) = 0'
states FIN-WAIT-2 CLOSE-WAIT
timer client timewait
say 'The server cannot see that nobody listens. Its first send() succeeds.'
ask "The client has closed, and its FIN has come. What does the server's first send() return?" \
  '7, the number of bytes' '-1 EPIPE' '-1 ECONNRESET' 'nothing: SIGPIPE kills it' \
  because 'A FIN says that the peer sends no more, not that it does not read. send() only puts bytes into the send queue; that the client is gone, its RST will say.'
go_on server 'answered'
printed server 'send(peer, answer, size, MSG_NOSIGNAL) = 7'
states gone gone
go_on server 'answered again'
printed server 'send(peer, more, size, MSG_NOSIGNAL) = -1 EPIPE'
go_on server 'closed'
printed server 'recv(peer, buffer, size, 0) = 0'
finish

scene sigpipe 'The same without MSG_NOSIGNAL: the second send() kills the server.'
start server on server talking_server --host "$SERVER" --port "$PORT" --sigpipe
go_on server 'listening'
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'answered'
states gone gone
exits server SIGPIPE
finish

scene half_close 'shutdown(SHUT_WR): the client stops sending, and keeps listening.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client half_close_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
go_on server 'asked'
go_on client 'half closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
timer client none
say 'The same states as after close(), but no timer: the client waits. The answer arrives.'
go_on server 'answered again'
go_on client 'received'
printed client 'answer'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'closed'
go_on client 'server ended'
states TIME-WAIT gone
finish

scene shut_rd 'shutdown(SHUT_RD): nothing is sent, and nothing is refused.'
start server on server talking_server --host "$SERVER" --port "$PORT" --early
go_on server 'listening'
start client on client shut_rd_client --host "$SERVER" --port "$PORT"
go_on client 'shut'
go_on server 'asked'
states ESTAB ESTAB
go_on client 'read nothing'
printed client 'recv(client, buffer, size, 0) = 0'
say 'For the client the end has come. The server knows nothing of it, and sends.'
go_on server 'sent early'
unread client 10
go_on client 'read late data'
printed client 'recv(client, buffer, size, 0) = 10'
states ESTAB ESTAB
go_on client 'closed'
printed client 'recv(client, buffer, size, 0) = 0'
finish

scene shut_rdwr 'shutdown(SHUT_RDWR): FIN, and RST for what still comes.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client shut_rdwr_client --host "$SERVER" --port "$PORT"
go_on client 'shut'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on client 'read nothing'
printed client 'recv(client, buffer, size, 0) = 0'
go_on server 'answered'
printed server 'send(peer, answer, size, MSG_NOSIGNAL) = 7'
states gone gone
say 'The client still has its descriptor, and no connection behind it.'
go_on client 'read again'
printed client 'recv(client, buffer, size, 0) = -1 ECONNRESET'
go_on server 'answered again'
printed server 'send(peer, more, size, MSG_NOSIGNAL) = -1 EPIPE'
finish

scene shut_wr_rd 'SHUT_RD after SHUT_WR is SHUT_RDWR: what still comes is answered with RST.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client shut_rdwr_client --host "$SERVER" --port "$PORT" --one-by-one
go_on client 'half closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on client 'shut'
states FIN-WAIT-2 CLOSE-WAIT
go_on client 'read nothing'
printed client 'recv(client, buffer, size, 0) = 0'
say 'SHUT_RD sent nothing; and yet the answer is refused now.'
go_on server 'answered'
states gone gone
go_on client 'read again'
printed client 'recv(client, buffer, size, 0) = -1 ECONNRESET'
finish

scene dup_close 'close() of one of two descriptors: no FIN before the last.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client dup_client --host "$SERVER" --port "$PORT"
go_on client 'one closed'
go_on server 'asked'
blocks server recv
states ESTAB ESTAB
go_on client 'both closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene dup_shutdown 'shutdown() through one of two descriptors: FIN at once.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client dup_client --host "$SERVER" --port "$PORT" --shutdown
go_on client 'shut'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene fork 'A child holds the socket too: the close() of its parent sends nothing.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client fork_client --host "$SERVER" --port "$PORT"
ask 'The client has called fork(), so its child holds the socket, too. The parent calls close(client). What does the kernel send?' \
  'nothing' 'FIN' 'RST' 'only an ACK' \
  because 'close() ends a descriptor. The connection ends with the last one, and the child has another.'
go_on client 'parent closed'
go_on server 'asked'
blocks server recv
states ESTAB ESTAB
ask 'The child ends, without a call of close(). It held the last descriptor. What does the kernel of the client send?' \
  'FIN' 'RST' 'nothing' 'only an ACK' \
  because 'The kernel closes all descriptors of a process that ends. This was the last one of the socket, and nothing was unread.'
go_on client 'child ended'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene fork_shutdown 'A child holds the socket too: the shutdown() of its parent acts at once.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client fork_client --host "$SERVER" --port "$PORT" --shutdown
go_on client 'shut'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene thread_close 'A thread waits in recv(): the close() of another sends nothing yet.'
start server on server talking_server --host "$SERVER" --port "$PORT" --early
go_on server 'listening'
start client on client two_threads_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
go_on server 'asked'
blocks client recv
types client close
printed client 'close(client) = 0'
states ESTAB ESTAB
say 'The descriptor is gone. The call that waits still holds the socket.'
go_on server 'sent early'
go_on client 'returned'
printed client '= 10'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene thread_shutdown 'The same with shutdown(): FIN at once, and recv() returns 0.'
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client two_threads_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
blocks client recv
types client shutdown
go_on client 'returned'
printed client '= 0'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene accept_close 'A thread waits in accept(): close() of the listener, and it still listens.'
start server on server two_threads_server --host "$SERVER" --port "$PORT"
blocks server accept
types server close
printed server 'close(listener) = 0'
start client on client close_client --host "$SERVER" --port "$PORT"
go_on client 'asked'
go_on server 'returned'
states ESTAB ESTAB
say 'One client more was accepted. Only now is the listener closed.'
start late on client close_client --host "$SERVER" --port "$PORT"
exits late 1
printed late 'ECONNREFUSED'
finish

scene accept_shutdown 'shutdown() of the listener: accept() fails at once, and nobody listens.'
start server on server two_threads_server --host "$SERVER" --port "$PORT"
blocks server accept
types server shutdown
go_on server 'returned'
printed server '= -1 EINVAL'
start late on client close_client --host "$SERVER" --port "$PORT"
exits late 1
printed late 'ECONNREFUSED'
finish

scene queued 'close() with bytes still unsent: FIN-WAIT-1, and no FIN before the last byte.'
tune server tcp_rmem '4096 4096 4096'
start server on server closing_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client close_client --host "$SERVER" --port "$PORT" --bytes 3000
go_on client 'closed'
states FIN-WAIT-1 ESTAB
timer client persist
say 'The server does not read, and has room for no more: the FIN must wait its turn.'
go_on server 'closed'
states TIME-WAIT gone
finish

scene syn_sent 'close() in SYN-SENT: nothing is sent, for there is nothing to end.'
wire --rule 'drop server SYN'
start server on server closing_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client syn_sent_client --host "$SERVER" --port "$PORT"
go_on client 'connecting'
states SYN-SENT SYN-RECV
go_on client 'closed'
states gone SYN-RECV
interrupt server
finish

scene syn_sent_late 'The SYN ACK comes after the close(): the kernel answers it with RST.'
wire --rule 'delay server SYN 500ms'
start server on server closing_server --host "$SERVER" --port "$PORT"
blocks server accept
start client on client syn_sent_client --host "$SERVER" --port "$PORT"
run_free client
exits client 0
states gone gone
interrupt server
finish

scene node_end "node's socket.end(): shutdown(SHUT_WR), and the answer is still read."
needs node
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client -- node "$FILES/end_client.js" "$SERVER" "$PORT" end
go_on client 'shutdown('
go_on server 'asked'
states ESTAB ESTAB
hold client 'close('
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'answered again'
printed client 'more'
go_on server 'closed'
go_on client 'close('
states TIME-WAIT gone
finish

scene node_destroy "node's socket.destroy(): close(), and nobody is left to read the answer."
needs node
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client -- node "$FILES/end_client.js" "$SERVER" "$PORT" destroy
go_on client 'close('
go_on server 'asked'
states ESTAB ESTAB
exits client 0
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'answered'
states gone gone
go_on server 'answered again'
printed server 'send(peer, more, size, MSG_NOSIGNAL) = -1 EPIPE'
finish

scene python_with "python's with: its end is close(), as in scene close."
needs python3
((DEADLINE >= 30)) || DEADLINE=30 # it may start slowly: pyenv asks many programs first
start server on server talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client -- python3 "$FILES/with_client.py" "$SERVER" "$PORT"
go_on client 'close('
go_on server 'asked'
states ESTAB ESTAB
exits client 0
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'answered'
states gone gone
finish
