#!/usr/bin/env bash
# Does a half close go through the relay, and does the answer come back?
#
#     client's host           server's host            client's host
#     patient_client  -- #1 -->  yours  -- #2 -->  patient_server
#     ends first                                   answers, then ends
#     patient_client  -- #3 -->  yours  -- #4 -->  patient_server
#     asks, then ends                              ends first
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=6

exercise relay 'each half close goes on, and what comes behind it, too'
upstream_port=$(vary 7100 8080 7001 40123 9000)
question=$(vary 300 1 30000 1000 2500)
news=$(vary 100000 90000 120000 80000 110000)
given upstream_host client
given upstream_port "$upstream_port"
given question "$question"
given all $((news + 6)) # with the greeting
# Room for little: who sends more must wait, and is told so.
tune client tcp_rmem '4096 16384 32768'
tune server tcp_wmem '4096 16384 32768'
delay=$(vary '' 5ms '' 2ms '')
lost=$(vary '' '' 'drop server FIN 1' '' 'drop server DATA 4')
[[ -z $delay ]] || wire --delay "$delay"
[[ -z $lost ]] || wire --rule "$lost"

yours server
start upstream on client 05_shutdown_vs_close/patient_server --host client \
  --port "$upstream_port" --bytes "$(vary 5000 300 1 60000 70000)"
go_on upstream 'listening'
run_free upstream
start client on client 05_shutdown_vs_close/patient_client --host "$SERVER" \
  --port "$PORT" --bytes "$question"
exits client 0
exits upstream 0

say 'Now the upstream ends first, and the client reads late.'
start upstream on client 05_shutdown_vs_close/patient_server --host client \
  --port "$upstream_port" --bytes "$news" --first
go_on upstream 'listening'
run_free upstream
start client on client 05_shutdown_vs_close/patient_client --host "$SERVER" \
  --port "$PORT" --bytes "$question" --last --late 200
exits client 0
exits upstream 0
curtain # what its end closes is no merit of its own
interrupt yours
finish
