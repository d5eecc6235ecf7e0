#!/usr/bin/env bash
# What if a segment is lost while a connection ends?
#
#     client                                   server
#     close()     ----- FIN -----X
#     FIN-WAIT-1  ----- FIN again ---------->  recv() = 0
#                    X----- ACK ------------   CLOSE-WAIT
#                 ----- FIN again ---------->
#     FIN-WAIT-2  <---- ACK ----------------
#                 <---- FIN ----------------   close()
#     TIME-WAIT   ----- ACK -----X             LAST-ACK
#                 <---- FIN again ----------
#                 ----- ACK ---------------->  gone
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene lost_fin 'The FIN is lost: the kernel sends it again, close() is long over.'
wire --rule 'drop client FIN 1'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
exits client 0
say 'The program is gone. Its socket is not.'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene lost_ack 'The ACK of the FIN is lost: the FIN comes twice, and is acknowledged again.'
wire --rule 'drop server ACK 1'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish

scene lost_last_ack 'The last ACK is lost: LAST-ACK waits, TIME-WAIT answers.'
wire --rule 'drop client ACK 2'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states TIME-WAIT gone
finish

scene duplicate 'The FIN comes twice: an ACK more, and nothing else.'
wire --rule 'duplicate client FIN'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'closed'
states TIME-WAIT gone
finish

scene duplicate_last 'The last FIN comes twice: that is the end of TIME-WAIT.'
wire --rule 'duplicate server FIN'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'closed'
states gone gone
finish

scene simultaneous 'Both close at the same time: CLOSING, then TIME-WAIT on both sides.'
wire --rule 'hold client FIN until server FIN'
start server on server quitting_server --host "$SERVER" --port "$PORT" --at-once
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on server 'accepted'
go_on client 'closed'
states FIN-WAIT-1 ESTAB
go_on server 'closed'
states TIME-WAIT TIME-WAIT
finish

scene closing 'The same, and no ACK comes back: CLOSING, to be looked at.'
wire --rule 'hold client FIN until server FIN; drop client ACK 2; cut after client ACK 2'
start server on server quitting_server --host "$SERVER" --port "$PORT" --at-once
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on server 'accepted'
go_on client 'closed'
go_on server 'closed'
states CLOSING CLOSING
finish

scene orphan 'Nothing comes back any more: how long does an orphan send its FIN again?'
tune client tcp_orphan_retries 2
wire --rule 'cut after client FIN'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
timer client 'on'
exits client 0
states gone CLOSE-WAIT
finish

slow_scene orphan_default 'The same with tcp_orphan_retries 0, the default: nearly two minutes.'
wire --rule 'cut after client FIN'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client quitting_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
exits client 0
states FIN-WAIT-1 CLOSE-WAIT
states gone CLOSE-WAIT
finish

scene vanished 'In the middle of a transfer the host disappears: ETIMEDOUT, in the end.'
tune client tcp_retries2 1
wire --rule 'cut after server ACK 1'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client sending_client --host "$SERVER" --port "$PORT"
run_free server
go_on client 'half sent'
printed server 'recv(peer, buffer, size, 0) = 12'
go_on client 'all sent'
printed client 'send(client, second, size, MSG_NOSIGNAL) = 11'
timer client 'on'
go_on client 'ended'
printed client 'recv(client, &answer, 1, 0) = -1 ETIMEDOUT'
states gone ESTAB
say 'The server knows nothing: it has nothing to send.'
interrupt server
finish

scene user_timeout 'The same with TCP_USER_TIMEOUT: the program says how long.'
wire --rule 'cut after server ACK 1'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client sending_client --host "$SERVER" --port "$PORT" --give-up 1000
run_free server
go_on client 'half sent'
printed server 'recv(peer, buffer, size, 0) = 12'
go_on client 'ended'
printed client 'recv(client, &answer, 1, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene half_open 'The client was lost without a word, and comes back from the same port.'
wire --rule 'drop client RST 1'
start server on server quitting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client returning_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on client 'lost'
states gone ESTAB
say 'Half-open: the server holds a connection that the client has forgotten.'
go_on client 'back'
states ESTAB ESTAB
say 'A new connection. The old one has ended with RST: recv() tells it.'
exits server 1
printed server 'recv(peer, buffer, size, 0) = -1 ECONNRESET'
finish
