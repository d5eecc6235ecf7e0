#!/usr/bin/env bash
# What a WebSocket costs: the echo server of lab 14 beside the least that a TCP
# echo server does, and beside the libraries of this kind that are installed.
#
#   scripts/bench_echo.sh [RUNS]      the medians of 7 runs, or RUNS, in turn
#
# The server has one core, the load another. What counts is the server's CPU time
# for a message, as a ratio to that for a message of bare TCP, measured just before:
# it can be compared between machines, and other work disturbs it little. Behind it
# stands what it should be at most, and "over" if it is more. 64 KiB are compared with
# 64 KiB, which is what the frames cost; and with 64 bytes, where 4.8 is what
# uWebSockets reaches. That one also says how fast this machine copies, and is the
# first to suffer from other work. Aims for the rest: 256 bytes for an idle
# connection, one segment for 16 answers.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
RUNS=${1:-7}
PEERS=$BUILD/tests/bench/peers

folder=$(mktemp -d)
servers=()
trap 'kill -KILL "${servers[@]}" 2>/dev/null || :; rm -rf "$folder"' EXIT
ulimit -n "$(ulimit -Hn)"

on_core() { # CORE COMMAND ...: becomes the command, on that core if there is one
  if type -P taskset >/dev/null && (($(nproc) > 1)); then
    exec taskset -c "$1" "${@:2}"
  fi
  exec "${@:2}"
}

# Starts a server on a free port: PORT, PID.
serve() { # PROGRAM
  local line='' out
  mkfifo "$folder/out"
  on_core 0 "$1" --port 0 >"$folder/out" 2>&1 &
  PID=$!
  servers+=("$PID")
  disown
  exec {out}<"$folder/out"
  rm "$folder/out"
  until [[ $line == *'listens on '* ]]; do
    read -r -t 10 -u "$out" line || { echo "bench_echo: $1 does not listen" >&2 && exit 1; }
  done
  PORT=${line##*:}
}

# One measurement: "messages/s nanoseconds/message segments/batch".
load() { # PORT PID OPTION ...
  (on_core 1 "$BUILD/tests/bench/echo_load" --time 500 --port "$1" --pid "$2" "${@:3}")
}

# A measurement of bare TCP, one of a WebSocket, and the ratio of their costs,
# added to a file.
compare() { # FILE TCP_SIZE PORT PID OPTION ...
  local tcp websocket
  tcp=$(load "${tcp_server[@]}" --size "$2")
  websocket=$(load "${@:3}" --websocket)
  awk '{ print $4, $5, $6, $5 / $2 }' <<<"$tcp $websocket" >>"$folder/$1"
  echo "$tcp 1" >>"$folder/tcp.$2"
}

median() { # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$folder/$1" | sort -g |
    awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

show() { # NAME FILE [AT_MOST]
  printf '%-48s %10.0f %10.0f' "$1" "$(median "$2" 1)" "$(median "$2" 2)"
  awk -v ratio="$(median "$2" 4)" -v most="${3:-}" 'BEGIN {
    printf(most ? " %6.2f %8.2f%s\n" : " %6.2f\n", ratio, most, ratio > most ? " over" : "") }'
}

# The libraries are built once, if they are there.
names=(ours) programs=("$BUILD/labs/14_websocket_frames/websocket_echo_server")
mkdir -p "$PEERS"
for source in tests/bench/peers/*.cpp; do
  peer=$(basename "$source" .cpp)
  options=(-pthread)
  if [[ $peer == libwebsockets ]]; then options=(-lwebsockets); fi
  if [[ $PEERS/$peer -nt $source ]] ||
    ${CXX:-g++} -std=c++17 -O2 "$source" -o "$PEERS/$peer" "${options[@]}" 2>/dev/null; then
    names+=("$peer") programs+=("$PEERS/$peer")
  else
    echo "($peer is not installed)"
  fi
done

serve "$BUILD/tests/bench/tcp_echo_server"
tcp_server=("$PORT" "$PID")
ports=() pids=()
for program in "${programs[@]}"; do
  serve "$program"
  ports+=("$PORT") pids+=("$PID")
done

for ((run = 0; run < RUNS; ++run)); do
  for i in "${!names[@]}"; do
    compare "${names[i]}.small" 64 "${ports[i]}" "${pids[i]}" --size 20
    compare "${names[i]}.piped" 64 "${ports[i]}" "${pids[i]}" --size 20 --pipelined 16
    compare "${names[i]}.large" 65536 "${ports[i]}" "${pids[i]}" --size 65536
    compare "${names[i]}.times" 64 "${ports[i]}" "${pids[i]}" --size 65536
  done
done

printf '%-48s %10s %10s %6s %8s\n' 'echo for 64 clients' messages/s ns/message ratio 'at most'
show 'TCP, 64 bytes' tcp.64
show 'TCP, 64 KiB' tcp.65536
for i in "${!names[@]}"; do
  show "WebSocket, 20 bytes: ${names[i]}" "${names[i]}.small" 1.12
  show "WebSocket, 20 bytes, 16 at once: ${names[i]}" "${names[i]}.piped"
  show "WebSocket, 64 KiB, to TCP's 64 KiB: ${names[i]}" "${names[i]}.large" 1.2
  show "WebSocket, 64 KiB, to TCP's 64 bytes: ${names[i]}" "${names[i]}.times" 4.8
done

printf '\n%-48s %19s\n' 'data segments that answer 16 messages' segments
for name in "${names[@]}"; do
  printf '%-48s %19.2f\n' "$name" "$(median "$name.piped" 3)"
done

printf '\n%-48s %19s\n' 'memory of 5000 idle connections' 'bytes for each'
for i in "${!names[@]}"; do
  serve "${programs[i]}"
  printf '%-48s %19.0f\n' "${names[i]}" "$(load "$PORT" "$PID" --websocket --idle --clients 5000)"
done
