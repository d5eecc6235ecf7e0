#!/usr/bin/env bash
# What the wire costs: bytes sent through it as fast as they go, with and without
# the kernels' states, beside no other connection and beside 4,000.
#
#   scripts/bench.sh [MEGABYTES]     100, unless told otherwise; make bench
#
#   scripts/two_hosts.sh scripts/bench.sh --inside MEGABYTES IDLE WIRE [ARG ...]
#     one run, beside IDLE other connections. Prints: the segments that carried
#     the bytes, in how many seconds, milliseconds of the wire's CPU, packets that
#     the devices dropped, whole or broken, and all segments from first to last.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BULK=${BUILD:-build}/tests/bench
WIRE=${BUILD:-build}/labs/00_instruments/wire

counted() { # WHAT ...: by both devices
  local host what sum=0
  for host in client server; do
    for what; do
      sum=$((sum + $(ip netns exec "$host" cat "/sys/class/net/wire/statistics/$what")))
    done
  done
  echo "$sum"
}

cpu() { # PROCESS: milliseconds
  awk -v ticks="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / ticks) }' "/proc/$1/stat"
}

inside() { # MEGABYTES IDLE WIRE [ARG ...]
  local idle=$2 wire receiver sender says stay bytes
  ulimit -n "$(ulimit -H -n)"
  { seq 99999999 || :; } | head -c "${1}000000" >/run/sent # no two lines are equal
  mkfifo /run/receiver /run/bytes /run/stay
  "${@:3}" --calls /run/calls </dev/null &
  wire=$!
  local end=$((SECONDS + 10))
  until [[ -S /run/calls ]]; do
    ((SECONDS < end)) || { echo 'bench: the wire did not start within 10 s' >&2 && exit 1; }
    read -r -t 0.02 <> <(:) || :
  done
  ip netns exec server "$BULK/bulk_receiver" --host 192.0.2.2 --idle "$idle" \
    2>/run/receiver </run/stay | cksum >/run/arrived &
  receiver=$!
  exec {says}</run/receiver {stay}>/run/stay
  read -r -t 10 -u "$says" # it listens
  ip netns exec client "$BULK/bulk_sender" --host 192.0.2.2 --idle "$idle" \
    </run/bytes {stay}>&- &
  sender=$!
  exec {bytes}>/run/bytes
  read -r -t 60 -u "$says" # it has them all

  local segments cpu started=$EPOCHREALTIME ended sum expected
  segments=$(counted tx_packets) cpu=$(cpu "$wire")
  cat /run/sent >&"$bytes"
  exec {bytes}>&-
  read -r -t 300 -u "$says" # it has read all
  ended=$EPOCHREALTIME segments=$(($(counted tx_packets) - segments)) cpu=$(($(cpu "$wire") - cpu))
  exec {stay}>&-
  wait "$sender" "$receiver"
  # It may run under strace.
  kill -INT "$(pgrep -P "$wire" || echo "$wire")"
  wait "$wire"
  read -r sum _ </run/arrived
  read -r expected _ < <(cksum </run/sent)
  printf '%d %s %d %d %s %d\n' "$segments" \
    "$(awk -v from="$started" -v to="$ended" 'BEGIN { print to - from }')" "$cpu" \
    "$(counted tx_dropped rx_dropped tx_errors rx_errors)" \
    "$([[ $sum == "$expected" ]] && echo whole || echo broken)" "$(counted tx_packets)"
}

if [[ ${1:-} == --inside ]]; then
  inside "${@:2}"
  exit
fi

megabytes=${1:-100}
if (($# > 1)) || [[ ! $megabytes =~ ^[1-9][0-9]{0,4}$ ]]; then
  echo "usage: scripts/bench.sh [MEGABYTES], a number from 1 to 99999" >&2
  exit 2
fi
printf '%d MB through the wire:\n\n' "$megabytes"
printf '  %-48s segments/s   MB/s  CPU a segment  dropped\n' ''
declare -A CPU # microseconds a segment, by the row's name
while IFS='|' read -r idle name command; do
  read -r segments seconds cpu dropped whole _ < <(
    # shellcheck disable=SC2086  # words of a command line
    scripts/two_hosts.sh scripts/bench.sh --inside "$megabytes" "$idle" $command)
  CPU[$name]=$(awk -v n="$segments" -v cpu="$cpu" 'BEGIN { print cpu * 1000 / n }')
  awk -v what="$name" -v n="$segments" -v s="$seconds" -v cpu="${CPU[$name]}" \
    -v dropped="$dropped" -v whole="$whole" -v mb="$megabytes" 'BEGIN {
      printf "  %-48s %10d %6.1f %11.1f us  %7d%s\n", what, n / s, mb / s, cpu, dropped,
        whole == "whole" ? "" : "  NOT WHOLE"
    }'
done <<RUNS
0|wire --no-states|$WIRE --no-states
0|wire --no-states --trace /dev/null|$WIRE --no-states --trace /dev/null
0|wire --trace /dev/null|$WIRE --trace /dev/null
4000|wire --no-states (beside 4000 connections)|$WIRE --no-states
4000|wire --trace /dev/null (beside 4000 connections)|$WIRE --trace /dev/null
0|its system calls alone|$BULK/wire_floor
0|its system calls, and two look-ups a segment|$BULK/wire_floor --states
RUNS
awk -v wire="${CPU[wire --trace /dev/null]}" -v calls="${CPU[its system calls alone]}" \
  -v all="${CPU[its system calls, and two look-ups a segment]}" 'BEGIN {
    printf "\n  wire --trace /dev/null costs %.2f times its system calls alone, and %.2f times\n", wire / calls, wire / all
    printf "  those with two look-ups a segment.\n"
  }'
