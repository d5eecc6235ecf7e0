#!/usr/bin/env bash
# Who ends a WebSocket, and who ends its TCP connection?
#
#     client                                  server
#     close(1000)   ---- [Close 1000] ---->
#                   <--- [Close 1000] -----   its answer, and its own Close
#                   <--- FIN --------------   the server ends TCP ...
#     FIN           ---------------------->   ... and gets TIME-WAIT
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene client_closes 'The client closes: two Close frames; then the server ends TCP.'
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --reason bye
go_on server 'open'
go_on client 'close sent'
go_on server 'close read'
printed server "closed: 1000 'bye'"
go_on server 'both Closes'
say 'Both Closes are sent. TCP knows nothing of it:'
states ESTAB ESTAB
go_on server 'half closed'
go_on client 'TCP ended'
printed client "closed: 1000 'bye'"
states CLOSE-WAIT FIN-WAIT-2
exits client 0
exits server 0
states gone TIME-WAIT
finish

scene server_closes "The other way round, and TIME-WAIT is the server's again."
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT" --code 1001
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --waits
go_on server 'open'
go_on client 'open'
go_on server 'close sent'
blocks client 'recv'
printed client 'closed: 1001'
go_on server 'both Closes'
printed server 'closed: 1001'
states ESTAB ESTAB
go_on server 'half closed'
go_on client 'TCP ended'
exits client 0
exits server 0
states gone TIME-WAIT
finish

scene both_close 'The Closes cross, and each is the answer to the other.'
websocket
wire --rule 'hold client DATA 2 until server DATA 2; hold client DATA 3 until server DATA 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT" --code 1001
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT"
go_on server 'open'
go_on client 'close sent'
go_on server 'close sent'
go_on server 'half closed'
printed server 'closed: 1000'
go_on client 'TCP ended'
printed client 'closed: 1001'
exits client 0
exits server 0
states gone TIME-WAIT
finish

scene no_close 'The server closes TCP, and sends no Close: 1006.'
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT" --no-close
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --waits
go_on server 'open'
go_on client 'open'
go_on server 'closed'
go_on client 'TCP ended'
printed client 'closed: 1006'
exits client 0
states gone TIME-WAIT
finish

scene close_and_fin "The client's FIN is behind its Close: all arrives, TIME-WAIT is its own."
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT" --text 'one last word'
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --half-close
go_on server 'open'
go_on client 'close sent'
timer client none # the Close is acknowledged
run_free client
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'text sent'
printed client "text: 'one last word'"
go_on server 'both Closes'
printed client 'closed: 1000'
states FIN-WAIT-2 CLOSE-WAIT
exits server 0
exits client 0
states TIME-WAIT gone
finish

scene hasty 'The client does not wait at all: what the server still sends meets RST.'
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT" --text 'one last word'
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --hasty
go_on server 'open'
go_on client 'close sent'
timer client none # the Close is acknowledged
go_on client 'closed'
states FIN-WAIT-2 CLOSE-WAIT
go_on server 'text sent'
states gone gone
say 'send() has succeeded, but that text is lost. Now the server reads the Close:'
go_on server 'close read'
printed server 'closed: 1000'
go_on server 'half closed'
printed server 'EPIPE'
finish

scene lost 'The server does not read, and closes TCP: RST, and a message is lost.'
websocket
wire --rule 'drop server DATA 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT" --text 'one last word' --no-close
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT"
go_on server 'open'
go_on client 'close sent'
unread server 8
say 'The text is lost on the wire. The kernel would retransmit it, but close() comes first:'
run_free server
printed server 'send(client'
go_on client 'TCP ended'
printed client 'ECONNRESET'
printed client 'closed: 1006'
states gone gone
finish

scene kept 'The same loss, but the server waits for the Close: nothing is lost.'
websocket
wire --rule 'drop server DATA 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT" --text 'one last word'
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT"
go_on server 'open'
go_on client 'close sent'
unread server 8
run_free server
go_on client 'TCP ended'
printed client "text: 'one last word'"
printed client 'closed: 1000'
exits client 0
states gone TIME-WAIT
finish

scene lost_answer 'The answer to the Close is lost on the wire: TCP retransmits it.'
websocket
wire --rule 'drop server DATA 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT"
go_on server 'open'
run_free server
go_on client 'TCP ended'
printed client 'closed: 1000'
exits client 0
states gone TIME-WAIT
finish

scene no_answer 'The answer never comes: the client waits, but not for ever.'
websocket
wire --rule 'cut after client DATA 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT" --patience 300
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --patience 300
go_on server 'open'
run_free server
go_on client 'TCP ended'
printed client 'EAGAIN'
printed client 'closed: 1006'
exits client 0
exits server 0
states FIN-WAIT-1 FIN-WAIT-1
finish

scene heartbeat 'The network is cut: a Ping without a Pong; TCP knows nothing.'
websocket
wire --rule 'cut after client ACK 3'
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client heartbeat_client --host "$SERVER" --port "$PORT" --every 800
go_on server 'open'
run_free server
go_on client 'gone'
printed client 'closed: 1006'
states ESTAB ESTAB
timer client 'on'
interrupt server
finish

scene silence 'No Pings: nothing is sent, no timer runs, neither side will ever know.'
websocket
wire --rule 'cut after client ACK 2'
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client heartbeat_client --host "$SERVER" --port "$PORT" --every 0
go_on server 'open'
go_on client 'open'
blocks server 'recv'
blocks client 'recv'
states ESTAB ESTAB
timer client none
timer server none
interrupt client
interrupt server
finish

scene two_fins "The FIN bit of a frame ends a message, TCP's FIN a direction."
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --in-two
go_on server 'open'
go_on client 'FIN 0 sent'
run_free server
go_on client 'FIN 1 sent'
printed server "text: 'hello, server'"
say 'Two frames, one message. TCP has seen no FIN:'
states ESTAB ESTAB
go_on client 'close sent'
go_on client 'TCP ended'
say "TCP's FIN:"
exits client 0
states gone TIME-WAIT
finish

scene empty 'A Close may be empty: 1005, which stands in no frame.'
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --empty
go_on server 'open'
go_on client 'close sent'
go_on server 'close read'
printed server 'closed: 1005'
go_on server 'half closed'
go_on client 'TCP ended'
printed client 'closed: 1005'
finish

scene goes_on 'Behind its Close the client goes on: the server does not listen.'
websocket
start server on server goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client goodbye_client --host "$SERVER" --port "$PORT" --code 4000 --goes-on
go_on server 'open'
go_on client 'close sent'
go_on server 'half closed'
printed server 'recv(client, bytes, size, 0) = 34'
printed server 'closed: 4000'
go_on client 'TCP ended'
printed client 'closed: 4000'
exits client 0
states gone TIME-WAIT
finish
