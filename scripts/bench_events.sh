#!/usr/bin/env bash
# What an event costs each of the six servers of lab 02 beside 10, 1,000 and 10,000 idle
# connections, and what such a connection costs in memory.
#
#   scripts/bench_events.sh [RUNS]               the medians of 3 runs, or RUNS
#   scripts/bench_events.sh --svg FILE [RUNS]    and draws them
#
# An event is one byte from one client: the server waits, reads it, and sends it back.
# All of the server's processes and threads count. The server has one core, the load
# another. A way that cannot hold so many connections says how many it held.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
SVG=''
if [[ ${1:-} == --svg ]]; then SVG=${2:?a file} && shift 2; fi
RUNS=${1:-3}
WAYS=(fork thread select poll epoll edge)
PEERS=(10 1000 10000)
folder=$(mktemp -d)
server=''
trap 'exec 2>/dev/null; [[ -z $server ]] || kill -KILL -- "-$server"; rm -rf "$folder"' EXIT
ulimit -n "$(ulimit -Hn)"

on_core() { # CORE COMMAND ...: becomes the command, on that core if there is one
  if type -P taskset >/dev/null && (($(nproc) > 1)); then exec taskset -c "$1" "${@:2}"; fi
  exec "${@:2}"
}

# Starts a server in a process group of its own, with which its children end: PORT.
serve() { # WAY
  local end=$((SECONDS + 10))
  set -m
  (on_core 0 "$BUILD/labs/02_multiplexing/$1_server" --quiet --port 0 2>"$folder/error") &
  server=$!
  set +m
  disown
  PORT=''
  until [[ -n $PORT ]]; do
    ((SECONDS < end)) || { echo "bench_events: $1_server does not listen" >&2 && exit 1; }
    PORT=$(ss -Htlnp | sed -nE "s/.*:([0-9]+) .*pid=$server,.*/\1/p")
  done
}

# Adds a line "HELD NANOSECONDS BYTES KERNEL-BYTES" to the file of that way and number.
measure() { # WAY IDLE
  serve "$1"
  (on_core 1 "$BUILD/tests/bench/events_load" --port "$PORT" --pid "$server" --idle "$2" --time 300) >>"$folder/$1.$2"
  kill -KILL -- "-$server"
  # 10,000 processes take their time to end, and would disturb the next server.
  while kill -0 -- "-$server" 2>/dev/null; do read -r -t 0.1 <> <(:) || :; done
  server=''
}

median() { # FILE COLUMN
  sort -g -k "$2,$2" "$folder/$1" | awk -v column="$2" '{ value[NR] = $column } END { print value[int((NR + 1) / 2)] }'
}

machine() { echo "Linux $(uname -r | sed 's/[-+].*//'), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"; }

# "WAY IDLE HELD NANOSECONDS BYTES KERNEL-BYTES" for each.
figures() {
  local way peers
  for way in "${WAYS[@]}"; do
    for peers in "${PEERS[@]}"; do
      echo "$way $peers $(for column in 1 2 3 4; do median "$way.$peers" "$column"; done | paste -sd ' ')"
    done
  done
}

show() {
  awk '
    function cost(of) { return held[of] < idle[of] ? "holds " held[of] : sprintf("%.1f", cpu[of] / 1000) }
    function kib(of, n) { return sprintf("%.1f", n / 1024) }
    { of = $1 " " $2; if (!($1 in seen)) ways[++count] = $1; seen[$1]
      idle[of] = $2; held[of] = $3; cpu[of] = $4
      if ($3 == $2) { most[$1] = $2; own[$1] = $5; kernel[$1] = $6 } }
    END {
      print "| way | 10 idle | 1,000 idle | 10,000 idle | KiB for each, its own | KiB, the kernel'"'"'s | measured with |"
      print "|---|---|---|---|---|---|---|"
      for (n = 1; n <= count; ++n) { way = ways[n]
        print "| " way " | " cost(way " 10") " | " cost(way " 1000") " | " cost(way " 10000") " | " \
          kib(way, own[way]) " | " kib(way, kernel[way]) " | " most[way] " |" } }' <<<"$1"
}

# Both axes are logarithmic: 1 to 10,000 microseconds, 10 to 10,000 connections.
draw() { # FIGURES
  awk -v machine="$(machine)" '
    function x(idle) { return 90 + 150 * (log(idle) / log(10) - 1) }
    function y(cpu) { return 330 - 75 * log(cpu / 1000) / log(10) }
    function stroke(x1, y1, x2, y2, paint) {
      printf "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>\n", x1, y1, x2, y2, paint }
    function words(x1, y1, anchor, paint, text) {
      printf "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x1, y1, anchor, paint, text }
    BEGIN {
      split("fork #d55e00 thread #cc79a7 select #b8860b poll #0072b2 epoll #009e73 edge #777777", c, " ")
      for (n = 1; n in c; n += 2) colour[c[n]] = c[n + 1]
      print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 400\" font-family=\"sans-serif\" font-size=\"12\">"
      print "<rect width=\"680\" height=\"400\" fill=\"#ffffff\"/>"
      words(90, 20, "start", "#000000", "CPU time of the server for one event, beside idle connections (both axes logarithmic)")
      for (n = 0; n <= 3; ++n) {
        stroke(90, 330 - 75 * n, 560, 330 - 75 * n, "#dddddd")
        words(80, 334 - 75 * n, "end", "#000000", 10 ^ n " µs")
        stroke(90 + 150 * n, 45, 90 + 150 * n, 330, "#dddddd")
        if (n) words(90 + 150 * (n - 1), 350, "middle", "#000000", n == 1 ? "10" : n == 2 ? "100" : "1,000") }
      words(540, 350, "middle", "#000000", "10,000")
      words(315, 372, "middle", "#000000", "idle connections")
      words(90, 392, "start", "#555555", machine) }
    $3 == $2 { points[$1] = points[$1] sprintf("%.1f,%.1f ", x($2), y($4)); last[$1] = $4; at[$1] = $2
      dots = dots sprintf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x($2), y($4), colour[$1]) }
    END {
      for (n = 1; n in c; n += 2) if (c[n] in points) {
        printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points[c[n]], colour[c[n]]
        place[++many] = c[n]; want[c[n]] = y(last[c[n]]) + 4 }
      printf "%s", dots
      # Names that would touch are put below each other.
      for (i = 2; i <= many; ++i) for (j = i; j > 1 && want[place[j - 1]] > want[place[j]]; --j) {
        t = place[j]; place[j] = place[j - 1]; place[j - 1] = t }
      bottom = 0
      for (i = 1; i <= many; ++i) { name = place[i]
        at_y = want[name] < bottom ? bottom : want[name]
        bottom = at_y + 14
        words(x(at[name]) + 10, at_y, "start", colour[name], name (at[name] < 10000 ? ": no more than 1,024 descriptors" : "")) }
      print "</svg>" }' <<<"$1"
}

for ((run = 0; run < RUNS; ++run)); do
  for way in "${WAYS[@]}"; do
    for peers in "${PEERS[@]}"; do measure "$way" "$peers"; done
  done
done
all=$(figures)
echo "CPU time of the server for one event, in microseconds; $(machine)"
show "$all"
[[ -z $SVG ]] || draw "$all" >"$SVG"
