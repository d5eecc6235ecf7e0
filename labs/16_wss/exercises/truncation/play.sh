#!/usr/bin/env bash
# Does the client know whether it has got the whole page?
#
#     client (yours)                            server
#     ClientHello ...          ------------->
#     1                        ------------->
#                              <-------------   page 1, close_notify, FIN: it is whole
#     2                        ------------->
#                              <-------------   a part of page 2, FIN
#     2, on a new connection   ------------->
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

# The server has seen what the client asks for behind such an end.
understood() { # ENDING TEXT
  printed server "$1: the client asks for what it should"
  say "$2"
}

exercise truncation 'a client of TLS that knows a page from a piece of one'
needs openssl python3
python3 -c 'import ssl' 2>/dev/null || skip 'this python3 has no module ssl'
tls
# Each ending comes for the first time in the order of expected.ladder. A page that RST
# follows is short: it must have left before that.
plan=$(vary \
  'notify=1200 fin=800 rst=600 half_record=900 notify=70000 empty=0 notify_rst=500 notify_open=700 notify=300' \
  'notify=90 notify=3000 fin=3000 notify=60 rst=900 half_record=40 notify=8 empty=0 fin=33 notify_rst=2000 notify_open=1 notify=5' \
  'notify=40000 fin=40000 fin=0 rst=20000 notify=1 rst=0 half_record=20000 empty=0 notify_rst=1 rst=70 notify_open=9000 notify=70' \
  'notify=1 fin=1 notify=2 fin=2 rst=2 fin=3 half_record=3 half_record=3 empty=0 empty=0 notify_rst=3 notify_rst=4 notify_open=5 notify=6' \
  'notify=500 notify=600 notify=700 fin=700 rst=9000 half_record=1 empty=0 rst=8 notify_rst=900 fin=1 notify_open=2 half_record=3 notify=80')
# Endings that no program can have foreseen stand before the last one of a quiet run.
surprise() {
  local _ kinds=(notify fin rst)
  for _ in {1..4}; do printf ' %s=%d' "${kinds[SRANDOM % 3]}" $((SRANDOM % 900 + 1)); done
}
plan="${plan% *}$(vary '' "$(surprise)") ${plan##* }"
count=0 total=0
for step in $plan; do
  [[ $step =~ ^(notify|empty) ]] || continue
  count=$((count + 1)) total=$((total + ${step#*=}))
done
FOLDER=''
if [[ -n $PLAYING ]]; then
  FOLDER=$(mktemp -d)
  trap 'rm -rf -- "$FOLDER"' EXIT
  "$FILES/../../../../scripts/certificate.sh" "$FOLDER" server 2>"$FOLDER/said" || { cat "$FOLDER/said" >&2 && exit 1; }
  given ca_pem "$(<"$FOLDER/cert.pem")"
fi
given count "$count"
wire --delay "$(vary 1ms 5ms 1ms 10ms 2ms)"
lost=$(vary '' 'drop client SYN 3' 'drop server FIN 1' 'drop client DATA 4' '')
[[ -z $lost ]] || wire --rule "$lost"
read -ra steps <<<"$plan"
start server on server -- python3 "$FILES/server.py" "$PORT" "$FOLDER" "${steps[@]}"
listens server
DEADLINE=30 # to start may take its time
yours client
understood nothing 'Page 1 is asked for'
DEADLINE=8
understood notify 'close_notify and FIN: the page is whole'
understood fin 'FIN alone: the same page again'
understood rst 'RST: the same page again'
understood half_record 'FIN in the middle of a record: the same page again'
understood empty 'close_notify behind nothing: an empty page is whole'
understood notify_rst 'close_notify, and RST behind it: the page is whole'
understood notify_open 'close_notify, and no FIN: the page is whole'
printed yours "all: $total bytes"
finish
