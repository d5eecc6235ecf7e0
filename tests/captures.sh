#!/usr/bin/env bash
# Captures that are easily read wrongly, each through sniff and the ladder; what
# is no capture; and a capture of a million segments in bounded memory.
source "${BASH_SOURCE[0]%/*}/lib.sh"
SNIFF=$BUILD/labs/00_instruments/sniff
LADDER=$BUILD/labs/00_instruments/ladder
"$BUILD/tests/captures/cases" "$folder"

says() { { "$@" 2>&1 >/dev/null || echo "status $?"; } | paste -s -d ' '; }

# Each segment on the ladder: "0.001 server SYN ACK seq 0 ack 1". Notes as they
# are; the ladder's head and the connections' ends are left out.
rows() { # CAPTURE
  "$SNIFF" --read "$1" 2>/dev/null | "$LADDER" --width 160 --ascii |
    sed -E '/ time +client |192.0.2.1:40000/d; s/ +$//; s/^--- (.*[^-]) -+$/\1/
      s/^ *([0-9.]+) +\|-* ?(.*[^ -]) ?-*>\|$/\1 client \2/
      s/^ *([0-9.]+) +\|<-* ?(.*[^ -]) ?-*\|$/\1 server \2/'
}

whole='0.000 client SYN seq 0
0.001 server SYN ACK seq 0 ack 1
0.002 client ACK seq 1 ack 1
0.003 client PSH ACK seq 1 ack 1 len 5
0.004 client FIN ACK seq 6 ack 1
0.005 server FIN ACK seq 1 ack 7
0.006 client ACK seq 7 ack 2'

check 'reads pcap of raw IP' "$whole" "$(rows "$folder/whole.pcap")"
check 'reads IPv4 without a link' "$whole" "$(rows "$folder/raw_ipv4.pcap")"
for link in qinq pppoe mpls snap; do
  check "reads Ethernet with $link" "$whole" "$(rows "$folder/$link.pcap")"
done
check 'reads pcapng' "$whole" "$(rows "$folder/little.pcapng")"
check 'reads pcapng in big-endian, with nanoseconds' "$whole" "$(rows "$folder/big_nanoseconds.pcapng")"
check 'says that simple packet blocks have no time' \
  "packets without a time: the capture has none
${whole//0.00?/0.000}" "$(rows "$folder/simple_blocks.pcapng")"
check 'keeps what came before the end of a file that is cut short' "$(head -n 6 <<<"$whole")" \
  "$(rows "$folder/cut_short.pcapng")"
check 'says where it is cut short' \
  "sniff: $folder/cut_short.pcapng: byte 586: the file ends within the block at byte 544: 42 of 72 bytes status 1" \
  "$(says "$SNIFF" --read "$folder/cut_short.pcapng")"
check 'tells in frame_dump, too, what came before' 'no WebSocket opening handshake in connection 1' \
  "$("$BUILD/labs/14_websocket_frames/frame_dump" --read "$folder/cut_short.pcapng" 2>/dev/null || :)"
check 'keeps the order of the file when the clock goes back, and says it once' \
  "$(head -n 3 <<<"$whole")
the clock went back 5.002 s
$(tail -n 4 <<<"$whole" | sed 's/0.003/0.002/; s/0.004/0.003/; s/0.005/0.004/; s/0.006/0.005/')" \
  "$(rows "$folder/clock_back.pcap")"

opening='0.000 client SYN seq 0
0.001 server SYN ACK seq 0 ack 1
0.002 client ACK seq 1 ack 1'
check 'takes initial sequence numbers from SYN and SYN ACK, not from an RST' \
  '0.000 client SYN seq 0
0.001 server RST ACK seq 1 ack 3242
0.002 server SYN ACK seq 0 ack 1
0.003 client ACK seq 1 ack 1
0.004 server PSH ACK seq 1 ack 1 len 5' "$(rows "$folder/rst_before_syn_ack.pcap")"
check 'knows a segment that is out of order' "$opening
0.003 client ACK seq 1 ack 1 len 2
0.004 client ACK seq 5 ack 1 len 2
0.005 client ACK seq 3 ack 1 len 2 out of order
0.006 server ACK seq 1 ack 7" "$(rows "$folder/out_of_order.pcap")"
check 'knows a retransmission that is longer than the first one' "$opening
0.003 client PSH ACK seq 1 ack 1 len 2
0.004 client ACK seq 1 ack 1 len 4 retransmission
0.005 server ACK seq 1 ack 5" "$(rows "$folder/resent_longer.pcap")"
check 'knows a keep-alive probe, and an answer that is none' "$opening
0.003 client ACK seq 0 ack 1 keep-alive probe
0.004 server ACK seq 1 ack 1" "$(rows "$folder/keepalive_probe.pcap")"
check 'shows an ICMP error, and the segment that it answers' '0.000 client SYN seq 0
0.001 server ICMP port unreachable for SYN seq 0' "$(rows "$folder/icmp_unreachable.pcap")"
check 'shows UDP, and that an ICMP error goes back to its sender' '0.000 client UDP len 0
0.001 server ICMP port unreachable
0.002 client UDP len 0
0.003 server UDP len 0' "$(rows "$folder/udp.pcap")"
check 'reads a capture with ICMP in frame_dump, too, and counts it' \
  'frame_dump: 1 packet is ICMP: packet 2 status 1' \
  "$(says "$BUILD/labs/14_websocket_frames/frame_dump" --read "$folder/icmp_unreachable.pcap")"

# --- what is no capture ---------------------------------------------------------

gzip -nc "$folder/whole.pcap" >"$folder/whole.pcap.gz"
check 'names the cure for gzip' \
  "sniff: $folder/whole.pcap.gz: byte 0: compressed with gzip: gunzip -c $folder/whole.pcap.gz | sniff --read - status 1" \
  "$(says "$SNIFF" --read "$folder/whole.pcap.gz")"
check 'and the cure works' "$whole" "$(gunzip -c "$folder/whole.pcap.gz" | rows -)"
check 'names the cure in frame_dump, too' \
  "frame_dump: $folder/whole.pcap.gz: byte 0: compressed with gzip: gunzip -c $folder/whole.pcap.gz | frame_dump --read - status 1" \
  "$(says "$BUILD/labs/14_websocket_frames/frame_dump" --read "$folder/whole.pcap.gz")"
check 'says that a directory is one' "sniff: $folder: a directory: name a capture in it status 1" \
  "$(says "$SNIFF" --read "$folder")"
check 'sends a trace to the ladder' \
  "sniff: $folder/trace: byte 0: a trace, and no capture: ladder --read $folder/trace status 1" \
  "$("$SNIFF" --read "$folder/whole.pcap" >"$folder/trace" && says "$SNIFF" --read "$folder/trace")"
check 'says that standard input is empty' 'sniff: standard input: byte 0: the file is empty status 1' \
  "$(says "$SNIFF" --read - </dev/null)"

# --- a million segments -------------------------------------------------------------

# An address space of 64 MB, of which a sanitizer needs far more.
count_segments() { # SEGMENTS CONNECTIONS
  "$BUILD/tests/captures/long" "$1" "$2" |
    (limit && "$SNIFF" --read - 2>"$folder/errors") | grep -c '"event":"segment"' || :
}
if sanitized; then
  skip 'a million segments in 64 MB' 'a sanitizer needs more'
else
  check 'reads a million segments in 64 MB' 1000000 "$(count_segments 1000000 1)"
  check 'and of 250,000 connections' 1000000 "$(count_segments 1000000 250000)"
  check 'says that it forgot the oldest of them' \
    'sniff: 200000 connections were forgotten, each after the longest silence: it knows 50000 at once' \
    "$(<"$folder/errors")"
fi
