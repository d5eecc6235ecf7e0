#!/usr/bin/env bash
# What do 100 small messages each way cost: in HTTP, and in a WebSocket?
#
#   labs/14_websocket_frames/overhead.sh    plays three ways, each on two hosts of
#                                           its own, and shows what the wire saw
#               --save=FOLDER               keeps the captures
#
# Each message is 8 bytes, and the next one waits for its answer. In HTTP the
# answer's body is the message; what the client says is a bare GET.
set -euo pipefail
LAB=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${LAB%/labs/*}
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
PROGRAMS=$BUILD/labs
MESSAGES=100

on() { exec ip netns exec "$@"; } # HOST COMMAND ...

await() { # COMMAND ...: until it succeeds
  local deadline=$((SECONDS + 30))
  until "$@"; do
    ((SECONDS < deadline)) || { echo "overhead: in vain: $*" >&2 && exit 1; }
    read -r -t 0.02 <> <(:) || : # the core is for those who are awaited
  done
}
listens() { [[ -n $(ip netns exec server ss -Htln 'sport = :7000') ]]; }

send_requests() { # ARGUMENT ...
  on client "$PROGRAMS/03_keep_alive/http_client" --host server \
    --requests "$MESSAGES" --quiet "$@"
}

# One message, its echo, the next message; then the end of the input.
send_messages() {
  local i line keys said
  coproc CLIENT { on client "$PROGRAMS/14_websocket_frames/websocket_client" --host server; }
  said=${CLIENT[0]} keys=${CLIENT[1]}
  for ((i = 0; i < MESSAGES; i++)); do
    printf 'hello %02d\n' "$i" >&"$keys"
    line=''
    until [[ $line == *'< hello '* ]]; do read -r -t 30 -u "$said" line; done
  done
  exec {keys}>&-
  cat <&"$said" >/dev/null
}

play_inside() { # WAY FILES
  local server=03_keep_alive/http_server wire server_pid
  [[ $1 != websocket ]] || server=14_websocket_frames/websocket_echo_server
  "$PROGRAMS/00_instruments/wire" --pcap "$2.pcap" --calls /run/calls &
  wire=$!
  await test -S /run/calls
  (on server "$PROGRAMS/$server" --host server --quiet) &
  server_pid=$!
  await listens
  case $1 in
    new) (send_requests --fresh) ;;
    kept) (send_requests) ;;
    websocket) (send_messages) ;;
  esac
  ip netns exec client ss -Htan state time-wait | wc -l >"$2.client"
  ip netns exec server ss -Htan state time-wait | wc -l >"$2.server"
  kill -INT "$server_pid"
  wait "$server_pid"
  kill -TERM "$wire"
  wait "$wire"
}

if [[ ${1:-} == --inside ]]; then
  play_inside "${@:2}"
  exit
fi

FOLDER=''
case ${1:-} in
  '') ;;
  --save=*) FOLDER=${1#*=} ;;
  -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
  *) echo "overhead: '$1' is not an option; see --help" >&2 && exit 2 ;;
esac
for program in 03_keep_alive/http_{client,server} 14_websocket_frames/traffic; do
  [[ -x $PROGRAMS/$program ]] || make -C "$ROOT" -j"$(nproc)" all
done
reason=$("$ROOT/scripts/two_hosts.sh" --check) || { echo "overhead: $reason" >&2 && exit 77; }
if [[ -n $FOLDER ]]; then
  mkdir -p "$FOLDER"
  FOLDER=$(cd -- "$FOLDER" && pwd)
else
  FOLDER=$(mktemp -d)
  trap 'rm -rf "$FOLDER"' EXIT
fi

show_row() { # WAY TITLE
  local connections segments bytes payload
  read -r _ connections _ segments _ bytes _ payload < <(
    "$PROGRAMS/14_websocket_frames/traffic" --read "$FOLDER/$1.pcap" | tr -d ,)
  BYTES[$1]=$bytes
  printf '%-21s %11d %8d %6d %7d %8d %7d\n' "$2" "$connections" "$segments" \
    "$bytes" "$payload" "$(<"$FOLDER/$1.client")" "$(<"$FOLDER/$1.server")"
}
declare -A BYTES
printf '%61s %s\n%-21s %11s %8s %6s %7s %8s %7s\n' '' TIME-WAIT \
  "$MESSAGES messages each way" connections segments bytes payload client server
for way in 'new a connection each' 'kept HTTP keep-alive' 'websocket WebSocket'; do
  timeout -k 1 120 "$ROOT/scripts/two_hosts.sh" "$LAB/overhead.sh" --inside "${way%% *}" "$FOLDER/${way%% *}"
  show_row "${way%% *}" "${way#* }"
done
awk -v new="${BYTES[new]}" -v kept="${BYTES[kept]}" -v websocket="${BYTES[websocket]}" 'BEGIN {
  printf "for each byte of WebSocket: keep-alive %.1f, a connection each %.1f\n", kept / websocket, new / websocket }'
