#!/usr/bin/env bash
# What an HTTP request costs: the server of lab 03 beside nginx.
#
#   scripts/bench_http.sh [ROUNDS]      the medians of 9 rounds, or ROUNDS, in turn
#
# nginx is one process that writes no log and answers from its configuration
# (`return 200`) what our server answers, "hello /". 16 clients; the servers have
# one core, the load another. What counts is the server's CPU time for a request,
# as a ratio to nginx's, measured just before: other work disturbs it little.
# Aims: 1.0 for a connection that is kept or closed, 1.3 for 16 requests at once.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
ROUNDS=${1:-9}
PATH=$PATH:/usr/sbin # Debian's place for nginx
exec {NEVER}<> <(:)

folder=$(mktemp -d)
servers=()
trap 'kill -KILL "${servers[@]}" 2>/dev/null || :; rm -rf "$folder"' EXIT

on_core() { # CORE COMMAND ...: becomes the command, on that core if there is one
  if type -P taskset >/dev/null && (($(nproc) > 1)); then
    exec taskset -c "$1" "${@:2}"
  fi
  exec "${@:2}"
}

# Sets PORT, PID; fails if the program ends first, or listens nowhere for 10 s.
serve() { # COMMAND ...
  local deadline=$((SECONDS + 10))
  on_core 0 "$@" >"$folder/says" 2>&1 &
  PID=$!
  servers+=("$PID")
  disown
  while kill -0 "$PID" 2>/dev/null && ((SECONDS < deadline)); do
    PORT=$(ss -Htlnp | sed -n "s/.* 127.0.0.1:\([0-9]*\) .*pid=$PID,.*/\1/p")
    [[ -z $PORT ]] || return 0
    read -r -t 0.02 -u "$NEVER" _ || :
  done
  return 1
}

# nginx cannot be told to take any free port (0): it is given one after another.
serve_nginx() {
  for _ in {1..20}; do
    if serve scripts/nginx.sh --in "$folder" "127.0.0.1:$((20000 + RANDOM % 12000))" \
      'keepalive_requests 1000000000' \
      'location / { default_type text/plain; return 200 "hello /\n"; }'; then return; fi
  done
  cat "$folder/says" >&2
  exit 1
}

# One measurement: "requests/s nanoseconds/request".
load() { # PORT PID OPTION ...
  (on_core 1 "$BUILD/tests/bench/http_load" --time 300 --port "$1" --pid "$2" "${@:3}")
}

median() { # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$folder/$1" | sort -g |
    awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

show() { # WHAT FILE RATIO
  printf '%-48s %10.0f %10.0f %6s\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)" "$3"
}

serve "$BUILD/labs/03_keep_alive/http_server" --port 0 --idle 600 --quiet ||
  { cat "$folder/says" >&2 && exit 1; }
ours=("$PORT" "$PID") nginx=()
if type -P nginx >/dev/null; then
  serve_nginx
  nginx=("$PORT" "$PID")
else
  echo '(nginx is not installed)'
fi

declare -A kinds=([kept]='' [closed]=--close [piped]='--pipelined 16')
for ((round = 0; round < ROUNDS; ++round)); do
  for kind in kept closed piped; do
    read -ra options <<<"${kinds[$kind]}"
    if ((${#nginx[@]} > 0)); then
      theirs=$(load "${nginx[@]}" "${options[@]}")
      echo "$theirs" >>"$folder/nginx.$kind"
    fi
    mine=$(load "${ours[@]}" "${options[@]}")
    awk '{ print $1, $2, NF == 4 ? sprintf("%.2f", $2 / $4) : "" }' <<<"$mine ${theirs:-}" >>"$folder/ours.$kind"
  done
done

printf '%-48s %10s %10s %6s\n' 'HTTP for 16 clients' requests/s ns/request ratio
for kind in kept closed piped; do
  case $kind in
    kept) what='a kept connection' ;;
    closed) what='"Connection: close"' ;;
    piped) what='16 requests at once' ;;
  esac
  if ((${#nginx[@]} > 0)); then show "$what: nginx" "nginx.$kind" 1.00; fi
  show "$what: ours" "ours.$kind" "$(median "ours.$kind" 3)"
done
