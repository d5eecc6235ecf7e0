#!/usr/bin/env bash
# A send() that takes less than it was given, as it may when a signal comes while
# it waits: lab 15's server sends the rest. In a network of its own, where a
# socket holds little.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
SENTENCE='send_all: a send() that is interrupted by a signal is followed by the rest'
SIZE=120000 # bytes of text

if [[ ${1:-} != --inside ]]; then
  if ! reason=$(scripts/two_hosts.sh --check); then
    echo "skipped $SENTENCE: $reason"
  else
    unshare --user --map-root-user --net --kill-child tests/send_all.sh --inside
  fi
  exit
fi

folder=$(mktemp -d)
trap 'exec 2>/dev/null; kill -KILL "$server"; rm -rf "$folder"' EXIT
exec {NEVER}<> <(:)
in_time() { # COMMAND ...: until it succeeds, ten seconds at most
  local end=$((SECONDS + 10))
  until "$@"; do
    ((SECONDS < end)) || { echo "not in time: $*" && return 1; }
    read -r -t 0.02 -u "$NEVER" _ || :
  done
}
ip link set lo up
for name in tcp_wmem tcp_rmem; do echo 4096 8192 8192 >"/proc/sys/net/ipv4/$name"; done
"$BUILD/labs/15_websocket_close/goodbye_server" --port 0 --text "$(printf "%${SIZE}s" '' | tr ' ' x)" \
  >"$folder/says" 2>&1 &
server=$!
listening() { PORT=$(ss -Hltn | sed -n 's/.*127.0.0.1:\([0-9]*\) .*/\1/p') && [[ -n $PORT ]]; }
in_time listening
exec {peer}<>"/dev/tcp/127.0.0.1/$PORT"
printf '%b' 'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' \
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n' >&"$peer"

# The peer does not read, so the server waits within send(). Then it is stopped,
# and goes on.
state() { [[ $(sed 's/.*) //; s/ .*//' "/proc/$server/stat") == "$1" ]]; }
full() { ss -Htn "sport = :$PORT" | awk '$3 > 4000 { full = 1 } END { exit !full }' && state S; }
in_time full
kill -STOP "$server"
in_time state T
kill -CONT "$server"
in_time full
read_all() { timeout 10 head -c $((129 + 10 + SIZE)) <&"$peer" | tr -dc x | wc -c || :; }
got=$(read_all)
if ((got >= SIZE)); then
  echo "ok $SENTENCE"
else
  echo "$got of $SIZE bytes came; the server says:"
  tail -n 5 "$folder/says"
  echo "failed $SENTENCE"
fi
