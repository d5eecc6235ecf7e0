#!/usr/bin/env bash
# annotate: Wireshark's own reader (tshark) finds in each packet the call that it comes
# from. Which call that is, and when nothing is said, is checked in origins_test.cpp.
source "${BASH_SOURCE[0]%/*}/lib.sh"
ANNOTATE=$BUILD/labs/00_instruments/annotate
export HOME=$folder # nobody's settings

says() { # ARGUMENT ...: what it says, and its status
  local status=0
  { "$ANNOTATE" "$@" >/dev/null; } 2>&1 || status=$?
  echo "status $status"
}
printf '{"t":0,"event":"trace","version":1}\n' >"$folder/x.trace"
printf 'x\n' >"$folder/x.pcap"
"$BUILD/tests/captures/cases" "$folder" >/dev/null
cp "$folder/x.trace" "$folder/whole.trace"
check 'reads any capture, and comments what it knows' 'status 0' "$(says --read "$folder/whole.trace")"
check 'needs a trace' 2 "$(says 2>&1 | grep -oE '[0-9]$')"
check 'asks for the capture if the name of the trace does not tell it' \
  "which capture belongs to $folder/whole.pcap? --pcap FILE status 2" \
  "$(says --read "$folder/whole.pcap" | sed -n 's/^annotate: //p; $p' | xargs)"
check 'names a capture that is none' 'status 1' "$(says --read "$folder/x.trace" | tail -n 1)"
check 'names a trace that is none' \
  "annotate: $folder/whole.pcap: is a capture, not a trace. Make it one: sniff --read $folder/whole.pcap | annotate status 1" \
  "$(says --read "$folder/whole.pcap" --pcap "$folder/whole.pcap" | xargs)"
status=0
"$ANNOTATE" --read "$folder/whole.trace" >/dev/full 2>/dev/null || status=$?
check 'fails if it cannot write' 1 "$status"

has tshark 'is read by tshark' || exit 0
has_two_hosts 'comments the packets of a scene' || exit 0

fields() { # FILE FIELD ...
  local arguments=(-r "$1" -N n -T fields -E separator=' ') field
  for field in "${@:2}"; do arguments+=(-e "$field"); done
  tshark "${arguments[@]}" 2>/dev/null | sed 's/ *$//'
}
annotated() { # LAB SCENE
  play_to "$folder/said" scripts/lab run "$1" "$2" --save "$folder/$2" || :
  "$ANNOTATE" --read "$folder/$2/$2.trace" >"$folder/$2.pcapng" 2>"$folder/said" ||
    echo "failed $NAME: annotates $1 $2"
}
commented() { # SCENE FILTER: the comments of such packets
  tshark -r "$folder/$1.pcapng" -Y "$2" -T fields -e frame.comment 2>/dev/null
}

annotated 05 half_close
check 'finds all segments of the trace in the capture' '' "$(<"$folder/said")"
check 'has the packets of the capture, byte for byte' '' \
  "$(diff <(tshark -r "$folder/half_close/half_close.pcap" -x 2>/dev/null) \
    <(tshark -r "$folder/half_close.pcapng" -x 2>/dev/null))"
check 'has their times' '' \
  "$(diff <(fields "$folder/half_close/half_close.pcap" frame.time_epoch) \
    <(fields "$folder/half_close.pcapng" frame.time_epoch))"
check 'names the hosts' 'client server' "$(fields "$folder/half_close.pcapng" ip.src_host | sort -u | xargs)"
check 'names the call of each SYN, FIN and piece of data' \
  'client: connect(client, server, size) = 0
client: send(client, question, size, 0) = 8
client: shutdown(client, SHUT_WR) = 0
server: send(peer, answer, size, MSG_NOSIGNAL) = 7
server: send(peer, more, size, MSG_NOSIGNAL) = 8' "$(commented half_close frame.comment | grep -F '(' | head -n 5)"
check 'says of an ACK why the kernel sends it' 'answers a SYN ACK' \
  "$(commented half_close 'tcp.flags == 0x10' | head -n 1)"

annotated 10 lost_fin
check 'says what the wire has dropped, and what was sent again' 1 \
  "$(commented lost_fin 'tcp.flags.fin == 1 && ip.src == 192.0.2.1' | xargs -d '\n' |
    grep -c 'the wire drops it .*sent again')"
annotated 05 fork
check 'does not take the close() of one process for the last' '' \
  "$(commented fork 'tcp.flags.fin == 1 && ip.src == 192.0.2.1')"
