#!/usr/bin/env bash
# Lab 13's server, by bytes written by hand: clients that would hurt it.
source "${BASH_SOURCE[0]%/*}/lib.sh"

connect() { exec {FD}<>"/dev/tcp/127.0.0.1/$PORT"; }
status() { timeout 5 head -n 1 <&"$FD" | sed -n 's/^HTTP\/1.1 \([0-9]*\).*/\1/p'; }

opening='GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
opening+='Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
serve "$BUILD/labs/13_websocket_handshake/handshake_server" --port 0 --clients 5 --patience 1

connect
drip "$FD" G
check 'answers 408 to a request that comes a byte at a time' 408 "$(status)"
kill "${STARTED[-1]}"
exec {FD}>&-

connect
exec {FD}>&-
connect
printf '%b' "$opening" >&"$FD"
exec {FD}>&-

connect
printf '%b' "$opening\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0" >&"$FD"
# The Close holds 1002, in hexadecimal 03ea, and the rule.
check 'fails a length of 2^63 at once' 03ea \
  "$(timeout 5 cat <&"$FD" | hex | sed 's/^.*0d0a0d0a//' | cut -c 5-8)"
exec {FD}>&-

connect
printf '%b' "$opening" >&"$FD"
check 'serves the next client after those who broke off' 101 "$(status)"
exec {FD}>&-

ended=0
in_time has_ended "$PID" || ended=1
wait "$PID" || ended=1
check 'ends with 0 after its last client' 0 "$ended"
# Who leaves the answer unread sends RST: the server hears of it, or of FIN before it.
check 'says who ended too early' 3 \
  "$(grep -cE 'the client ended too early|Connection reset by peer|Broken pipe' "$SAID")"

for program in handshake_client handshake_server; do
  status=0
  said=$(timeout 5 "$BUILD/labs/13_websocket_handshake/$program" --port 0 --header nonsense 2>&1) || status=$?
  check "a header without a colon is wrong usage of $program" "2 $program: --header takes 'NAME: VALUE'" \
    "$status ${said%%$'\n'*}"
done
