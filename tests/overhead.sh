#!/usr/bin/env bash
# What 100 messages cost, as labs/14_websocket_frames/overhead.sh measures it:
# the order, the connections, who pays with TIME-WAIT, and that the README's
# table is right, but for a few ACKs and retransmissions more or less.
# Alone: whoever is late has its kernel send ACKs of their own.
source "${BASH_SOURCE[0]%/*}/lib.sh"
README=labs/14_websocket_frames/README.md

has_two_hosts 'what 100 messages cost' || exit 0
measured=$(labs/14_websocket_frames/overhead.sh)
columns() { # NUMBERS ...: those of the last six columns, a row each way
  awk -v wanted="$*" '/^(a conn|HTTP|WebSocket)/ { n = split(wanted, column, " ")
    for (i = 1; i <= n; i++) printf "%s%s", $(NF - 6 + column[i]), i < n ? " " : "\n" }' <<<"$measured"
}
check 'connections, and TIME-WAITs of client and server' $'100 100 0\n1 1 0\n1 0 1' "$(columns 1 5 6)"
check 'a WebSocket costs less than keep-alive, and that less than a connection each' \
  "$(columns 3 | sort -rn)" "$(columns 3)"
check 'TCP carries less than a quarter for a WebSocket of what it carries for HTTP' '' \
  "$(columns 4 | awk '{ payload[NR] = $1 } END { if (payload[3] * 4 > payload[2]) print payload[3], payload[2] }')"
# SYN, SYN ACK and ACK, request and answer, two FINs and their ACKs; or just the
# request and the answer, each with the ACK of the one before.
check 'ten segments for a message with a connection of its own, two for others' '' \
  "$(columns 2 | awk -v least='900 200 200' -v most='1150 260 260' '
    { split(least, from, " "); split(most, to, " ")
      if ($1 < from[NR] || $1 > to[NR]) print "segments:", $1 }')"
check 'the table of the README says so' '' \
  "$(paste -d ' ' <(awk -F'|' '/^\| (a conn|HTTP|WebSocket)/ { gsub(/,/, ""); print $4, $5, $6 }' "$README") <(columns 2 3 4) |
    awk '{ for (i = 1; i <= 3; i++) if ($i > $(i + 3) * 1.05 || $i < $(i + 3) * 0.95) print $i, "is", $(i + 3) }
      END { if (NR != 3) print "there are", NR, "rows" }')"
