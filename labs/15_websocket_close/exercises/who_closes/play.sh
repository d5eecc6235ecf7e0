#!/usr/bin/env bash
# Does the client of a WebSocket leave it to the server to end TCP?
#
#     client (yours)                            server
#     Close 1000               ------------->
#                              <-------------   a text that was on its way
#                              <-------------   Close 1000
#     waits
#                              <-------------   FIN: TIME-WAIT stays here
#     FIN                      ------------->
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise who_closes 'a WebSocket close that leaves TIME-WAIT where it belongs'
needs python3
websocket
code=$(vary 1001 1000 4000 1012 1011) patience=$(vary 1000 1200 800 1000 1500)
given count 3
given patience "$patience"
given code "$code"
given least $((patience - 100)) # for the way of the Close, and for clocks
wire --delay "$(vary 1ms 5ms 1ms 10ms 2ms)"
lost=$(vary '' 'drop server DATA 3' 'drop server FIN 1' 'drop client DATA 2' 'drop client FIN 1')
[[ -z $lost ]] || wire --rule "$lost"
start server on server -- python3 "$FILES/server.py" "$PORT" "$code" "$(vary 2 0 5 1 3)" "$(vary 0.05 0 0.1 0 0.2)"
listens server
DEADLINE=8
yours client
finish
