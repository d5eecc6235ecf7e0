#!/usr/bin/env bash
# What it costs to run a program under calls: an HTTP server of ours and nginx,
# alone, under calls, and under strace with the same calls.
#
#   scripts/bench_calls.sh [ROUNDS]      the medians of 7 rounds, or ROUNDS, in turn
#
# The server and who traces it have one core, the load another. What counts is the
# time for a request, as a ratio to that without a tracer in the same round. Both
# tracers write into /dev/null. Aims: 1.1 times what strace costs; and a call that
# nobody asks about costs what it costs alone.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
ROUNDS=${1:-7}
PATH=$PATH:/usr/sbin # Debian's place for nginx
source tests/calls/names.sh
exec {NEVER}<> <(:)

folder=$(mktemp -d)
started=()
trap 'kill -KILL "${started[@]}" 2>/dev/null || :; rm -rf "$folder"' EXIT

on_core() { # CORE COMMAND ...: becomes the command, on that core if there is one
  if type -P taskset >/dev/null && (($(nproc) > 1)); then
    exec taskset -c "$1" "${@:2}"
  fi
  exec "${@:2}"
}

alone() { on_core 0 "$@"; }
under_calls() { on_core 0 "$BUILD/labs/00_instruments/calls" --host server --trace /dev/null -- "$@"; }
under_strace() {
  on_core 0 strace -f --seccomp-bpf -e trace="$CALL_NAMES,$WAIT_NAMES" -o /dev/null "$@"
}

ways=(alone under_calls)
if type -P strace >/dev/null && strace -f -o /dev/null true 2>/dev/null; then
  ways+=(under_strace)
else
  echo '(strace is not installed, or cannot trace here)'
fi

# The last of a process's first children: behind `calls` are a tracer and the server.
last_child() { # PROCESS
  local process=$1 child=$1
  while [[ -n $child ]]; do
    process=$child child=''
    { read -r child _ <"/proc/$process/task/$process/children" || :; } 2>/dev/null
  done
  echo "$process"
}

# Starts a server in one of the ways: PORT, PID.
serve() { # WAY COMMAND ...
  local deadline=$((SECONDS + 10)) tracer
  "$@" >"$folder/says" 2>&1 &
  tracer=$!
  started+=("$tracer")
  disown
  while kill -0 "$tracer" 2>/dev/null && ((SECONDS < deadline)); do
    PID=$(last_child "$tracer")
    PORT=$(ss -Htlnp | sed -n "s/.* 127.0.0.1:\([0-9]*\) .*pid=${PID:-none},.*/\1/p")
    [[ -z $PORT ]] || { started+=("$PID") && return 0; }
    read -r -t 0.02 -u "$NEVER" _ || :
  done
  return 1
}

serve_ours() {
  serve "$1" "$BUILD/labs/03_keep_alive/http_server" --port 0 --idle 600 --quiet ||
    { cat "$folder/says" >&2 && exit 1; }
}

# nginx cannot be told to take any free port (0): it is given one after another.
serve_nginx() {
  for _ in {1..20}; do
    if serve "$1" scripts/nginx.sh --in "$folder" "127.0.0.1:$((20000 + RANDOM % 12000))" \
      'keepalive_requests 1000000000' \
      'location / { default_type text/plain; return 200 "hello /\n"; }'; then return; fi
  done
  cat "$folder/says" >&2
  exit 1
}

# One round: what each way has measured, a line in the file NAME.
measure() { # NAME COMMAND ...: prints a figure; WAY says how
  local figures=()
  for WAY in "${ways[@]}"; do figures+=("$("${@:2}")"); done
  echo "${figures[*]}" >>"$folder/$1"
}

median() { # FILE EXPRESSION: of the columns a, c and s, one for each way
  awk "{ a = \$1; c = \$2; s = \$3; print $2 }" "$folder/$1" | sort -g |
    awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

declare -A port pid
servers=(ours)
if type -P nginx >/dev/null; then servers+=(nginx); else echo '(nginx is not installed)'; fi
for server in "${servers[@]}"; do
  for way in "${ways[@]}"; do
    "serve_$server" "$way"
    port[$server.$way]=$PORT pid[$server.$way]=$PID
  done
done

requests() { # SERVER [OPTION ...]: how many a second
  (on_core 1 "$BUILD/tests/bench/http_load" --time 300 --port "${port[$1.$WAY]}" \
    --pid "${pid[$1.$WAY]}" "${@:2}") | cut -d ' ' -f 1
}
bare_call() { ("$WAY" "$BUILD/tests/bench/bare_call"); }

for ((round = 0; round < ROUNDS; ++round)); do
  for server in "${servers[@]}"; do
    measure "kept.$server" requests "$server"
    measure "closed.$server" requests "$server" --close
  done
  measure call bare_call
done

row() { # WHAT FIGURE [RATIO [RATIO_TO_STRACE]]
  printf '%-48s %12.0f %6s %8s' "$1" "$2" "$(printf '%.2f' "${3:-1}")" "${4:+$(printf '%.2f' "$4")}"
  awk -v ratio="${4:-0}" 'BEGIN { print (ratio > 1.1) ? " over" : "" }'
}
# Requests a second are the more the less time each one takes; nanoseconds are time.
show() { # WHAT FILE COSTS_CALLS COSTS_STRACE COSTS_CALLS_TO_STRACE
  local to_strace=''
  row "$1, alone" "$(median "$2" a)"
  ((${#ways[@]} < 3)) || to_strace=$(median "$2" "$5")
  row "$1, under calls" "$(median "$2" c)" "$(median "$2" "$3")" "$to_strace"
  ((${#ways[@]} < 3)) || row "$1, under strace" "$(median "$2" s)" "$(median "$2" "$4")"
}

printf '%-48s %12s %6s %8s\n' 'HTTP for 16 clients' requests/s time 'strace=1'
for server in "${servers[@]}"; do
  show "$server, a kept connection" "kept.$server" a/c a/s s/c
  show "$server, closed" "closed.$server" a/c a/s s/c
done
printf '\n%-48s %12s %6s %8s\n' 'A call that nobody asks about' ns time 'strace=1'
show getppid call c/a s/a c/s

printf '\nWhere calls stand among segments:\n'
tests/calls_order.sh 10000
