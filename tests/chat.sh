#!/usr/bin/env bash
# Lab 14's chat: terminals that talk with each other, bytes written by hand, and
# peers that would hurt it. A third one always goes on chatting.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAMS=$BUILD/labs/14_websocket_frames
trap '' PIPE # a peer that has gone is a failed check, not the end
ulimit -n 4096 2>/dev/null || ulimit -n "$(ulimit -Hn)"

serve_chat() { serve "$PROGRAMS/chat_server" --port 0 "$@"; }                              # OPTION ...
start_client() { converse "$1" "$PROGRAMS/websocket_client" --port "$PORT"; } # NAME
type_line() { printf '%s\n' "$2" >&"${TO[$1]}" || :; } # NAME TEXT

# The next line that NAME shows and that holds a text, from its < on.
shows() { # NAME TEXT
  await_line "$@" || { echo "$LINE" && return; }
  local line=${LINE#websocket_client*  }
  line=${line#"${line%%[! ]*}"}
  echo "${line#< }"
}

# A text of carl's is back, whatever goes on: before the patience of the server ends.
still_chats() { # SENTENCE
  local from=$EPOCHREALTIME line milliseconds
  type_line carl "after $1"
  line=$(shows carl "after $1")
  milliseconds=$(((${EPOCHREALTIME/[.,]/} - ${from/[.,]/}) / 1000))
  check "$1: others go on" 'guest: after '"$1 in time" \
    "guest: ${line#*: } $( ((milliseconds < 4000)) && echo 'in time' || echo "after $milliseconds ms")"
}

required='Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
key='Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
opening="GET / HTTP/1.1\r\n$required$key\r\n"
close='\x88\x80\0\0\0\0' # masked with zeros, as all frames here

# Connects, and sends bytes (printf's escapes): PEER.
connect() { # BYTES
  exec {PEER}<>"/dev/tcp/127.0.0.1/$PORT"
  printf '%b' "$1" >&"$PEER" || :
}
hang_up() { exec {PEER}>&-; }

# Sends bytes at once, and gives what comes until the server ends.
talk() { # BYTES
  connect "$1"
  timeout 30 cat <&"$PEER" || echo '(no end)'
  hang_up
}

# The bytes behind the 101, in hexadecimal.
frames() { hex | sed 's/^.*0d0a0d0a8/8/'; }

# The code of the Close among these bytes, and its reason.
closing() {
  local all
  all=$(frames)
  all=${all##*88}
  printf '%d ' "0x${all:2:4}"
  for ((i = 6; i < ${#all}; i += 2)); do printf '%b' "\\x${all:i:2}"; done
}

# --- terminals --------------------------------------------------------------

# Two on a server that wants signs of life: one answers its Pings, the other is
# as silent as a host that was switched off. What came of it is asked at the end.
serve_chat --heartbeat 1
lively=$SAID
start_client lively
type_line lively '/name lively'
connect "$opening\x81\x8c\0\0\0\0/name silent"

serve_chat --patience 5 --heartbeat 600
start_client ann
check 'welcomes a client' '* welcome, guest 1, one of 1. /name ann makes you ann' "$(shows ann welcome)"
start_client bob
check 'tells who comes' '* guest 2 is here' "$(shows ann 'is here')"
type_line ann 'hello, bob'
check 'passes on what is said' 'guest 1: hello, bob' "$(shows bob hello)"
check 'to the speaker too' 'guest 1: hello, bob' "$(shows ann hello)"
type_line bob '/name bob'
check 'gives a name' '* guest 2 is bob now' "$(shows ann now)"
type_line bob "/name $(printf '%33s' '' | tr ' ' x)"
check 'but no long one' '* that name is too long' "$(shows bob 'too long')"
type_line bob 'grüße, κόσμε'
check 'passes on every character' 'bob: grüße, κόσμε' "$(shows ann bob:)"
type_line bob '/close 4000 why'
check 'tells who goes, and his Close' '* bob has left: 4000 why' "$(shows ann left)"
start_client carl
type_line carl "$(printf '\e[31mred')"
check 'obeys no commands for a terminal' 'guest 3: ?[31mred' "$(what_it_said 'guest 3: ?[31mred')"

# --- wrong bytes ------------------------------------------------------------

check 'answers what comes together with the opening handshake, in its order' yes \
  "$(talk "$opening\x89\x81\0\0\0\0p\x81\x85\0\0\0\0hello$close" | frames | grep -q '8a0170.*8800$' && echo yes)"
long="\x81\xfe\x10\x01\0\0\0\0$(printf '%4097s' '' | tr ' ' x)"
while IFS='|' read -r sentence bytes closed; do
  check "closes $sentence with ${closed%% *}" "$closed" "$(talk "$opening$bytes$close" | closing)"
done <<END
binary|\x82\x81\0\0\0\0a|1003 only text
a text that is no UTF-8|\x81\x81\0\0\0\0\xff|1007 text is UTF-8 (RFC 6455, 8.1)
a text of 4097 bytes|$long|1009 a frame keeps within our limit (RFC 6455, 10.4)
fragments of more than 4096 bytes|\x01\xfe\x10\0\0\0\0\0$(printf '%4096s' '')\x80\x81\0\0\0\0a|1009 a message keeps within our limit (RFC 6455, 10.4)
a length of 2^63|\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0|1002 the first bit of a length is 0 (RFC 6455, 5.2)
a length of 2^62|\x81\xff\x40\0\0\0\0\0\0\0\0\0\0\0|1009 a frame keeps within our limit (RFC 6455, 10.4)
an unmasked frame|\x81\x01a|1002 a client masks every frame (RFC 6455, 5.1)
END
still_chats 'wrong frames'

# --- HTTP on the same port --------------------------------------------------

status() { talk "$1" | sed -n '1s/^HTTP\/1.1 \([0-9]*\).*/\1/p'; } # BYTES
while IFS='|' read -r code request sentence; do
  check "answers $sentence: $code" "$code" "$(status "$request")"
done <<END
200|GET / HTTP/1.1\r\nHost: x\r\n\r\n|a GET with the page
404|GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n|any other path
405|POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n|POST
413|POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n|a body
400|nonsense\r\n\r\n|what is no HTTP
101|GET / HTTP/1.1\r\n${required}Origin: http://x\r\n$key\r\n$close|a page of its own
101|GET / HTTP/1.1\r\n${required}Origin: https://x\r\n$key\r\n$close|a page of its own behind TLS
403|GET / HTTP/1.1\r\n${required}Origin: http://y\r\n$key\r\n|a page from elsewhere
403|GET / HTTP/1.1\r\n${required}Origin: null\r\n$key\r\n|a page from nowhere
426|GET / HTTP/1.1\r\n${required}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n|version 8
END
curl -s "http://127.0.0.1:$PORT/" >"$folder/page"
check 'its page comes whole' '</script>' "$(tail -n 1 "$folder/page")"
check 'its page needs nothing else' '' "$(grep -oE '(src|href)="[^"]*"|url\(|@import|https?:' "$folder/page" | grep -v '="data:' || :)"

# --- slow ones --------------------------------------------------------------

# Half an opening handshake does not keep its place, nor does one that drips in.
halves=()
for ((i = 0; i < 100; ++i)); do connect 'GET / HT' && halves+=("$PEER"); done
connect 'GET / HTTP/1.1\r\nX: '
drip "$PEER" x
still_chats '100 half opening handshakes'
check 'ends an opening handshake that drips in after its time' '' "$(timeout 30 cat <&"$PEER" || echo '(no end)')"
hang_up
check 'ends half an opening handshake after its time' '' "$(timeout 30 cat <&"${halves[0]}" || echo '(no end)')"
for fd in "${halves[@]}"; do exec {fd}>&-; done

# --- who does not read ------------------------------------------------------

# Carl speaks until the server says that. Each of his lines is back before he
# sends the next one: so those who read are not dropped.
line=$(printf '%4000s' '' | tr ' ' x)
fill() { # TEXT [TIMES]: looked for after one line, or after 20
  local i every=$((${2:-1} == 1 ? 1 : 20))
  for ((i = 0; i < 2000; ++i)); do
    ((i % every)) || (($(grep -acF -e "$1" "$SAID" || :) < ${2:-1})) || return 0
    type_line carl "$line"
    await_line carl "$line" || return
  done
}
connect "$opening\x81\x8a\0\0\0\0/name deaf"
in_time server_said 'is deaf now' || :
fill '* deaf has left' || :
check 'drops who does not read: 1008' '* deaf has left: 1008 you do not read' "$(what_it_said '* deaf has left: 1008 you do not read')"
check 'tells the others' '* deaf has left: 1008 you do not read' "$(shows carl 'deaf has left')"
check 'sends the Close behind what it has sent before' '1008 you do not read' \
  "$( (timeout 30 cat <&"$PEER" || echo '(no end)') | tail -c 20 | closing)"
hang_up

# --- a crowd ----------------------------------------------------------------

serve_chat --queue 4096 --patience 60 --heartbeat 600
# What each client costs is within a limit. A sanitizer has memory of its own.
costs() { # SENTENCE LIMIT BYTES
  if sanitized; then
    skip "$1" 'with a sanitizer all is larger'
  else
    check "$1" "less than $2" "$( (($3 < $2)) && echo "less than $2" || echo "$3")"
  fi
}
resident() { awk '/^Rss:/ { print 1024 * $2 }' "/proc/$PID/smaps_rollup"; }
start_client carl
check 'welcomes the first of a crowd' '* welcome, guest 1, one of 1. /name ann makes you ann' "$(shows carl welcome)"
before=$(resident)
crowd=()
for ((i = 0; i < 1000; ++i)); do connect "$opening" && crowd+=("$PEER"); done
check 'takes 1000 clients at once' 'guest 1001 is here' "$(what_it_said 'guest 1001 is here')"
type_line carl 'who came?'
count=0
until [[ $(shows carl '< ') != *' is here' ]]; do count=$((count + 1)); done
check 'tells of the first 49 who come, and of no crowd' 49 "$count"
costs 'keeps less than 512 bytes of memory for each' 512 $((($(resident) - before) / 1000))
still_chats '1000 idle clients'
fill 'has left: 1008' 1000 || :
check 'drops 1000 that do not read' 1000 "$(grep -ac 'has left: 1008 you do not read' "$SAID")"
# For each: its queue, the message that was too much, and what vectors keep free.
top=$(awk '/^VmHWM:/ { print 1024 * $2 }' "/proc/$PID/status")
costs 'keeps less than four times its queue for each' 16384 $(((top - before) / 1000))
still_chats '1000 that do not read'
for fd in "${crowd[@]}"; do exec {fd}>&-; done

# --- the end ----------------------------------------------------------------

serve_chat
start_client ann
shows ann welcome >/dev/null
connect "$opening" && deaf=$PEER
connect 'GET / HT' && half=$PEER
in_time server_said 'guest 2 is here' || :
from=$EPOCHREALTIME
kill -INT "$PID"
check 'says goodbye at Ctrl-C: 1001' "closed: 1001 'goodbye'" "$(shows ann closed)"
status=0
wait "$PID" || status=$?
seconds=$(((${EPOCHREALTIME/[.,]/} - ${from/[.,]/}) / 1000000))
check 'ends with 0, although one does not answer the Close' '0 in time' \
  "$status $( ((seconds < 5)) && echo 'in time' || echo "after $seconds s")"
exec {deaf}>&- {half}>&-

serve prlimit --nofile=12:12 "$PROGRAMS/chat_server" --port 0 --patience 1
for ((i = 0; i < 12; ++i)); do connect '' && crowd[i]=$PEER; done
check 'serves again when it has run out of descriptors' 101 "$(status "$opening$close")"

SAID=$lively
check 'drops who gives no sign of life' '* silent has left: 1006' "$(what_it_said '* silent has left: 1006')"
type_line lively 'still here'
check 'but not who answers a Ping' 'lively: still here' "$(shows lively 'lively: still here')"
