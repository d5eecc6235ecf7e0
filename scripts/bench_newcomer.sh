#!/usr/bin/env bash
# How long a newcomer waits for its answer while 5,000 idle peers are connected:
# the servers of labs 03 and 14 that serve many clients in one thread.
#
#   scripts/bench_newcomer.sh [PEERS]     5000, unless told otherwise
#
# The aim: within 20 ms, also for the one that comes right behind the 5,000.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
PEERS=${1:-5000}
folder=$(mktemp -d)
server=''
trap 'exec 2>/dev/null; [[ -z $server ]] || kill -KILL "$server"; rm -rf "$folder"' EXIT
ulimit -n "$(ulimit -Hn)"

measure() { # WHAT SERVER [SERVER-OPTION ...] [-- OPTION ...]
  local what=$1 line='' out program=("$BUILD/labs/$2")
  shift 2
  while (($# > 0)) && [[ $1 != -- ]]; do program+=("$1") && shift; done
  mkfifo "$folder/out"
  "${program[@]}" --port 0 >"$folder/out" 2>&1 &
  server=$!
  disown
  exec {out}<"$folder/out"
  rm "$folder/out"
  until [[ $line == *'listens on '* ]]; do
    read -r -t 10 -u "$out" line || { echo "bench_newcomer: ${program[0]} does not listen" >&2 && exit 1; }
  done
  cat <&"$out" >/dev/null & # what it says
  exec {out}<&-
  "$BUILD/tests/bench/newcomer" --port "${line##*:}" --idle "$PEERS" "${@:2}" |
    awk -v what="$what" '{
      printf "%-42s %7d %8.2f %8.2f %8.2f%s\n", what, $1, $2, $3, $4, $4 < 20 ? "" : "  MORE THAN 20 ms" }'
  kill -KILL "$server"
  server=''
}

printf '%-42s %7s %8s %8s %8s\n' 'a newcomer waits, in milliseconds' peers first median longest
measure 'chat_server: connected' 14_websocket_frames/chat_server --patience 600
measure 'chat_server: WebSockets' 14_websocket_frames/chat_server --patience 600 --heartbeat 600 -- --websocket
measure 'websocket_echo_server: connected' 14_websocket_frames/websocket_echo_server --patience 600
measure 'http_server: connected' 03_keep_alive/http_server --idle 600
