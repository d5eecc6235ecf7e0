#!/usr/bin/env bash
# A send() that takes less than it was given, as it may when a signal comes while
# it waits: lab 15's server sends the rest. In a network of its own, where a
# socket holds little.
source "${BASH_SOURCE[0]%/*}/lib.sh"
SENTENCE='a send() that is interrupted by a signal is followed by the rest'
SIZE=120000 # bytes of text

if [[ ${1:-} != --inside ]]; then
  has_two_hosts "$SENTENCE" || exit 0
  unshare --user --map-root-user --net --kill-child tests/send_all.sh --inside
  exit
fi

ip link set lo up
for name in tcp_wmem tcp_rmem; do echo 4096 8192 8192 >"/proc/sys/net/ipv4/$name"; done
serve "$BUILD/labs/15_websocket_close/goodbye_server" --port 0 --text "$(printf "%${SIZE}s" '' | tr ' ' x)"
exec {peer}<>"/dev/tcp/127.0.0.1/$PORT"
printf '%b' 'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' \
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n' >&"$peer"

# The peer does not read, so the server waits within send(). Then it is stopped,
# and goes on.
state() { [[ $(sed 's/.*) //; s/ .*//' "/proc/$PID/stat") == "$1" ]]; }
full() { ss -Htn "sport = :$PORT" | awk '$3 > 4000 { full = 1 } END { exit !full }' && state S; }
in_time full
kill -STOP "$PID"
in_time state T
kill -CONT "$PID"
in_time full
got=$(timeout 10 head -c $((129 + 10 + SIZE)) <&"$peer" | tr -dc x | wc -c || :)
check "$SENTENCE" 'all of it' "$( ((got >= SIZE)) && echo 'all of it' || echo "$got of $SIZE bytes, and $(tail -n 5 "$SAID")")"
