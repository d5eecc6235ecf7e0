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
# The side that closes first has it. As long as it lasts, connect() passes over
# the port of that connection when it chooses one.
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene client_first 'The client closes first: the TIME-WAIT is on its side.'
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

scene sixty 'TIME-WAIT lasts 60 s; tcp_fin_timeout is for another state.'
tune client tcp_fin_timeout 9
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT"
go_on server 'answered'
go_on client 'closed'
timer client 'timewait [0-8].'
say 'FIN-WAIT-2 without a program: tcp_fin_timeout, 9 s here.'
run_free server
states TIME-WAIT gone
timer client 'timewait 5[0-9]'
say 'TIME-WAIT: 60 s, whatever tcp_fin_timeout says.'
interrupt server
finish

slow_scene minute 'TIME-WAIT, waited for: 60 s.'
tune client tcp_fin_timeout 9
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT"
run_free server
go_on client 'closed'
states TIME-WAIT gone
states gone gone
interrupt server
finish

scene bind 'A server cannot bind() beside its own TIME-WAITs, unless SO_REUSEADDR.'
start server on server answering_server --host "$SERVER" --port "$PORT" --first
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --last
run_free server
go_on client 'closed'
interrupt server
states gone TIME-WAIT
start again on server answering_server --host "$SERVER" --port "$PORT" --no-reuseaddr
exits again 1
printed again 'bind(listener, address, size) = -1 EADDRINUSE'
start third on server answering_server --host "$SERVER" --port "$PORT"
go_on third 'listening'
interrupt third
finish

scene bind_old 'SO_REUSEADDR on the new socket is not enough: the old one lacks it.'
start server on server answering_server --host "$SERVER" --port "$PORT" --first --no-reuseaddr
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --last
run_free server
go_on client 'closed'
interrupt server
states gone TIME-WAIT
start again on server answering_server --host "$SERVER" --port "$PORT"
exits again 1
printed again 'setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) = 0'
printed again 'bind(listener, address, size) = -1 EADDRINUSE'
finish

scene ports 'A client with ten ports: the eleventh connection is refused, by itself.'
tune client ip_local_port_range '40000 40009'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 11 --requests 0
go_on client 'no port left'
sockets client -tano state time-wait
exits client 1
interrupt server
finish

scene ports_open 'The same error, and no TIME-WAIT: ten connections are open.'
tune client ip_local_port_range '40000 40009'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 11 --requests 0 --keep
go_on client 'no port left'
sockets client -tan
exits client 1
interrupt server
finish

scene own_port 'bind() names the port: connect() takes it out of TIME-WAIT at once.'
tune client tcp_tw_reuse 0
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --from 40000 --connections 2
go_on client 'closed'
states TIME-WAIT gone
go_on client 'answered'
states ESTAB ESTAB
go_on client 'closed'
interrupt server
finish

scene own_port_stamps 'The same without timestamps: nothing tells the old segments from the new.'
tune client tcp_timestamps 0
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --from 40000 --connections 2
go_on client 'closed'
states TIME-WAIT gone
go_on client 'no port left'
exits client 1
interrupt server
finish

scene buckets 'tcp_max_tw_buckets: there is no place for a third TIME-WAIT.'
tune client tcp_max_tw_buckets 2
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 3
go_on client 'closed'
states TIME-WAIT gone
go_on client 'closed'
states TIME-WAIT gone TIME-WAIT gone
go_on client 'answered'
states TIME-WAIT gone TIME-WAIT gone ESTAB ESTAB
go_on client 'closed'
states TIME-WAIT gone TIME-WAIT gone gone gone
interrupt server
finish

scene reuse 'First cure: tcp_tw_reuse lets connect() take a port after a second.'
tune client ip_local_port_range '40000 40009'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 11 --requests 0
go_on client 'no port left'
tune client tcp_tw_reuse 1
timer client 'timewait 58'
run_free client
exits client 0
interrupt server
finish

scene reuse_delay 'The second is a setting since Linux 6.14; with a minute, reuse does not help.'
[[ -e /proc/sys/net/ipv4/tcp_tw_reuse_delay ]] || skip 'Linux 6.14 or newer has tcp_tw_reuse_delay'
tune client ip_local_port_range '40000 40009'
tune client tcp_tw_reuse_delay 60000
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 11 --requests 0
go_on client 'no port left'
tune client tcp_tw_reuse 1
timer client 'timewait 58'
exits client 1
interrupt server
finish

scene pool 'Second cure: one connection for many requests.'
tune client ip_local_port_range '40000 40009'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --requests 11
go_on client 'closed'
states TIME-WAIT gone
interrupt server
finish

scene server_closes 'Third cure: the server closes first, and its TIME-WAITs do not stop connect().'
tune client ip_local_port_range '40000 40009'
start server on server answering_server --host "$SERVER" --port "$PORT" --first
go_on server 'listening'
run_free server
start client on client asking_client --host "$SERVER" --port "$PORT" --connections 11 --last
exits client 0
sockets server -tano state time-wait
interrupt server
finish

scene last_ack 'The last ACK is lost: TIME-WAIT is there to send it again.'
wire --rule 'drop client ACK 2; drop server FIN 2; drop server FIN 3; drop server FIN 4;
  drop server FIN 5'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --requests 0
run_free server
go_on client 'closed'
states TIME-WAIT LAST-ACK
timer client 'timewait 5[5-8]'
say 'Each FIN that arrives makes the 60 s begin again.'
timer client 'timewait 59'
states TIME-WAIT gone
interrupt server
finish

scene rst 'A forged RST ends TIME-WAIT.'
wire --rule 'inject server RST after client ACK 2'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --requests 0
run_free server
go_on client 'closed'
states gone gone
interrupt server
finish

scene rfc1337 'The same RST, and tcp_rfc1337=1: TIME-WAIT stays.'
tune client tcp_rfc1337 1
wire --rule 'inject server RST after client ACK 2'
start server on server answering_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client asking_client --host "$SERVER" --port "$PORT" --requests 0
run_free server
go_on client 'closed'
states TIME-WAIT gone
interrupt server
finish
