#!/usr/bin/env bash
# Does the server get its port again at once?
#
#     client                     server
#     ?             --------->
#                   <---------   the answer
#                   <-- FIN --   closes first: the connection's end stays on the port
#                                ends, and is started again on the same port
#     ?             --------->
#                   <---------   the answer
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=6

exercise comes_back 'the server ends, is started again, and has its port at once'
given answer "$(vary '!' A 7 z '#')"
# What is left of the connection when the server is started again.
left=$(vary TIME-WAIT FIN-WAIT-2 TIME-WAIT FIN-WAIT-2 TIME-WAIT)
given left "$left"
delay=$(vary '' 5ms '' '' 10ms)
lost=$(vary '' '' 'drop server FIN 1' '' 'drop client SYN 1')
[[ -z $delay ]] || wire --delay "$delay"
[[ -z $lost ]] || wire --rule "$lost"

yours server
start client on client asking_client --host "$SERVER" --port "$PORT" --last
go_on client 'answered'
[[ $left == FIN-WAIT-2 ]] || go_on client 'closed'
if [[ $left == FIN-WAIT-2 ]]; then
  states CLOSE-WAIT FIN-WAIT-2
  say 'The client has not closed yet. The server is ended.'
else
  states gone TIME-WAIT
  say 'All is closed. The server is ended.'
fi
interrupt yours
yours server
start again on client asking_client --host "$SERVER" --port "$PORT" --last
exits again 0
interrupt yours
finish
