#!/usr/bin/env bash
# What the wire forges, a kernel takes; what is no TCP is on the trace and in the
# pcap, too.
source "${BASH_SOURCE[0]%/*}/lib.sh"
listens() { ip netns exec server ss -Hltn | grep -q ':7000 '; }

# In the world: a server that reads to the end, and a command of the client's. It
# ends when the trace tells what is awaited.
if [[ ${1:-} == --inside ]]; then
  "$BUILD/labs/00_instruments/wire" --rule "$2" --trace "$3/trace" --pcap "$3/pcap" "${@:6}" &
  wire=$!
  in_time test -s "$3/pcap"
  ip netns exec server "$BUILD/labs/05_shutdown_vs_close/closing_server" --host :: \
    --port 7000 >"$3/server" 2>&1 &
  in_time listens
  LC_ALL=C ip netns exec client bash -c "$4" >"$3/client" 2>&1 || :
  in_time grep -q -e "$5" "$3/trace" || :
  kill "$wire"
  wait "$wire"
  exit
fi
has_two_hosts 'what it forges' || exit 0

# Plays a command of the client's on a wire with that rule, until the trace holds a
# text.
play() { # RULE COMMAND PATTERN OPTION ...
  rm -f "$folder"/*
  scripts/two_hosts.sh "$PWD/tests/wire_forged.sh" --inside "$1" "$folder" "${@:2}"
}
fin='"from":"server".*"FIN"'
connects='exec 3<>/dev/tcp/192.0.2.2/7000 && exec 3>&-'

says() { grep -q "$1" "$folder/client" && echo yes; } # the client's command
met() { # EXPECTATION: its lines are parted by ;
  tr ';' '\n' <<<"$1" >"$folder/expected"
  "$BUILD/labs/00_instruments/verify" --read "$folder/trace" --expect "$folder/expected" >&2 &&
    echo met
}
checksums() { # of all packets, as tshark sees them: "good"
  tshark -r "$folder/pcap" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE \
    -Y 'tcp.checksum.bad or ip.checksum.bad or icmp.checksum.bad or icmpv6.checksum.bad ||
      _ws.malformed' 2>/dev/null | grep . || echo good
}
with_tshark() { ! has tshark "$1" || check "$1" good "$(checksums)"; } # SENTENCE
explain() {
  "$BUILD/labs/00_instruments/verify" --read "$folder/trace" || :
  cat "$folder/server" "$folder/client" || :
  echo # a program's last line may have no end
}

play 'inject client DATA "hi" after client ACK 1; inject client FIN seq +2 after client ACK 1' \
  "$connects; until grep -q closed '$folder/server'; do read -r -t 0.02 <> <(:); done" "$fin"
check 'a kernel takes data and a FIN that were forged' 'recv = 2 recv = 0' \
  "$(sed -n 's/.*\(recv\)(.*) = \([0-9]*\)$/\1 = \2/p' "$folder/server" | paste -s -d ' ')"
check 'they are on the trace as injected' met \
  "$(met 'client sends ACK;client sends DATA 2 injected;client sends FIN injected;server sends FIN')"
with_tshark 'their checksums are right to tshark'

play 'inject client RST seq +1 after client ACK 1' "$connects" "$fin"
check 'an RST that is one off is answered with an ACK' met \
  "$(met 'client sends RST injected;server sends ACK;server sends FIN')"
play 'inject client ACK window 0 after client ACK 1' "$connects" injected
check 'a window is forged' met "$(met 'client sends ACK injected')"
check 'as it was asked for' 0 \
  "$(sed -n 's/.*"window":\([0-9]*\),.*"injected".*/\1/p' "$folder/trace")"

play 'inject server RST after client SYN 1' "$connects" '"SYN","ACK"'
check 'an RST that answers a SYN refuses it' yes "$(says 'Connection refused')"
check 'and does not spoil the numbers of the connection' 'SYN ACK 0 1' \
  "$(sed -n 's/.*"from":"server".*"SYN","ACK"\],"seq":\([0-9]*\),"ack":\([0-9]*\),.*/SYN ACK \1 \2/p' "$folder/trace" | head -n 1)"
play 'inject server RST after client SYN 1' "$connects" '"SYN","ACK"' --no-states
check 'with --no-states it has no state' 0 "$(grep -cE '"(client|server)":"' "$folder/trace" || :)"

play 'reject client SYN' "$connects" '"ICMP"'
check 'a firewall that rejects is no port that is closed' yes "$(says 'No route to host')"
check 'its ICMP error is on the trace, and names the segment' met \
  "$(met 'client sends SYN dropped;server sends ICMP admin prohibited injected;never client retransmits SYN')"
check 'by its id' 'SYN seq 0' \
  "$(sed -n 's/.*"answers":1,"segment":"\([^"]*\)","connection":1.*/\1/p' "$folder/trace")"
with_tshark 'its checksums are right to tshark'
play 'reject client SYN' "${connects/192.0.2.2/2001:db8::2}" '"ICMPv6"'
check 'so it is with IPv6' yes "$(says 'Permission denied')"
check 'whose ICMP error is another' met \
  "$(met 'client sends SYN dropped;server sends ICMPv6 admin prohibited injected')"
with_tshark 'and has right checksums, too'

play 'drop client FIN' 'echo x >/dev/udp/192.0.2.2/9' '"ICMP"'
check 'UDP and ICMP are on the trace' met \
  "$(met 'client sends UDP 2;server sends ICMP port unreachable')"
check 'and in the pcap' 'UDP ICMP' \
  "$("$BUILD/labs/00_instruments/sniff" --read "$folder/pcap" |
    sed -n 's/.*"protocol":"\([^"]*\)".*/\1/p' | paste -s -d ' ')"

play 'drop client FIN' 'head -c 3000 /dev/zero >/dev/udp/192.0.2.2/9' 'not shown'
check 'what has no row on the ladder is named, each kind once' '"text":"not shown: what the client sends is fragmented"' \
  "$(grep -o '"text":"not shown.*"' "$folder/trace")"
