#!/usr/bin/env bash
# The servers with many clients accept all that wait in one turn: between two
# waits for events. It is counted, by strace, and not timed.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
NEWCOMERS=50
servers=(03_keep_alive/http_server 14_websocket_frames/chat_server 14_websocket_frames/websocket_echo_server)
sentence() { echo "newcomers: ${1#*/} accepts all that wait in one turn"; } # SERVER

if ! type -P strace >/dev/null; then
  for server in "${servers[@]}"; do echo "skipped $(sentence "$server"): there is no strace"; done
  exit
fi
folder=$(mktemp -d)
started=() # what strace runs ends with it
trap 'exec 2>/dev/null; kill -KILL "${started[@]}" || :; rm -rf "$folder"' EXIT
exec {NEVER}<> <(:)

# The greatest number of connections accepted between two waits, so far.
in_one_turn() {
  awk '/^(epoll_wait|epoll_pwait|poll)\(/ { n = 0 }
    /^accept4?\(.* = [0-9]+$/ { if (++n > most) most = n }
    END { print most + 0 }' "$folder/calls"
}
accepted() { grep -c '^accept4\?(.* = [0-9]\+$' "$folder/calls" || :; }

for server in "${servers[@]}"; do
  rm -f "$folder"/*
  mkfifo "$folder/in" "$folder/out"
  strace -o "$folder/calls" -e trace=accept,accept4,poll,epoll_wait,epoll_pwait \
    setpriv --pdeathsig KILL "$BUILD/labs/$server" --port 0 --step <"$folder/in" >"$folder/out" 2>&1 &
  started+=($!)
  disown
  exec {go_on}>"$folder/in" {out}<"$folder/out"
  line=''
  until [[ $line == *'listens on '* ]]; do read -r -t 10 -u "$out" line; done
  cat <&"$out" >/dev/null &
  started+=($!)
  disown

  # They are complete for the kernel, while the server waits for Enter.
  peers=()
  for ((i = 0; i < NEWCOMERS; ++i)); do
    exec {peer}<>"/dev/tcp/127.0.0.1/${line##*:}"
    peers+=("$peer")
  done
  echo >&"$go_on"
  end=$((SECONDS + 10))
  until (($(accepted) >= NEWCOMERS || SECONDS >= end)); do
    read -r -t 0.02 -u "$NEVER" _ || :
  done
  most=$(in_one_turn)
  if ((most == NEWCOMERS)); then
    echo "ok $(sentence "$server")"
  else
    echo "at most $most of $NEWCOMERS"
    echo "failed $(sentence "$server")"
  fi
  for peer in "${peers[@]}"; do exec {peer}>&-; done
  exec {go_on}>&- {out}<&-
done

# What `make bench` measures, with few peers; its times are judged there. It runs
# in a shell of its own, and the server ends with that.
measure() { # [COMMAND ...]: that starts it
  rm -f "$folder/says" # of an earlier server
  setpriv --pdeathsig KILL "$BUILD/labs/14_websocket_frames/chat_server" --port 0 \
    >"$folder/says" 2>&1 &
  disown
  local end=$((SECONDS + 10))
  until grep -q "listens on " "$folder/says" 2>/dev/null || ((SECONDS >= end)); do
    read -r -t 0.02 -u "$NEVER" _ || :
  done
  "$@" "$BUILD/tests/bench/newcomer" --idle 100 --websocket --times 3 \
    --port "$(sed -n 's/.*listens on .*://p' "$folder/says")" 2>&1
}
check() { # SENTENCE PATTERN ACTUAL
  if [[ $3 =~ ^$2$ ]]; then
    echo "ok newcomers: $1"
  else
    printf 'expected: %s\nactual: %s\n' "$2" "$3"
    echo "failed newcomers: $1"
  fi
}
times=' [0-9.]+ [0-9.]+ [0-9.]+'
check 'the measurement counts its peers' "100$times" "$(measure)"
check 'the measurement says it if it may not have so many' \
  "newcomer: the system allows 64 descriptors .*48$times" "$(measure prlimit --nofile=64:64)"
