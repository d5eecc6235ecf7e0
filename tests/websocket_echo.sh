#!/usr/bin/env bash
# Lab 14's echo server, by bytes written by hand: opening handshakes that it refuses, and
# clients that would hurt it.
source "${BASH_SOURCE[0]%/*}/lib.sh"

serve_echo() { # PATIENCE [COMMAND ...]: that starts it
  serve "${@:2}" "$BUILD/labs/14_websocket_frames/websocket_echo_server" --port 0 --patience "$1"
}

# Sends bytes (printf's escapes) at once, and gives what comes until the server
# ends.
talk() { # BYTES
  local fd
  exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"
  printf '%b' "$1" | cat >&"$fd"
  timeout 5 cat <&"$fd" || echo '(no end)'
  exec {fd}>&-
}

# The bytes behind the empty line, in hexadecimal.
frames() { hex | sed 's/^.*0d0a0d0a//'; }

required='Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
key='Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
version='Sec-WebSocket-Version: 13\r\n'
opening="GET / HTTP/1.1\r\n$required$key$version\r\n"
close='\x88\x80\0\0\0\0' # masked with zeros, as all frames here
serve_echo 60

check 'accepts an opening handshake, and ends after the Close' 'HTTP/1.1 101 Switching Protocols' \
  "$(talk "$opening$close" | sed -n '1s/\r//p')"
long=$(printf '%9000s' '' | tr ' ' x)
while IFS='|' read -r status request sentence; do
  check "refuses $sentence: $status" "$status" \
    "$(talk "$request" | sed -n '1s/^HTTP\/1.1 \([0-9]*\).*/\1/p')"
done <<END
405|POST / HTTP/1.1\r\n$required$key$version\r\n|POST
400|GET / HTTP/1.0\r\n$required$key$version\r\n|HTTP/1.0
400|GET / HTTP/1.1\r\nHost: x\r\n\r\n|a plain GET
400|GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n$key$version\r\n|Connection without Upgrade
400|GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n$key$version\r\n|Upgrade without Connection
400|GET / HTTP/1.1\r\n${required}Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n$version\r\n|a key of 10 bytes
426|GET / HTTP/1.1\r\n$required${key}Sec-WebSocket-Version: 8\r\n\r\n|version 8
431|GET / HTTP/1.1\r\n$required$key${version}X: $long\r\n\r\n|a head that is too long
400|nonsense\r\n\r\n|what is no HTTP
END
check 'names the version that it speaks' $'Sec-WebSocket-Version: 13\r' \
  "$(talk "GET / HTTP/1.1\r\n$required${key}Sec-WebSocket-Version: 8\r\n\r\n" | grep ^Sec-WebSocket-Version:)"
check 'names the method that is allowed' $'Allow: GET\r' \
  "$(talk "POST / HTTP/1.1\r\n$required$key$version\r\n" | grep ^Allow:)"

check 'answers the frames that come together with the opening handshake' 810568656c6c6f8800 \
  "$(talk "$opening\x81\x85\0\0\0\0hello$close" | frames)"
check 'answers three messages and a Ping in their order' 8101618a01708201628101638800 \
  "$(talk "$opening\x81\x81\0\0\0\0a\x89\x81\0\0\0\0p\x82\x81\0\0\0\0b\x81\x81\0\0\0\0c$close" | frames)"
check 'answers nothing behind the Close' 88020fa0 \
  "$(talk "$opening\x88\x82\0\0\0\0\x0f\xa0\x81\x81\0\0\0\0a" | frames)"
if has ss 'ends TCP first'; then
  check 'ends TCP first each time: TIME-WAIT is its own, never a client'"'"'s' 'server' \
    "$(ss -Htan state time-wait "( sport = :$PORT or dport = :$PORT )" |
      awk -v port=":$PORT" '{ print index($3, port) ? "server" : "client" }' | sort -u | paste -s)"
fi

check 'ends without a word when TCP ends without a Close' 810161 \
  "$(exec {fd}<>"/dev/tcp/127.0.0.1/$PORT" && printf '%b' "$opening\x81\x81\0\0\0\0a" >&"$fd" &&
    head -c 132 <&"$fd" | frames)"

# The server's Close holds 1002, in hexadecimal 03ea, and the rule.
check 'fails a length of 2^63 at once' 03ea \
  "$(talk "$opening\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0" | frames | cut -c 5-8)"

# The Close names the rule, and nothing that comes behind destroys it.
head -c 5000000 /dev/zero >"$folder/zeros"
exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"
{ printf '%b' "$opening\x81\x01a" && cat "$folder/zeros"; } >&"$fd"
check 'gets its Close through although input is on its way' 03ea \
  "$( (timeout 5 cat <&"$fd" || echo '(no end)') | frames | cut -c 5-8)"
exec {fd}>&-

# Nobody waits for those who are slow.
many=()
for ((i = 0; i < 200; ++i)); do
  exec {fd}<>"/dev/tcp/127.0.0.1/$PORT"
  printf 'GET / HT' >&"$fd"
  many+=("$fd")
done
check 'serves one client while 200 others have sent half an opening handshake' 8101618800 \
  "$(talk "$opening\x81\x81\0\0\0\0a$close" | frames)"
printf '%b' "TP/1.1\r\n$required$key$version\r\n$close" >&"${many[99]}"
check 'serves one of the 200 when its second half has come' 8800 \
  "$(timeout 5 cat <&"${many[99]}" | frames)"
for fd in "${many[@]}"; do exec {fd}>&-; done

serve_echo 1
exec {half}<>"/dev/tcp/127.0.0.1/$PORT"
printf 'GET / HT' >&"$half"
exec {slow}<>"/dev/tcp/127.0.0.1/$PORT"
drip "$slow" G
check 'ends half an opening handshake after its time' '' "$(timeout 10 cat <&"$half" || echo '(no end)')"
# A byte may come behind the end, and be answered with RST: that is an end too.
check 'ends one that comes a byte at a time after the same time' '' \
  "$(timeout 5 cat <&"$slow" 2>/dev/null || (($? != 124)) || echo '(no end)')"
exec {half}>&- {slow}>&-

# 500 messages of 40000 bytes, and a Close; and what they are answered with.
head -c 40000 /dev/zero >"$folder/payload"
for ((i = 0; i < 500; ++i)); do
  printf '\x82\xfe\x9c\x40\0\0\0\0' | cat - "$folder/payload" >&3
  printf '\x82\x7e\x9c\x40' | cat - "$folder/payload" >&4
done 3>"$folder/messages" 4>"$folder/answers"
pour() {
  { printf '%b' "$opening" && cat "$folder/messages" && printf '%b' "$close"; } 2>"$folder/ignored"
}
printf '\x88\0' >>"$folder/answers"

exec {slow}<>"/dev/tcp/127.0.0.1/$PORT"
pour >&"$slow" &
check 'loses nothing to a client that reads slowly' same \
  "$(timeout 20 dd bs=500 status=none <&"$slow" | tail -c +130 | cmp -s - "$folder/answers" && echo same || echo another)"
exec {slow}>&-

# It writes until it is ended: how much the kernels' buffers take differs.
pour_on() { until ! pour; do :; done; }
exec {deaf}<>"/dev/tcp/127.0.0.1/$PORT"
pour_on >&"$deaf" &
writer=$!
check 'serves others while a client does not read' 8101618800 \
  "$(talk "$opening\x81\x81\0\0\0\0a$close" | frames)"
STARTED+=("$writer")
check 'ends a client that does not read after its time' yes \
  "$(in_time has_ended "$writer" && echo yes || echo no)"
exec {deaf}>&-

serve_echo 1 prlimit --nofile=12:12
for ((i = 0; i < 12; ++i)); do
  # shellcheck disable=SC2034  # held open until the script ends
  exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
done
check 'serves again when it has run out of descriptors' 8800 "$(talk "$opening$close" | frames)"
