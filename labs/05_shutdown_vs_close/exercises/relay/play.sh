#!/usr/bin/env bash
# Does a half close go through the relay, and does the answer come back?
#
#     client's host           server's host            client's host
#     patient_client  -- #1 -->  yours  -- #2 -->  patient_server
#     ends first                                   answers, then ends
#     patient_client  -- #3 -->  yours  -- #4 -->  patient_server
#     asks, then ends                              ends first
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=5

exercise relay 'each half close goes on, and what comes behind it, too'
upstream_port=$(vary 7100 8080 7001 40123 9000)
question=$(vary 300 1 30000 1000 2500)
news=$(vary 120000 150000 200000 120000 250000)
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
# The sockets of the server's host are counted. When a relay has closed what has ended,
# it has no more of them than before; we wait for that, 2 s at most.
kept=$(mktemp)
trap 'rm -f "$kept"' EXIT
# shellcheck disable=SC2016  # expanded by the inner shell
run_on server bash -c 'read -r _ _ n </proc/net/sockstat; echo "$n" >"$0"' "$kept"

start upstream on client 05_shutdown_vs_close/patient_server --host client \
  --port "$upstream_port" --bytes "$(vary 5000 300 1 60000 70000)"
go_on upstream 'listening'
run_free upstream
start client on client 05_shutdown_vs_close/patient_client --host "$SERVER" \
  --port "$PORT" --bytes "$question"
exits client 0
exits upstream 0
# shellcheck disable=SC2016  # expanded by the inner shell
run_on server bash -c 'for ((i = 0; i < 100; ++i)); do
  read -r _ _ n </proc/net/sockstat
  ((n > $(<"$0"))) || exit 0
  sleep 0.02
done' "$kept"

say 'Now the upstream ends first, and the client reads late.'
start upstream on client 05_shutdown_vs_close/patient_server --host client \
  --port "$upstream_port" --bytes "$news" --first
go_on upstream 'listening'
run_free upstream
start client on client 05_shutdown_vs_close/patient_client --host "$SERVER" \
  --port "$PORT" --bytes "$question" --last --late 200
exits client 0
exits upstream 0
interrupt yours
finish
