#!/usr/bin/env bash
# told_peer does what it is told, as a client and as a server, and says what came
# instead of what should.
source "${BASH_SOURCE[0]%/*}/lib.sh"
told_peer=$BUILD/labs/01_echo/told_peer

# A server does SERVER's lines, and a client CLIENT's: their last words, and how
# they ended.
talk() { # SERVER CLIENT
  local ends=()
  rm -f "$folder/server"
  printf '%b\n' "$1" | timeout 30 "$told_peer" --listen --port 0 >"$folder/server" 2>&1 &
  STARTED=($!)
  in_time grep -qs 'listens on' "$folder/server" || { cat "$folder/server" && give_up 'told_peer listens'; }
  local port
  port=$(sed -n 's/.*listens on .*://p' "$folder/server")
  printf '%b\n' "$2" | timeout 20 "$told_peer" --port "$port" >"$folder/client" 2>&1 || ends+=("client $?")
  wait "${STARTED[0]}" || ends+=("server $?")
  STARTED=()
  TALK="$(tail -n 1 "$folder/client")|$(tail -n 1 "$folder/server")|${ends[*]}"
}

while IFS='~' read -r sentence server client expected; do
  talk "$server" "$client"
  check "$sentence" "$expected" "$(tr -s ' ' <<<"$TALK")"
done <<'END'
sends, receives, and ends first~accept\nreceive he\nreceive llo\nreceive end\nsend a\\\\n\\\\xc3{3b}\nclose~connect\nsend hel\nsend lo\nend\nreceive a\\\\n\\\\xc3bbb\nreceive end\nclose~told_peer done: close|told_peer done: close|
says what came instead~accept\nsend 3 hel\\\\n\nwait 4000~connect\nreceive 5 hello\\\\n\n~told_peer: not '5 hello\\n' came, but '3 hel\\n', and then nothing more, in all this time|told_peer done: wait 4000|client 1
says that it was not the end~accept\nsend ab\nreceive end~connect\nreceive a\nreceive end~told_peer: not the end came, but 'b'|told_peer done: receive end|client 1
is told of an abort~accept\nreceive end~connect\nabort~told_peer done: abort|told_peer: not the end came, but an error|server 1
refuses what nobody can do~accept\nreceive end~connect\nfly~told_peer: nobody can do this: fly|told_peer done: receive end|client 1
END

TALK=$(printf 'connect\n' | "$told_peer" --port 1 2>&1) || :
check 'says that nobody listens' \
  'told_peer: connect(peer, address, size): Connection refused [ECONNREFUSED]' "$(grep -o 'told_peer: connect.*' <<<"$TALK" || echo "$TALK")"
