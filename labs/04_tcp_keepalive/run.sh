#!/usr/bin/env bash
# Nothing comes: is the other side still there, and who finds out?
#
#     client                                     server
#     recv() waits                               recv() waits
#                   ---------- / ----------      the cable is cut: nobody knows
#     SO_KEEPALIVE  ----- probe -----X
#                   ----- probe -----X
#     recv() = -1 ETIMEDOUT                      ESTAB, for ever
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

# Before each probe a second of silence: the shortest that the kernel allows.
PROBES=(--idle 1 --count 2)

scene defaults 'SO_KEEPALIVE alone: the first probe after two hours.'
tune client tcp_keepalive_time 7200
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --keepalive
run_free server
go_on client 'ready'
printed client 'a probe after 7200 s, then each 75 s; it gives up after 9'
timer client 'keepalive ?19' # 119min, or for netstat 7199 s
timer server none
interrupt client
interrupt server
finish

scene nothing 'The cable is cut, and nobody has anything to say: neither side will ever know.'
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT"
go_on client 'ready'
blocks server recv
blocks client recv
states ESTAB ESTAB
timer client none
timer server none
interrupt client
interrupt server
finish

scene keepalive 'The same with SO_KEEPALIVE: two probes, no answer, ETIMEDOUT.'
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}"
go_on client 'ready'
blocks server recv
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
timer server none
interrupt server
finish

scene lost_probe 'One probe is lost, the next one is answered: nothing has happened.'
wire --rule 'drop client ACK 2'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}" --write --pause 2300
go_on client 'ready'
blocks server recv
go_on client 'written'
blocks client recv
printed client 'recv(client, bytes, size, 0) = 14'
states ESTAB ESTAB
interrupt client
go_on server 'client ended'
finish

scene one_way 'Only the answers are lost: the server answers the probe, and gets RST.'
wire --rule 'drop server ACK'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --idle 1 --count 1
go_on client 'ready'
blocks server recv
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone gone
exits server 1
printed server 'recv(peer, bytes, size, 0) = -1 ECONNRESET'
finish

scene write 'The cable is cut, and the client writes: the kernel sends it again, and gives up.'
tune client tcp_retries2 1
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --write
go_on client 'ready'
blocks server recv
timer client none
go_on client 'written'
printed client 'send(client, question, size, 0) = 14'
timer client 'on'
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene user_timeout 'TCP_USER_TIMEOUT: no timer while nothing is sent; then ETIMEDOUT, after a good second.'
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --user-timeout 1000 --write
go_on client 'ready'
blocks server recv
states ESTAB ESTAB
timer client none
go_on client 'written'
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene both 'Both: keepalive asks, and TCP_USER_TIMEOUT says how long; the count does not.'
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --idle 1 --count 9 --user-timeout 1500
go_on client 'ready'
blocks server recv
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene unacknowledged 'Keepalive is silent while data is unacknowledged: another timer runs.'
tune client tcp_retries2 2
wire --rule 'cut after client ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}" --write
go_on client 'ready'
timer client 'keepalive'
blocks server recv
go_on client 'written'
timer client 'on'
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene rebooted 'The server has been started anew, and knows nothing: the probe finds out.'
wire --rule 'drop server RST 1'
start server on server quiet_server --host "$SERVER" --port "$PORT" --reboot
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}"
go_on client 'connected'
go_on server 'closed'
states ESTAB gone
timer client none
go_on client 'ready'
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ECONNRESET'
states gone gone
finish

scene rebooted_write 'The same, without keepalive: the next byte finds out.'
wire --rule 'drop server RST 1'
start server on server quiet_server --host "$SERVER" --port "$PORT" --reboot
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --write
go_on client 'connected'
go_on server 'closed'
states ESTAB gone
timer client none
go_on client 'written'
printed client 'send(client, question, size, 0) = 14'
states gone gone
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ECONNRESET'
finish

scene forgotten 'A middle box forgets a connection that is silent for 1.5 seconds.'
tune client tcp_retries2 2
wire --rule 'forget after 1500ms idle'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --write --pause 1800
go_on client 'ready'
blocks server recv
go_on client 'written'
states ESTAB ESTAB
timer server none
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone ESTAB
interrupt server
finish

scene remembered 'The same box, the same silence, and a probe each second: it remembers.'
wire --rule 'forget after 1500ms idle'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}" --write --pause 1800
go_on client 'ready'
blocks server recv
go_on client 'written'
blocks client recv
printed client 'recv(client, bytes, size, 0) = 14'
states ESTAB ESTAB
interrupt client
go_on server 'client ended'
finish

scene close_wait 'CLOSE-WAIT: probes are answered as long as the peer has its FIN-WAIT-2.'
tune server tcp_fin_timeout 2
start server on server quiet_server --host "$SERVER" --port "$PORT" --half
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}" --stay
go_on server 'half closed'
go_on client 'server ended'
states CLOSE-WAIT FIN-WAIT-2
go_on server 'closed'
go_on client 'ended'
printed client 'SO_ERROR is EPIPE'
states gone gone
finish

scene fin_wait_2 'FIN-WAIT-2 that a program holds: probes, and ETIMEDOUT.'
wire --rule 'cut after server ACK 1'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" --idle 1 --count 1 --half
go_on client 'half closed'
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
timer client none
go_on client 'ready'
go_on client 'ended'
printed client 'recv(client, bytes, size, 0) = -1 ETIMEDOUT'
states gone CLOSE-WAIT
finish

scene hung 'The server hangs: its kernel answers the probes all the same, and takes the data.'
start server on server quiet_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client probing_client --host "$SERVER" --port "$PORT" "${PROBES[@]}" --write --pause 1300
go_on client 'ready'
blocks server recv
run_on server kill -STOP "${PID[server]-}"
go_on client 'written'
unread server 14
states ESTAB ESTAB
timer client keepalive
blocks client recv
run_on server kill -CONT "${PID[server]-}"
printed client 'recv(client, bytes, size, 0) = 14'
interrupt client
go_on server 'client ended'
finish

scene heartbeat 'A Ping asks the program: the server hangs, and is gone.'
websocket
start server on server 15_websocket_close/goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 15_websocket_close/heartbeat_client --host "$SERVER" --port "$PORT" --every 600
go_on server 'open'
run_free server
go_on client 'open'
blocks client recv
printed client 'recv(client, buffer, size, 0) = 2'
run_on server kill -STOP "${PID[server]-}"
go_on client 'gone'
printed client 'closed: 1006'
unread server some
timer client none
states ESTAB ESTAB
run_on server kill -CONT "${PID[server]-}"
interrupt server
finish

scene pinged 'The same box, and a Ping each 0.6 s: it remembers, too.'
websocket
wire --rule 'forget after 1500ms idle'
start server on server 15_websocket_close/goodbye_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 15_websocket_close/heartbeat_client --host "$SERVER" --port "$PORT" --every 600
go_on server 'open'
run_free server
go_on client 'open'
blocks client recv
printed client 'recv(client, buffer, size, 0) = 2'
printed client 'recv(client, buffer, size, 0) = 2'
printed client 'recv(client, buffer, size, 0) = 2'
states ESTAB ESTAB
interrupt client
finish

scene node "node's keepAlive is HTTP's, and it sets TCP's as well: a probe each second."
needs node
start server on server 03_keep_alive/http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
run_free server
start client on client -- node "$FILES/agent_client.js" "http://$SERVER:$PORT/"
run_free client
printed client 'answered 200'
printed client 'answered 200'
exits client 0
states TIME-WAIT gone
interrupt server
finish

scene curl 'curl sets SO_KEEPALIVE, too: the first probe after a minute.'
needs curl
start server on server 03_keep_alive/http_server --host "$SERVER" --port "$PORT" --idle 600
blocks server epoll_wait
run_free server
start client on client -- curl -s --noproxy '*' "http://$SERVER:$PORT/"
go_on client 'close('
timer client 'keepalive 59'
states ESTAB ESTAB
exits client 0
states TIME-WAIT gone
interrupt server
finish
