#!/usr/bin/env bash
# Does the client open a WebSocket, and only where there is one?
#
#     client (yours)                            server
#     GET, key 1               ------------->
#                              <-------------   101 with the Accept of another key
#     closes
#     GET, key 2               ------------->
#                              <-------------   200: a page
#     closes
#     GET, key 3               ------------->
#                              <-------------   101, and a text behind it
#     the same text, masked    ------------->
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise opening 'a client opens a WebSocket, and knows when there is none'
needs python3
websocket
text=$(vary hello 'a longer text' grün x "$(printf 'y%.0s' {1..125})")
page=$(vary chat rooms/7 chat news 'q?a=b')
size=$(printf %s "$text" | wc -c)
given page "$page"
given size "$size"
wire --delay "$(vary 1ms 5ms 1ms 10ms 2ms)"
lost=$(vary '' 'drop server DATA 3' 'drop client DATA 1' 'drop client SYN 2' '')
[[ -z $lost ]] || wire --rule "$lost"
start server on server -- python3 "$FILES/server.py" "$PORT" "$page" \
  "$(vary 'another key|a page' 'a page|another key' 'no accept|a page' 'another key|no accept' 'a page|no accept')" \
  "$(vary $((size + 2)) -2 1 0 $((size + 1)))" "$text"
listens server
DEADLINE=8
yours client
printed server 'request 1 is an opening handshake'
printed server 'answer 1 was refused'
say 'The first answer is refused'
printed server 'answer 2 was refused'
say 'The second one, too'
printed server 'each connection has a key of its own'
say 'Each connection has a key of its own'
printed server 'the text has come back'
say 'The text has come back, masked'
finish
