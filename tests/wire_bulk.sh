#!/usr/bin/env bash
# 100 MB through the wire: nothing is lost, and each segment is told. And the
# kernels are asked at most twice a segment, however many sockets there are.
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

sentence='asks the kernels at most twice a segment'
has strace "$sentence" || exit 0
# What a sanitizer looks for at the end, it cannot under strace.
{
  read -r sockets
  read -r _ _ _ _ _ total
} < <(ASAN_OPTIONS=detect_leaks=0 scripts/two_hosts.sh tests/wire_bulk.sh --beside-sockets \
  strace -c -e 'trace=sendto,?poll,?ppoll' -o "$folder/strace" "$WIRE" --trace /dev/null)
# In a turn without a segment, and each 20 ms, both are asked whether a state has
# changed by itself: that depends on the time that the segments take. A turn is a poll().
check "$sentence and twice a look, beside $sockets sockets" '4000 yes' "$sockets $(awk -v segments="$total" '
  $NF == "sendto" { asks = $4 }
  $NF ~ /^p?poll$/ { turns += $4 }
  END { print (asks > 0 && asks <= 2 * segments + 4 * turns ? "yes" : asks " for " segments " segments, " turns " turns") }
  ' "$folder/strace")"
