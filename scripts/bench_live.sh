#!/usr/bin/env bash
# How long after a row each follower of live_server has it (lab 19).
#
#   scripts/bench_live.sh [CLIENTS ...]     10, 100 and 1000, unless told otherwise
#
# The aim: 100 followers within 200 ms. All share this machine, so much of what is
# measured are the followers themselves.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
(($# > 0)) || set -- 10 100 1000
folder=$(mktemp -d)
server=''
trap 'exec 2>/dev/null; [[ -z $server ]] || kill -KILL "$server"; rm -rf "$folder"' EXIT
ulimit -n "$(ulimit -Hn)"

measure() { # CLIENTS
  local line='' out rows
  mkfifo "$folder/out" "$folder/rows"
  exec {rows}<>"$folder/rows"
  "$BUILD/labs/19_live/live_server" --port 0 <"$folder/rows" >"$folder/out" 2>&1 &
  server=$!
  disown
  exec {out}<"$folder/out"
  rm "$folder/out" "$folder/rows"
  until [[ $line == *'listens on '* ]]; do
    read -r -t 10 -u "$out" line || { echo 'bench_live: live_server does not listen' >&2 && exit 1; }
  done
  cat <&"$out" >/dev/null & # what it says
  exec {out}<&-
  "$BUILD/tests/bench/live_load" --port "${line##*:}" --clients "$1" 2>&1 >&"$rows" |
    awk -v clients="$1" '{ printf "  %-12s %10.1f %10.1f %10.1f\n", clients, $1, $2, $3 }'
  exec {rows}>&-
  kill -KILL "$server"
  server=''
}

printf '%s\n\n  %-12s %10s %10s %10s\n' 'A row of 300 bytes, until a follower has it, in ms:' \
  followers median '99 of 100' last
for clients; do measure "$clients"; done
