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
start client on client linger_client --host "$SERVER" --port "$PORT" --linger 2 --bytes 30000
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
printed server '29700 bytes more, and the end'
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
