#!/usr/bin/env bash
# frame_dump on bytes in hexadecimal, on captures with what is hard to read in
# them, and on those of scenes, which tshark reads too.
source "${BASH_SOURCE[0]%/*}/lib.sh"
DUMP=$BUILD/labs/14_websocket_frames/frame_dump

# Prints what the command prints, and its status if that is not 0.
run() { "$@" 2>&1 || echo "(status $?)"; }

# --- bytes --------------------------------------------------------------------

hello='frame 1, byte 0: text, 5 bytes, masked
message    text, 5 bytes: Hello'
check 'reads bytes from its arguments' "$hello" \
  "$(run "$DUMP" 81 85 37 fa 21 3d 7f 9f 4d 51 58 --brief)"
check 'reads bytes from standard input' "$hello" \
  "$(echo '0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58' | run "$DUMP" --brief)"
if has xxd 'reads a dump of xxd'; then
  check 'reads a dump of xxd' "$hello" \
    "$(printf '\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58' | xxd | run "$DUMP" --brief)"
fi
check 'draws no line that is wider than 80 columns' yes \
  "$({ "$DUMP" 82 fe 01 00 01 02 03 04 "$(printf '%0512d' 0)" && "$DUMP" --help; } |
    awk 'length > 80 && !/^usage/ { print; bad = 1 } END { if (!bad) print "yes" }')"
check 'shows what came before the first fault, its byte, and status 1' \
  'frame 1, byte 0: ping, 0 bytes
frame 2, byte 2: text, 3 bytes
broken     byte 5: text is UTF-8 (RFC 6455, 8.1)
answer     Close 1007, invalid data
Behind it: 3 bytes that no endpoint reads.
(status 1)' "$(run "$DUMP" 89 00 81 03 61 ff 61 89 00 --brief)"
check 'takes an unmasked frame for a server'"'"'s, unless it is told otherwise' \
  'frame 1, byte 0: ping, 0 bytes
broken     byte 1: a client masks every frame (RFC 6455, 5.1)
answer     Close 1002, protocol error
(status 1)' "$(run "$DUMP" 89 00 --brief; run "$DUMP" 89 00 --brief --from client | tail -n 3)"
check 'does not wait for 2^63 bytes' \
  'frame 1, byte 0: binary, 9223372036854775808 bytes
broken     byte 2: the first bit of a length is 0 (RFC 6455, 5.2)
answer     Close 1002, protocol error
(status 1)' "$(run "$DUMP" 82 7f 80 00 00 00 00 00 00 00 61 62 --brief)"

refusal() { run "$@" </dev/null | sed 's/^usage: .*/(usage)/; /^ /d'; }
check 'refuses what is not hexadecimal' "frame_dump: line 1: '8g' is not hexadecimal
(status 1)" "$(refusal "$DUMP" 81 8g)"
check 'refuses no bytes' 'frame_dump: there are no bytes
(status 1)' "$(refusal "$DUMP")"
check 'refuses a sender that there is not' "frame_dump: --from is client or server, not 'proxy'
(usage)
(status 2)" "$(refusal "$DUMP" 89 00 --from proxy)"
check 'refuses bytes besides a capture' \
  'frame_dump: --read FILE says itself which bytes, and from whom
(usage)
(status 2)' "$(refusal "$DUMP" 89 00 --read "$folder/none")"
check 'refuses more than 4 MiB of text' 'frame_dump: standard input: more than 4 MiB
(status 1)' "$(head -c 5000000 /dev/zero | tr '\0' ' ' | run "$DUMP")"

# --- captures made by hand ----------------------------------------------------

segment() { # client|server SEQ HEX: a record of a capture
  local ends='c0000201 c0000202 9c40 1b58' ack=500 payload=${3// /} size
  [[ $1 == client ]] || { ends='c0000202 c0000201 1b58 9c40' && ack=100; }
  size=$((40 + ${#payload} / 2))
  bytes "00000001 00000000 $(printf '%08x %08x' "$size" "$size")" \
    "4500 $(printf %04x "$size") 0000 4000 4006 0000 $ends" \
    "$(printf '%08x %08x' "$2" "$ack") 5010 ffff 0000 0000 $payload"
}
header='a1b2c3d4 0002 0004 00000000 00000000 00040000 00000065' # raw IP

# A text in three segments, the last two of which come in the wrong order, and
# one of them twice; behind it a Ping.
{
  bytes "$header"
  segment client 100 '81 85 37 fa'
  segment client 107 '9f 4d 51 58'
  segment client 107 '9f 4d 51 58'
  segment client 104 '21 3d 7f'
  segment server 500 '89 00'
} >"$folder/order.pcap"
check 'puts the segments of a capture in order' \
  'client frame 1, byte 1: text, 5 bytes, masked
message    text, 5 bytes: Hello
server frame 1, byte 1: ping, 0 bytes' "$(run "$DUMP" --read "$folder/order.pcap" --no-handshake --brief)"
check 'reads the connections with that port alone' \
  "frame_dump: $folder/order.pcap: no such TCP connection
(status 1)" "$(run "$DUMP" --read "$folder/order.pcap" --port 7001)"
{
  bytes "$header"
  segment client 100 '81 85 37 fa'
  segment client 107 '9f 4d 51 58'
} >"$folder/gap.pcap"
check 'says from where on bytes are missing' \
  'client frame 1, byte 1
cut short  at byte 5: 4 bytes of its header
client frame: byte 5 is not in the capture, nor can what follows be read
(status 1)' "$(run "$DUMP" --read "$folder/gap.pcap" --no-handshake --brief)"
{
  bytes "$header"
  segment client 100 '89 80 00 00 00 00'
  segment client 107 '00'
} >"$folder/gap.pcap"
check 'is not content with whole frames before a gap' \
  'client frame 1, byte 1: ping, 0 bytes, masked
client frame: byte 7 is not in the capture, nor can what follows be read
(status 1)' "$(run "$DUMP" --read "$folder/gap.pcap" --no-handshake --brief)"
{ cat "$folder/order.pcap" && bytes 00000001; } >"$folder/cut.pcap"
check 'shows what stands before the cut of a capture' \
  "message    text, 5 bytes: Hello
frame_dump: $folder/cut.pcap: byte $(stat -c %s "$folder/cut.pcap"): the file ends within the header of packet 6: 4 of 16 bytes
(status 1)" "$(run "$DUMP" --read "$folder/cut.pcap" --no-handshake --brief | sed -n '2p; /frame_dump/,$p')"
check 'says which capture is not there' \
  "frame_dump: $folder/none: No such file or directory [ENOENT]
(status 1)" "$(run "$DUMP" --read "$folder/none")"
text() { # TEXT: in hexadecimal; with the ends of lines as printf has them
  # shellcheck disable=SC2059
  printf "$1" | hex
}
# A capture of what each side sends, in turns: HEX of the client's, or "server HEX".
talk() { # FILE TURN ...
  local turn who seq client=100 server=500
  {
    bytes "$header"
    for turn in "${@:2}"; do
      who=client seq=$client
      [[ $turn != server\ * ]] || { who=server seq=$server && turn=${turn#server }; }
      turn=${turn// /}
      segment "$who" "$seq" "$turn"
      printf -v "$who" %d $((seq + ${#turn} / 2))
    done
  } >"$folder/$1.pcap"
}
get=$(text 'GET / HTTP/1.1\r\n\r\n')
ok=$(text 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
no=$(text 'HTTP/1.1 400 Bad Request\r\n\r\nsorry')
asks=$(text 'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')
opens=$(text 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')
asks_deflate=$(text 'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n')
opens_deflate=$(text 'HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n')
ping='89 80 00 00 00 00'
pong='8a 00'
opens_pong=$opens$pong
compressed='c1 07 f2 48 cd c9 c9 07 00' # RFC 7692, 7.2.3.1: "Hello"
none='no WebSocket opening handshake in connection 1
(status 1)'
read_talk() { # ARGUMENT ...
  talk talk "$@"
  run "$DUMP" --read "$folder/talk.pcap" --brief
}

check 'reads no frames behind a refusal' "client: GET / HTTP/1.1

server: HTTP/1.1 400 Bad Request

$none" "$(read_talk "$get" "server $no")"
check 'reads no frames where nobody has asked for a WebSocket' "$none" \
  "$(read_talk "$(text '\0\0\0\014EHLO example')" "server $(text '\x82\xff\0\1 binary \0\x7f')")"
check 'reads no frames without an opening handshake' "$none" "$(read_talk "$ping" "server $pong")"
check 'reads frames without an opening handshake if it is told to' \
  'client frame 1, byte 1: ping, 0 bytes, masked
server frame 1, byte 1: pong, 0 bytes' "$(run "$DUMP" --read "$folder/talk.pcap" --brief --no-handshake)"
check 'reads no frames behind the 101 of another protocol' "client: GET / HTTP/1.1

server: HTTP/1.1 101 OK

$none" "$(read_talk "$get" "server $(text 'HTTP/1.1 101 OK\r\nUpgrade: h2c\r\n\r\n')$pong")"
check 'reads frames behind an opening handshake that is not the first request' \
  'client: GET /chat HTTP/1.1

server: HTTP/1.1 101 Switching Protocols

server frame 1, byte 97: pong, 0 bytes
client frame 1, byte 61: ping, 0 bytes, masked' \
  "$(read_talk "$get" "server $ok" "$asks" "server $opens$pong" "$ping")"
check 'reads a frame that comes before the answer' \
  'client: GET /chat HTTP/1.1

client frame 1, byte 43: ping, 0 bytes, masked
server: HTTP/1.1 101 Switching Protocols' "$(read_talk "$asks$ping" "server $opens" | sed '$d')"
check 'reads the one side that was captured' \
  'client: GET /chat HTTP/1.1

client frame 1, byte 43: ping, 0 bytes, masked
server: HTTP/1.1 101 Switching Protocols

server frame 1, byte 57: pong, 0 bytes' "$(read_talk "$asks" "$ping"; read_talk "server $opens" "server $pong")"
check 'says which side cannot be read' 'server: HTTP/1.1 101 Switching Protocols

client: no opening handshake in it
(status 1)' "$(read_talk 0000 "server $opens")"
check 'shows a message under permessage-deflate as compressed' \
  'client: GET /chat HTTP/1.1

server: HTTP/1.1 101 OK

server frame 1, byte 86: text, 7 bytes, compressed
message    text, 7 bytes, compressed (permessage-deflate)' \
  "$(read_talk "$asks_deflate" "server $opens_deflate" "server $compressed")"
check 'takes RSV1 for a fault where permessage-deflate was not agreed on' 'broken     byte 57: the reserved bits are 0 (RFC 6455, 5.2)
broken     byte 86: the reserved bits are 0 (RFC 6455, 5.2)' \
  "$(for pair in "$asks_deflate $opens" "$asks $opens_deflate"; do
    read_talk "${pair% *}" "server ${pair#* }" "server $compressed" | grep broken
  done)"
check 'is told by --deflate where no handshake says it' \
  'message    text, 7 bytes, compressed (permessage-deflate)' \
  "$(run "$DUMP" "$compressed" --brief --deflate | tail -n 1)"

# A client and its port, a server and its port that is higher; and a stray packet.
{
  bytes "$header"
  for port in 1b58 1b59; do
    for who in client server; do
      data=$asks ends="c0000201 c0000202 0400 $port"
      [[ $who == client ]] || { data=$opens_pong ends="c0000202 c0000201 $port 0400"; }
      size=$((40 + ${#data} / 2))
      [[ $port$who != 1b58server ]] || continue
      bytes "00000001 00000000 $(printf '%08x %08x' "$size" "$size") 4500 $(printf %04x "$size") 0000 4000" \
        "4006 0000 $ends 00000001 00000001 5010 ffff 0000 0000 $data"
    done
  done
} >"$folder/two.pcap"
check 'names a connection by its number in the capture' 'client#2: GET /chat HTTP/1.1

server#2: HTTP/1.1 101 Switching Protocols

server#2 frame 1, byte 57: pong, 0 bytes' "$(run "$DUMP" --read "$folder/two.pcap" --brief --port 7001)"

# An RST of the server before its SYN ACK: somebody forged it, or an old one.
{
  bytes "$header"
  for packet in '0 99 0 5002' '1 77 1 5014' '1 499 100 5012' '0 100 500 5010 asks' '1 500 0 5010 opens_pong'; do
    read -r server seq ack flags data <<<"$packet"
    ends='c0000201 c0000202 9c40 1b58' data=${data:+${!data}}
    ((server == 0)) || ends='c0000202 c0000201 1b58 9c40'
    size=$((40 + ${#data} / 2))
    bytes "00000001 00000000 $(printf '%08x %08x' "$size" "$size") 4500 $(printf %04x "$size") 0000 4000 4006 0000" \
      "$ends $(printf '%08x %08x' "$seq" "$ack") $flags ffff 0000 0000 $data"
  done
} >"$folder/rst.pcap"
check 'shows both sides where an RST came before the SYN ACK' 'client: GET /chat HTTP/1.1
server: HTTP/1.1 101 Switching Protocols
server frame 1, byte 57: pong, 0 bytes' "$(run "$DUMP" --read "$folder/rst.pcap" --brief | sed '/^$/d')"

{
  bytes "$header"
  bytes "00000001 00000000 0000001e 0000001e 4500 001e 0000 4000 4011 0000 c0000201 c0000202 0400 1b58 000a 0000 6869"
  segment client 100 "$asks$ping"
} >"$folder/udp.pcap"
check 'passes over what is no TCP, and tells it' 'frame_dump: 1 packet is UDP: packet 1
client: GET /chat HTTP/1.1

client frame 1, byte 43: ping, 0 bytes, masked' "$(run "$DUMP" --read "$folder/udp.pcap" --brief)"

# --- captures that are long ---------------------------------------------------

# A client that asks, and sends N frames of 65,280 bytes.
frames_after() { # N HEX: of what it asks
  bytes "$header"
  segment client 100 "$2"
  # shellcheck disable=SC2016  # perl's
  perl -e 'my ($frames, $seq) = @ARGV;
    for (1 .. $frames) {
      my $hex = "00000001 00000000 0000ff30 0000ff30 4500 ff30 0000 4000 4006 0000 c0000201 c0000202 9c40 1b58" .
        sprintf("%08x", $seq) . "000001f4 5010 ffff 0000 0000 82fe ff00 00000000";
      print pack("H*", $hex =~ s/ //gr), "\0" x 65280;
      $seq += 65288;
    }' "$1" "$((100 + ${#2} / 2))"
}
many_frames() { # HEX ...: what the server says behind 18 of them
  { frames_after 18 "$asks" && segment server 500 "$1"; } |
    (limit && run "$DUMP" --read - --brief) | sed 's/frame [1-9][0-9]*, byte [0-9]*/frame/' | sort | uniq -c | sed 's/^ *//'
}
check 'does not wait for the answer for ever: it says so, and reads on' \
  '2 
18 client frame: binary, 65280 bytes, masked
1 client: GET /chat HTTP/1.1
1 frame_dump: connection 1: no answer of the server before 1 MiB of frames; read as if it had agreed
18 message    binary, 65280 bytes
1 server frame: pong, 0 bytes
1 server: HTTP/1.1 101 Switching Protocols' "$(many_frames "$opens_pong")"
check 'reads an endless client in 64 MB' 2000 \
  "$(frames_after 2000 "$asks" | (limit && "$DUMP" --read - --brief 2>/dev/null) | grep -c '^message    binary, 65280 bytes')"
check 'reads any number of connections in 64 MB, and says which it forgot' \
  '100000 no WebSocket opening handshake
frame_dump: 90000 connections were forgotten, each after the longest silence: it knows 10000 at once
(status 1)' "$("$BUILD/tests/captures/long" 300000 100000 | (limit && run "$DUMP" --read -) |
    awk '/^no WebSocket/ { ++none; next } /^server: no|^client: no/ { next } { rest = rest "\n" $0 }
      END { printf "%d no WebSocket opening handshake%s\n", none, rest }')"

# --- captures of scenes -------------------------------------------------------

has_two_hosts 'reads the scenes' || exit 0
scripts/lab run 14 fragments two large --save="$folder" >"$folder/log" 2>&1 || cat "$folder/log"
check 'reads a message in fragments' 'message    text, 15 bytes in 3 frames: one, two, three' \
  "$("$DUMP" --read "$folder/fragments.pcap" --brief | grep -m 1 message)"
check 'reads a message in many segments' 'client frame 1, byte 151: binary, 100000 bytes, masked
message    binary, 100000 bytes' "$("$DUMP" --read "$folder/large.pcap" --brief | sed -n '5,6p')"
has tshark 'reads what tshark reads' || exit 0
# Who, FIN, opcode, length and MASK of each frame.
ours() {
  "$DUMP" --read "$1" --brief | awk '
    BEGIN { split("text 1 binary 2 continuation 0 close 8 ping 9 pong 10", words, " ")
      for (i = 1; i < 12; i += 2) number[words[i]] = words[i + 1] }
    / frame [0-9]+, byte/ { match($0, /: [a-z]+/); name = substr($0, RSTART + 2, RLENGTH - 2)
      match($0, /, [0-9]+ bytes?/); split(substr($0, RSTART + 2), size, " ")
      print $1, !/to be continued/, number[name], size[1], /masked$/ }'
}
theirs() {
  tshark -r "$1" -d tcp.port==7000-7100,http -Y websocket -T fields -E separator=' ' -e ip.src -e websocket.fin \
    -e websocket.opcode -e websocket.payload_length -e websocket.mask 2>/dev/null | awk '{
      n = split($2, fin, ","); split($3, opcode, ","); split($4, size, ","); split($5, mask, ",")
      for (i = 1; i <= n; i++)
        print $1 == "192.0.2.1" ? "client" : "server", fin[i], opcode[i], size[i], mask[i] }'
}
for scene in fragments two; do
  check "reads what tshark reads: $scene" "$(theirs "$folder/$scene.pcap")" "$(ours "$folder/$scene.pcap")"
done
