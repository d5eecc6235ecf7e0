#!/usr/bin/env bash
# Does the client bear a silent server, and does it notice soon that it is dead?
#
#     your client                       the server
#     connects                          is silent for some time, and lives
#                              ◄──────  "are you there?"
#     "yes"  ───────────────────────►
#                                    ✗  its host is gone: no FIN, no RST, nothing
#     closes, within 3 s
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise dead_peer 'a silent server lives, and one that is gone is noticed within 3 s'
given question "$(vary 'are you there?' 'hello?' 'still here?' 'and now?' 'who is it?')"
silence=$(vary 300 3500 2500 0 0) # of a living server, in milliseconds
gone=$(vary answered answered answered asked asked) # when its host goes
lost=$(vary '' '' 'drop client ACK 2' '' '') # one segment alone is no dead server
[[ -z $lost ]] || wire --rule "$lost"
wire --delay "$(vary 0ms 0ms 0ms 1ms 20ms)"
[[ $gone == answered ]] || wire --rule 'cut after server DATA 1'

DEADLINE=20 # a program may be slow to begin
start server on server asking_server --host "$SERVER" --port "$PORT" --after "$silence" \
  --ask "$(vary 'are you there?' 'hello?' 'still here?' 'and now?' 'who is it?')"
go_on server 'listening'
run_free server
yours client
printed server 'it has asked'
if [[ $gone == answered ]]; then
  printed server 'the client says: yes'
  run_on server ip link set wire down
fi
say "The server's host is gone."
DEADLINE=5
exits yours 0
interrupt server
finish
