#!/usr/bin/env bash
# Our echo server behind a reverse proxy, nginx, and our client before it:
#
#     websocket_client ----> nginx ----> websocket_echo_server
#
# nginx runs as whoever runs the test, from a configuration of its own.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAMS=$BUILD/labs/14_websocket_frames
PATH=$PATH:/usr/sbin # Debian's place for it
for tool in nginx ss curl; do has "$tool" 'passes WebSockets' || exit 0; done

# What is between two hosts only, such as Upgrade and Connection, a proxy does
# not pass on by itself: RFC 9110, 7.6.1. In /bare the two lines are lost, for one
# proxy_set_header within a location replaces all those outside.
#
# nginx cannot be told to take any free port (0): it is given one after another,
# until it has one. Sets PORT.
proxy() {
  local pid deadline=$((SECONDS + 20)) pass="proxy_pass http://127.0.0.1:$SERVER"
  while ((SECONDS < deadline)); do
    PORT=$((20000 + RANDOM % 12000))
    scripts/nginx.sh --in "$folder" "127.0.0.1:$PORT" \
      "proxy_set_header Upgrade \$http_upgrade" 'proxy_set_header Connection upgrade' \
      "location / { $pass; proxy_http_version 1.1; }" \
      "location /idle { $pass; proxy_http_version 1.1; proxy_read_timeout 1s; }" \
      "location /old { $pass; }" \
      "location /bare { $pass; proxy_http_version 1.1; proxy_set_header X-Other 1; }" \
      'location /nobody { proxy_pass http://127.0.0.1:1; proxy_http_version 1.1; }' \
      >"$folder/said" 2>&1 &
    pid=$!
    STARTED+=("$pid")
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do
      ! ss -Htlnp "sport = :$PORT" | grep -q "pid=$pid," || return 0
      ! grep -q 'Address already in use' "$folder/said" || kill -KILL "$pid"
    done
  done
  cat "$folder/said" || :
  give_up 'nginx listens'
}

# What our client says of the messages and the end, in a line.
client() { # OPTION ...
  timeout 20 "$PROGRAMS/websocket_client" --port "$PORT" "$@" 2>&1 |
    sed -nE 's/^websocket_client:? +(closed:|got a pong|no WebSocket|the server|<)/\1/p' | paste -s -d '|'
}

serve "$PROGRAMS/websocket_echo_server" --port 0
SERVER=$PORT
proxy
check 'passes texts both ways' '< one|< zwei ä|closed: 1000' "$(printf 'one\nzwei ä\n' | client)"
long=$(head -c 100000 /dev/zero | tr '\0' x)
check 'passes a text of 100000 bytes' "< $long|closed: 1000" "$(client <<<"$long")"
check 'passes Ping and Pong' 'got a pong|< behind it|closed: 1000' "$(printf '/ping\nbehind it\n' | client)"
check 'passes a code and its reason' "closed: 4000 'why'" "$(client <<<'/close 4000 why')"
check 'without Upgrade and Connection for the next hop, our server refuses' \
  'no WebSocket: the status must be 101, not 400 (RFC 6455, 4.1)' "$(client --target /bare </dev/null)"
check 'without Upgrade and Connection, Upgrade is what our server misses' \
  'Upgrade must list websocket (RFC 6455, 4.2.1)' \
  "$(curl -s -H 'Connection: Upgrade' -H 'Upgrade: websocket' "http://127.0.0.1:$PORT/bare")"
check 'speaks HTTP/1.0 behind itself unless it is told otherwise: refused, too' \
  'the version must be HTTP/1.1 (RFC 6455, 4.2.1)' "$(curl -s "http://127.0.0.1:$PORT/old")"
check 'answers itself when nobody is behind it' \
  'no WebSocket: the status must be 101, not 502 (RFC 6455, 4.1)' "$(client --target /nobody </dev/null)"
check 'ends a WebSocket that is silent for its time, without a Close' 'closed: 1006' \
  "$(client --target /idle <&"$NEVER")"
