#!/usr/bin/env bash
# Does the client give up in time, and only then?
#
#     client                        server, at three addresses
#     #1  SYN ------->              203.0.113.1: nobody is there, nothing comes back
#         gives up after the timeout
#     #2  SYN ------->              203.0.113.2: nobody listens
#         <------- RST              at once to the next address
#     #3  SYN ------->              192.0.2.2
#         <- SYN ACK                late, but in time
#         question -->
#         <--- answer               later than the timeout: that was for connect()
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=6

exercise connect_timeout 'connect() gives up after the given time, and not before'
timeout=$(vary 600 700 500 800 650)
given timeout_ms "$timeout"
given question "$(vary 'anybody?' hello 'is it you?' x 'a b c')"
given addresses "203.0.113.1 203.0.113.2 192.0.2.2"
given early $((timeout * 8 / 10))
given late $((timeout + 1200))
given at_once $((timeout * 9 / 10))
run_on client ip route add 203.0.113.0/24 dev wire
run_on server ip address add 203.0.113.2 dev lo
wire --rule "delay server SYN $((timeout / 2))ms"
start server on server late_server --host "$SERVER" --port "$PORT" --late $((timeout + 400))
go_on server 'listening'
run_free server
yours client
finish
