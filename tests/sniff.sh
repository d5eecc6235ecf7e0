#!/usr/bin/env bash
# sniff on an interface, as an ordinary user in a two-host world, and on
# captures with what cannot be shown.
source "${BASH_SOURCE[0]%/*}/lib.sh"
ECHO=$BUILD/labs/01_echo
SNIFF=$BUILD/labs/00_instruments/sniff

# In the world: two connections over the server's own loopback. The second waits,
# connected, until sniff has seen it so.
if [[ ${1:-} == --inside ]]; then
  echo_server() { # PORT
    serve ip netns exec server "$ECHO/echo_server" --port "$1" --clients 1
  }
  # shellcheck disable=SC2317  # a condition
  both_connected() { [[ $(grep -c '"to":"ESTAB"' "$2/trace") == 2 ]]; }

  ip netns exec server "$SNIFF" --interface lo --port 7000 --states >"$2/trace" 2>"$folder/errors" &
  sniff=$!
  in_time test -s "$folder/errors" # it watches
  echo_server 7001
  ip netns exec server "$ECHO/echo_client" --port 7001 --quiet
  echo_server 7000
  mkfifo "$folder/keys"
  ip netns exec server "$ECHO/echo_client" --port 7000 --quiet --step <"$folder/keys" &
  client=$!
  exec {keys}>"$folder/keys"
  in_time both_connected "$@" || :
  exec {keys}>&- # it goes on to its end
  wait "$client" "$PID"
  kill -INT "$sniff"
  wait "$sniff"
  exit
fi

chmod 777 "$folder"

says() { { "$@" 2>&1 >/dev/null || echo "status $?"; } | paste -s -d ' '; }

check 'says that an interface needs root' \
  'sniff: to watch an interface needs root or CAP_NET_RAW: use sudo, or --read a capture status 1' \
  "$(says "${AS_USER[@]}" "$SNIFF" --interface lo)"
check 'wants a capture or an interface' 'sniff: needs either --read FILE or --interface NAME' \
  "$(says "$SNIFF" | sed 's/ usage: .*//')"
check 'asks no kernel of the past' \
  'sniff: --states needs --interface: a capture is of the past' \
  "$(says "$SNIFF" --read "$folder/none" --states | sed 's/ usage: .*//')"
check 'says which capture is not there' \
  "sniff: $folder/none: No such file or directory [ENOENT] status 1" \
  "$(says "$SNIFF" --read "$folder/none")"

# --- captures -----------------------------------------------------------------

packet() { # HEX: a record of a capture
  local digits=${1// /}
  bytes "$(printf '00000001 00000000 %08x %08x' $((${#digits} / 2)) $((${#digits} / 2)))" "$digits"
}
header='a1b2c3d4 0002 0004 00000000 00000000 00040000 00000065' # raw IP
syn='4500 0028 0000 4000 4006 0000 c0000201 c0000202 9c40 1b58 00000001 00000000 5002 ffff 0000 0000'
fragment='4500 0028 0000 2000 4006 0000 c0000201 c0000202 9c40 1b58 00000001 00000000 5002 ffff 0000 0000'
udp='4500 001c 0000 4000 4011 0000 c0000201 c0000202 9c40 1b58 0008 0000'
{
  bytes "$header" && packet "$fragment" && packet "$udp" && packet "$udp"
  packet "${syn:0:60}" && packet "$syn" && bytes 00000001
} >"$folder/mixed.pcap"

check 'tells what it passes over, and where a capture ends too early' \
  "sniff: 1 packet is cut short in the TCP header: packet 4 \
sniff: 1 packet is fragmented: packet 1 \
sniff: $folder/mixed.pcap: byte $(stat -c %s "$folder/mixed.pcap"): the file ends within the header of packet 6: 4 of 16 bytes status 1" \
  "$(says "$SNIFF" --read "$folder/mixed.pcap")"
check 'shows the segments all the same' '"from":"client","source":"192.0.2.1:40000","destination":"192.0.2.2:7000","flags":["SYN"]' \
  "$("$SNIFF" --read "$folder/mixed.pcap" 2>/dev/null | grep -o '"from".*"SYN"\]')"
with_port() { # PORT: how many events
  "$SNIFF" --read "$folder/mixed.pcap" --port "$1" 2>/dev/null | grep -vc '"version"' || :
}
check 'shows the port that it is asked for, of UDP, too' '0 3' "$(with_port 7001) $(with_port 7000)"
check 'begins with the version of the trace' '{"t":0.000000,"event":"trace","version":1}' \
  "$("$SNIFF" --read "$folder/mixed.pcap" 2>/dev/null | sed -n 1p)"

bytes "$header" >"$folder/nothing.pcap"
{ bytes "$header" && packet "$syn"; } >"$folder/syn.pcap"
check 'says why its trace is empty' 'sniff: there was no packet, sniff: no packet has port 7001' \
  "$(says "$SNIFF" --read "$folder/nothing.pcap"), $(says "$SNIFF" --read "$folder/syn.pcap" --port 7001)"

# --- an interface ---------------------------------------------------------------

has_two_hosts 'watches an interface' "${AS_USER[@]}" || exit 0
"${AS_USER[@]}" scripts/two_hosts.sh tests/sniff.sh --inside "$folder" >"$folder/log" 2>&1 ||
  { echo "status $?"; cat "$folder/log"; }
trace=$folder/trace
check 'sees each segment of a connection over loopback once' '2 SYN, 2 FIN, 1 connection' \
  "$(grep -c '"SYN"' "$trace") SYN, $(grep -c '"FIN"' "$trace") FIN, \
$(grep -o '"connection":[0-9]*' "$trace" | sort -u | wc -l) connection"
states() { # HOST: those it was seen in, in their order
  sed -n "s/.*\"event\":\"state\",\"host\":\"$1\".*\"to\":\"\([^\"]*\)\".*/\1/p" "$trace" | paste -s -d ' '
}
# It looks when a segment has gone: states that pass at once it may miss.
check 'knows both ends while they are connected' 'ESTAB ESTAB' \
  "$(states client | grep -o ESTAB) $(states server | grep -o ESTAB)"
check 'knows that the client, which closed first, has TIME-WAIT' TIME-WAIT \
  "$(states client | sed 's/.* //')"
check 'knows that the server has nothing left' gone "$(states server | sed 's/.* //')"
