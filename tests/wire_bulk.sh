#!/usr/bin/env bash
# 100 MB through the wire: nothing is lost, and each segment is told. And the
# kernels are asked about twice a segment, however many sockets there are.
# Alone: it needs both cores, and asks by time, too.
source "${BASH_SOURCE[0]%/*}/lib.sh"
WIRE=$BUILD/labs/00_instruments/wire

# In the world: 4,000 sockets of the server's own, then some MB through the wire.
if [[ ${1:-} == --beside-sockets ]]; then
  ulimit -n "$(ulimit -H -n)"
  mkfifo /run/others /run/says
  ip netns exec server "$BUILD/tests/bench/bulk_receiver" --idle 1999 \
    2>/run/says </run/others &
  exec {says}</run/says {others}>/run/others
  read -r -t 10 -u "$says" # it listens
  ip netns exec server "$BUILD/tests/bench/bulk_sender" --idle 1999 </run/others &
  read -r -t 30 -u "$says" # it has them all
  ip netns exec server ss -Htn state established | wc -l
  scripts/bench.sh --inside 5 0 "${@:2}" {says}<&- {others}>&-
  exit
fi

has_two_hosts '100 MB' || exit 0

read -r _ _ _ dropped whole total < <(
  scripts/two_hosts.sh scripts/bench.sh --inside 100 0 "$WIRE" --trace "$folder/trace")
check 'brings 100 MB whole' whole "$whole"
check 'lets neither device drop a packet' 0 "$dropped"
check 'tells each of the segments' "$total segments, 0 lost" \
  "$(grep -c '"event":"segment"' "$folder/trace") segments, $(grep -c '"event":"lost"' "$folder/trace") lost"

has strace 'asks the kernels about twice a segment' || exit 0
# What a sanitizer looks for at the end, it cannot under strace.
{
  read -r sockets
  read -r _ _ _ _ _ total
} < <(ASAN_OPTIONS=detect_leaks=0 scripts/two_hosts.sh tests/wire_bulk.sh --beside-sockets \
  strace -c -e trace=sendto -o "$folder/strace" "$WIRE" --trace /dev/null)
# The wire also looks from time to time whether a state has changed by itself: how often
# for each segment, that depends on the time that they take.
check "asks the kernels about twice a segment beside $sockets sockets" '4000 yes' \
  "$sockets $(awk -v n="$total" '$NF == "sendto" { print $4 / n < 3 ? "yes" : $4 / n }' "$folder/strace")"
