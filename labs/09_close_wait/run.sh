#!/usr/bin/env bash
# What does it cost if one side forgets to close, and which side pays?
#
#     client                                   server
#     close()     ----- FIN --------------->   recv() = 0
#                 <---- ACK ----------------
#     FIN-WAIT-2                               CLOSE-WAIT
#     tcp_fin_timeout, then gone               for ever, until close()
#                 <---- FIN ----------------   close()
#                 ----- RST --------------->   gone
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene leak 'A server forgets to close: CLOSE-WAIT, and no timer.'
start server on server forgetful_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
timer client 'timewait'
timer server none
say "The client's kernel waits for a minute, the server's for ever."
interrupt server
finish

scene find 'Who holds it? ss names the program, /proc the descriptor.'
start server on server forgetful_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
sockets server -tanp state close-wait
run_on server ls -l "/proc/${PID[server]-}/fd"
interrupt server
finish

scene emfile 'Descriptors run out: clients are connected, and no accept() takes them.'
start server on server forgetful_server --host "$SERVER" --port "$PORT" --room 2
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT" --connections 3
go_on client 'closed'
go_on client 'closed'
go_on client 'connected'
go_on server 'no descriptor left'
printed server 'accept(listener, nullptr, nullptr) = -1 EMFILE'
states FIN-WAIT-2 CLOSE-WAIT FIN-WAIT-2 CLOSE-WAIT ESTAB ESTAB
say 'For the third client all is well: the kernel has connected it.'
exits server 1
states TIME-WAIT gone TIME-WAIT gone gone gone
finish

scene mended 'The same, and each client is closed: room for two is enough.'
start server on server forgetful_server --host "$SERVER" --port "$PORT" --room 2 --mended
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT" --connections 3
run_free client
go_on server 'client ended'
go_on server 'client ended'
go_on server 'client ended'
states TIME-WAIT gone TIME-WAIT gone TIME-WAIT gone
interrupt server
finish

scene fin_wait_2 'The other end: FIN-WAIT-2 ends after tcp_fin_timeout, if no program holds it.'
tune client tcp_fin_timeout 1
start server on server forgetful_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start orphan on client leaving_client --host "$SERVER" --port "$PORT"
go_on orphan 'closed'
go_on server 'client ended'
start holder on client leaving_client --host "$SERVER" --port "$PORT" --half
go_on holder 'half closed'
go_on server 'client ended'
states gone CLOSE-WAIT FIN-WAIT-2 CLOSE-WAIT
timer client none
timer server none
say 'The orphan has gone without a word. Its server learns of it when it closes.'
interrupt server
states gone gone TIME-WAIT gone
finish

scene keepalive 'What ends a CLOSE-WAIT that is never closed: a probe that meets no socket.'
tune client tcp_fin_timeout 1
start server on server forgetful_server --host "$SERVER" --port "$PORT" --probe
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT"
go_on client 'closed'
go_on server 'client ended'
states gone gone
say 'The connection is over. The descriptor is not: the program still has it.'
interrupt server
finish

scene linger2 'TCP_LINGER2: tcp_fin_timeout for one socket.'
start server on server forgetful_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client leaving_client --host "$SERVER" --port "$PORT" --linger2 1
go_on client 'closed'
go_on server 'client ended'
states gone CLOSE-WAIT
say 'After 1 s, not 60: and again nothing is sent.'
interrupt server
finish

scene hunt 'A guest book, and two guests: which of them stays, and why?'
start server on server guestbook_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start first on client guest_client --host "$SERVER" --port "$PORT"
go_on first 'left'
start second on client guest_client --host "$SERVER" --port "$PORT" --early
go_on second 'left'
states gone TIME-WAIT FIN-WAIT-2 CLOSE-WAIT
interrupt server
finish

# Fails as long as the mistake is there, so it is not among the others.
slow_scene cured 'The same guests, and your guest book.'
start server on server guestbook_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start first on client guest_client --host "$SERVER" --port "$PORT"
go_on first 'left'
start second on client guest_client --host "$SERVER" --port "$PORT" --early
go_on second 'left'
DEADLINE=3 states gone TIME-WAIT TIME-WAIT gone
interrupt server
finish
