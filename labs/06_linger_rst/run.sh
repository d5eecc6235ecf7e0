#!/usr/bin/env bash
# FIN or RST: what makes close() abort a connection, and what is lost?
#
#     client                                  server
#     send()              ----- 8 bytes --->
#     close()             ----- FIN ------->  recv() = 8, recv() = 0
#
#     the same, with SO_LINGER {1, 0}, or with bytes unread:
#     close()             ----- RST ------->  recv() = 8, recv() = -1 ECONNRESET
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene off 'Without SO_LINGER close() returns at once, and FIN follows the data.'
start server on server reading_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
printed client 'it returned at once'
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = 8'
printed server 'recv(peer, buffer, size, 0) = 0'
states FIN-WAIT-2 CLOSE-WAIT
exits server 0
states TIME-WAIT gone
finish

scene orphan 'The same with the process gone: the kernel delivers what is still unsent.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --bytes 10000
go_on client 'closed'
printed client 'it returned at once'
exits client 0
states FIN-WAIT-1 ESTAB
say 'An orphan: no process has this socket, and its FIN waits behind the data.'
go_on server 'read all'
printed server '9700 bytes more, and the end'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene orphan_lost 'The server never reads: the kernel gives the orphan up, and sends no RST.'
tune client tcp_orphan_retries 1
tune server tcp_invalid_ratelimit 60000 # milliseconds between two answers to a probe
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --bytes 10000
go_on client 'closed'
printed client 'it returned at once'
exits client 0
say 'FIN-WAIT-1, and an orphan. The FIN and most of the data wait: the window is zero.'
states gone ESTAB
say 'The orphan is gone, and with it what it had not sent. No RST was sent.'
go_on server 'read'
exits server 1
printed server 'ECONNRESET'
say 'It has read, and so had room to offer. Only this brought the RST.'
finish

scene zero 'SO_LINGER {1, 0}: RST in place of FIN, and no TIME-WAIT.'
start server on server reading_server --host "$SERVER" --port "$PORT" --answer
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 0
go_on client 'sent'
go_on server 'accepted'
states ESTAB ESTAB
go_on client 'closed'
printed client 'it returned at once'
states gone gone
say 'What had arrived can still be read; the error comes after it, once.'
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = 8'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
printed server 'recv(peer, buffer, size, 0) = 0'
exits server 0
printed server 'send(peer, answer, size, MSG_NOSIGNAL) = -1 EPIPE'
finish

scene two 'SO_LINGER {1, 2}: close() waits for the ACK of the FIN, 2 seconds at most.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 2 --bytes 10000
go_on client 'sent'
say 'The server does not read: its window is full, and data and FIN must wait.'
blocks client close
states FIN-WAIT-1 ESTAB
go_on client 'closed'
printed client 'close(client) = 0'
printed client 'it took 2.'
states FIN-WAIT-1 ESTAB
say 'close() has given up waiting, and says 0. The kernel goes on sending.'
go_on server 'read all'
printed server '9700 bytes more, and the end'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene two_quick 'SO_LINGER {1, 2}, and the window is open: close() returns with the ACK.'
start server on server reading_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 2
go_on client 'closed'
printed client 'it returned at once'
states FIN-WAIT-2 CLOSE-WAIT
say 'The kernel has acknowledged it all. The server has not even called accept().'
go_on server 'accepted'
unread server 9
say 'Not a byte has been read. The FIN counts as one.'
finish

scene nonblock 'O_NONBLOCK changes nothing: close() waits all the same.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 1 --bytes 10000 --nonblock
go_on client 'sent'
blocks client close
go_on client 'closed'
printed client 'close(client) = 0'
printed client 'it took 1.'
states FIN-WAIT-1 ESTAB
finish

scene shutdown 'shutdown() does not linger: it returns at once. The close() behind it does.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 1 --bytes 10000 --shutdown
go_on client 'shut'
printed client 'shutdown(client, SHUT_WR) = 0'
states FIN-WAIT-1 ESTAB
say 'The FIN waits behind the data, and shutdown() has returned. socket(7) says otherwise.'
blocks client close
go_on client 'closed'
printed client 'it took 1.'
finish

scene exit 'exit() does not linger: 30 seconds were set, and none is waited.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 30 --bytes 10000 --exit
go_on client 'sent'
exits client 0
states FIN-WAIT-1 ESTAB
say 'The process is gone. What it has sent is delivered all the same.'
go_on server 'read all'
printed server '9700 bytes more, and the end'
finish

scene sigkill 'SIGKILL does not linger either.'
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 30 --bytes 10000 --kill
go_on client 'sent'
exits client SIGKILL
states FIN-WAIT-1 ESTAB
go_on server 'read all'
printed server '9700 bytes more, and the end'
finish

scene exit_zero 'exit() with SO_LINGER {1, 0}: RST, as close() sends it.'
start server on server reading_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 0 --exit
go_on client 'sent'
go_on server 'accepted'
states ESTAB ESTAB
exits client 0
states gone gone
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
finish

scene sigkill_unread 'SIGKILL with unread bytes: RST, too.'
start server on server reading_server --host "$SERVER" --port "$PORT" --greet
go_on server 'listening'
start client on client unread_client --host "$SERVER" --port "$PORT" --kill
go_on client 'connected'
go_on server 'greeted'
unread client 8
exits client SIGKILL
states gone gone
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
finish

scene unread 'close() with unread bytes: RST, whatever SO_LINGER says.'
start server on server reading_server --host "$SERVER" --port "$PORT" --greet --answer
go_on server 'listening'
start client on client unread_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'greeted'
unread client 8
go_on client 'closed'
states gone gone
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
printed server 'recv(peer, buffer, size, 0) = 0'
exits server 0
printed server 'send(peer, answer, size, MSG_NOSIGNAL) = -1 EPIPE'
finish

scene unread_linger 'Unread bytes weigh more than SO_LINGER {1, 30}: RST, at once.'
start server on server reading_server --host "$SERVER" --port "$PORT" --greet
go_on server 'listening'
start client on client unread_client --host "$SERVER" --port "$PORT" --linger 30
go_on client 'connected'
go_on server 'greeted'
unread client 8
go_on client 'closed'
states gone gone
finish

scene sigpipe 'send() after an RST: SIGPIPE ends the program, unless prevented.'
start server on server reading_server --host "$SERVER" --port "$PORT" --sigpipe
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 0
go_on client 'sent'
go_on server 'accepted'
go_on client 'closed'
states gone gone
exits server SIGPIPE
finish

scene send_reset 'send() after an RST: first ECONNRESET, and no signal; then EPIPE, and SIGPIPE.'
start server on server sending_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 0
go_on client 'sent'
go_on server 'accepted'
go_on client 'closed'
states gone gone
go_on server 'sent once'
printed server 'send(peer, answer, size, 0) = -1 ECONNRESET'
say 'This call did not say MSG_NOSIGNAL, and the server lives.'
go_on server 'sent twice'
printed server 'send(peer, answer, size, MSG_NOSIGNAL) = -1 EPIPE'
exits server SIGPIPE
finish

scene lost_reply '413, and close() with the upload unread: most of the answer is lost.'
tune client tcp_rmem '4096 4096 4096'
start server on server upload_server --host "$SERVER" --port "$PORT"
blocks server accept
start client on client upload_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
go_on server 'answered'
unread server some
say 'send() has taken the whole answer. The client has room for a small part of it.'
go_on server 'closed'
states gone gone
say 'close() found the upload unread, and sent RST: the rest of the answer is gone.'
ask 'send() has taken 10076 bytes, then close() found the upload unread. How much of the answer does the client read?' \
  'a part of it, and then -1 ECONNRESET' 'all of it, and then 0' 'nothing: -1 EPIPE at once' \
  because 'The RST empties the send queue of the server. What had arrived at the client can still be read, and then comes the error.'
go_on client 'read'
printed client '= -1 ECONNRESET'
printed client 'the answer is cut short:'
finish

scene lingering_close 'The cure: FIN, read to the end, and only then close().'
tune client tcp_rmem '4096 4096 4096'
start server on server upload_server --host "$SERVER" --port "$PORT" --linger 60
blocks server accept
start client on client upload_client --host "$SERVER" --port "$PORT"
go_on client 'sent'
go_on server 'answered'
blocks server recv
states ESTAB FIN-WAIT-1
go_on client 'read'
printed client 'the whole answer: 10000 bytes'
exits client 0
go_on server 'closed'
states gone TIME-WAIT
finish

scene abort_fin_wait 'SO_LINGER {1, 0} in FIN-WAIT-1: RST.'
wire --rule 'drop client FIN'
start server on server reading_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client abort_client --host "$SERVER" --port "$PORT"
go_on client 'shut'
go_on server 'accepted'
states FIN-WAIT-1 ESTAB
go_on client 'closed'
states gone gone
finish

scene abort_closing 'SO_LINGER {1, 0} in CLOSING: nothing is sent.'
wire --rule 'drop client FIN'
start server on server reading_server --host "$SERVER" --port "$PORT" --shutdown
go_on server 'listening'
start client on client abort_client --host "$SERVER" --port "$PORT"
go_on client 'shut'
go_on server 'shut'
states CLOSING FIN-WAIT-2
go_on client 'closed'
states gone FIN-WAIT-2
interrupt server
finish

scene abort_last_ack 'SO_LINGER {1, 0} in LAST-ACK: nothing is sent.'
wire --rule 'drop client FIN'
start server on server reading_server --host "$SERVER" --port "$PORT" --shutdown
go_on server 'listening'
start client on client abort_client --host "$SERVER" --port "$PORT" --last
go_on server 'shut'
go_on client 'shut'
states LAST-ACK FIN-WAIT-2
go_on client 'closed'
states gone FIN-WAIT-2
interrupt server
finish

scene node_unread 'node reads ahead: destroy() sends FIN, and the server learns nothing.'
needs node
start server on server reading_server --host "$SERVER" --port "$PORT" --greet
go_on server 'listening'
start client on client -- node "$FILES/unread_client.js" "$SERVER" "$PORT"
go_on client 'connected'
go_on server 'greeted'
unread client 0
say 'The kernel has given the 8 bytes to node, and node has given them to nobody.'
types client ''
exits client 0
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = 0'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene node_paused 'The same with a paused socket: destroy() is close() with unread bytes, so RST.'
needs node
start server on server reading_server --host "$SERVER" --port "$PORT" --greet
go_on server 'listening'
start client on client -- node "$FILES/unread_client.js" "$SERVER" "$PORT" paused
go_on client 'connected'
go_on server 'greeted'
unread client 8
hold client 'close('
types client ''
go_on client 'close('
exits client 0
states gone gone
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
finish

scene python_unread "python's with, left before it has read: RST."
needs python3
((DEADLINE >= 30)) || DEADLINE=30 # it may start slowly: pyenv asks many programs first
start server on server reading_server --host "$SERVER" --port "$PORT" --greet
go_on server 'listening'
start client on client -- python3 "$FILES/with_client.py" "$SERVER" "$PORT"
hold client 'close('
go_on server 'greeted'
go_on client 'close('
unread client 8
exits client 0
states gone gone
go_on server 'read'
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
finish

# nginx passes an upload on while it still arrives, and nobody is there to take it:
# it answers 502 before it has read the rest.
UPLOAD=('proxy_request_buffering off' 'proxy_http_version 1.1' 'location / { proxy_pass http://127.0.0.1:1; }')

scene nginx_abort 'nginx refuses an upload, lingering_close off: close(), RST, and no answer is read.'
needs nginx
tune client tcp_wmem '4096 4096 4096'
tune server tcp_rmem '4096 4096 4096'
start server on server -- "$STAGE_ROOT/scripts/nginx.sh" "$PORT" 'lingering_close off' "${UPLOAD[@]}"
listens server
hold server 'close( #2' # the first one is of its socket to 127.0.0.1:1
start client on client upload_client --host "$SERVER" --port "$PORT" --bytes 10000
run_free client
go_on server 'close( #2'
unread server some
say 'The answer has arrived. But the client still sends: it reads only when that is done.'
run_free server
exits client 1
states gone gone
interrupt server
finish

scene nginx_linger 'The same, lingering_close on: shutdown(SHUT_WR), read to the end, close().'
needs nginx
tune client tcp_wmem '4096 4096 4096'
tune server tcp_rmem '4096 4096 4096'
start server on server -- "$STAGE_ROOT/scripts/nginx.sh" "$PORT" 'lingering_close on' "${UPLOAD[@]}"
listens server
hold server 'close( #2' # the first one is of its socket to 127.0.0.1:1
start client on client upload_client --host "$SERVER" --port "$PORT" --bytes 10000
run_free client
go_on server 'close( #2'
exits client 0
printed client 'the whole answer: 157 bytes'
run_free server
states gone TIME-WAIT
interrupt server
finish

slow_scene orphan_minutes 'An orphan behind a closed window, no setting changed: about 340 seconds.'
DEADLINE=400
start server on server reading_server --host "$SERVER" --port "$PORT" --rcvbuf 4096
go_on server 'listening'
start client on client linger_client --host "$SERVER" --port "$PORT" --bytes 10000
exits client 0
states FIN-WAIT-1 ESTAB
states gone ESTAB
interrupt server
finish
