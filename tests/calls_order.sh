#!/usr/bin/env bash
# On the wire a call of any program stands above the first segment that it causes,
# and its return below the segment that it brings.
#
#   tests/calls_order.sh [COUNT]     300 connections; make bench has 10,000
source "${BASH_SOURCE[0]%/*}/lib.sh"
COUNT=${1:-300}
INSTRUMENTS=$BUILD/labs/00_instruments
CONNECTIONS=$BUILD/tests/calls/connections
# What a sanitizer looks for at the end, it cannot under a tracer.
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0 TSAN_OPTIONS=handle_segv=0

# In the two hosts: COUNT connections, so many at once, into a trace.
play() { # THREADS TRACE
  "$INSTRUMENTS/wire" --quiet --calls /run/calls --trace "$2" </dev/null &
  local wire=$! client=0
  in_time test -S /run/calls || give_up 'the wire starts'
  export LAB_TRACE=/run/calls
  serve ip netns exec server "$INSTRUMENTS/calls" --host server -- \
    "$CONNECTIONS" server 192.0.2.2 0 "$COUNT" "$1"
  ip netns exec client "$INSTRUMENTS/calls" --host client -- \
    "$CONNECTIONS" client 192.0.2.2 "$PORT" "$COUNT" "$1" || client=$?
  wait "$PID" # the last ACKs come within a moment, and belong to no call
  kill -INT "$wire"
  wait "$wire" || :
  echo "$PORT" >"$2.port"
  return "$client"
}

if [[ ${1:-} == --inside ]]; then
  COUNT=$2 play "$3" "$4"
  exit
fi

order() { # THREADS
  rm -f "$folder/trace"*
  scripts/two_hosts.sh "$0" --inside "$COUNT" "$1" "$folder/trace" >"$folder/said" 2>&1 ||
    tail -n 5 "$folder/said"
  awk -v port="$(<"$folder/trace.port")" -f tests/calls/order.awk "$folder/trace" | tail -n 10
}

has_two_hosts 'a call stands above what it causes' || exit 0
check "of $COUNT connections, one after another, each call stands in order" "$COUNT connections" "$(order 1)"
check "of $COUNT connections, eight at once, each call stands in order" "$COUNT connections" "$(order 8)"
