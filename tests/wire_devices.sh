#!/usr/bin/env bash
# A packet that a device does not take is lost, and told with the reason; the wire
# goes on. When a device is gone for good, it says so and ends.
source "${BASH_SOURCE[0]%/*}/lib.sh"

has_events() { [[ $(grep -vc '"version"' "$1/trace") -ge $2 ]]; } # FOLDER COUNT

# In the world, with a wire: what the trace says goes to FOLDER.
if [[ ${1:-} == --inside ]]; then
  saved=$2
  "$BUILD/labs/00_instruments/wire" --trace "$saved/trace" --pcap "$saved/pcap" 2>"$saved/errors" &
  wire=$!
  in_time test -s "$saved/pcap"
  # One packet each of IP version 0, 5 and 15; then, while the server is down, a
  # segment and a datagram; then, while it is up, a segment.
  for first in '\x00' '\x5f' '\xf0'; do
    printf '%banything else' "$first" | ip netns exec client "$BUILD/tests/bench/raw_packet"
  done
  in_time has_events "$saved" 4
  ip -n server link set wire down
  ip netns exec client bash -c 'echo x >/dev/udp/192.0.2.2/9'
  in_time has_events "$saved" 6
  ip netns exec client bash -c 'exec 3<>/dev/tcp/192.0.2.2/9' 2>/dev/null &
  client=$!
  in_time has_events "$saved" 9
  kill "$client"
  ip -n server link set wire up
  LC_ALL=C ip netns exec client bash -c 'exec 3<>/dev/tcp/192.0.2.2/9' 2>"$saved/client" || :
  ip -n server link delete wire
  timeout 10 tail --pid="$wire" -f /dev/null || kill -KILL "$wire"
  ended=0
  wait "$wire" || ended=$?
  echo "$ended" >"$saved/ended"
  exit
fi
has_two_hosts 'a packet that is not delivered' || exit 0

explain() { cat "$folder/trace"; }
notes() { grep -c "\"not delivered to the server: $1\"" "$folder/trace" || :; }
fates() { sed -n "s/.*$1.*\"fate\":\"\([a-z]*\)\".*/\1/p" "$folder/trace" | paste -s -d ' '; }

scripts/two_hosts.sh tests/wire_devices.sh --inside "$folder" || :
check 'a packet of IP version 0, 5 or 15 is told as not delivered, and why' 3 "$(notes 'Invalid argument \[EINVAL\]')"
check 'so is what comes while a device is down' 2 "$(notes 'Input\/output error \[EIO\]')"
check 'its rows say that it was lost: a datagram' dropped "$(fates '"protocol":"UDP"')"
check 'and a segment; once it is up again, the next one arrives' 'dropped delivered' "$(fates '"flags":\["SYN"\]')"
check 'and is answered' yes "$(grep -q 'Connection refused' "$folder/client" && echo yes)"
check 'a device that is gone for good ends the wire' 1 "$(<"$folder/ended")"
check 'with its name' 'wire: the device of the server is gone' "$(<"$folder/errors")"
