#!/usr/bin/env bash
# Who gets TIME-WAIT, for how long, and what does it cost?
#
#     client                                  server
#     close()    ----- FIN --------------->   recv() = 0
#                <---- ACK ----------------
#                <---- FIN ----------------   close()
#     TIME-WAIT  ----- ACK --------------->   gone
#     60 s
#
# Who closes first has it, and cannot use the four numbers of that connection
# again as long as it lasts.
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene client_first 'The client closes first: TIME-WAIT is its.'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT"
run_free server
go_on client 'closed'
states TIME-WAIT gone
interrupt server
finish

scene server_first 'The server closes first: the TIME-WAIT is on its side.'
start server on server answering_server --host "$SERVER" --port "$PORT" --first
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --last
run_free server
go_on client 'closed'
states gone TIME-WAIT
interrupt server
finish

scene both 'The two FINs cross on the wire: both sides have TIME-WAIT.'
wire --rule 'hold client FIN until server FIN'
start server on server answering_server --host "$SERVER" --port "$PORT" --first
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT"
go_on server 'answered'
go_on client 'closed'
states FIN-WAIT-1 ESTAB
go_on server 'closed'
states TIME-WAIT TIME-WAIT
interrupt server
finish
