#!/usr/bin/env bash
# The drop matrix: twice the same, as this kernel's is kept, and as a wire in Python
# measures it, which spoils, forges and counts by itself.
source "${BASH_SOURCE[0]%/*}/lib.sh"

table() { "$BUILD/labs/18_way_in/drop_matrix" "$@"; }

# Prints what the command prints, and its status.
run() {
  local status=0
  "$@" 2>&1 || status=$?
  echo "(status $status)"
}

# --- what needs no world ----------------------------------------------------

kept=labs/18_way_in/drops-linux-6.18.json
check 'as text fits 100 columns' yes \
  "$([[ $(table --read "$kept" | LC_ALL=C.UTF-8 wc -L) -le 100 ]] && echo yes)"
check 'as JSON is what was read' "$(cat "$kept")" "$(table --read "$kept" --format json)"
check 'is in the README as it is kept' "$(table --read "$kept" --format markdown | grep '^|')" \
  "$(awk '/^\| packet \| station/, /^$/' labs/18_way_in/README.md | grep '^|')"
check 'is a page of HTML with a row for each packet' 29 "$(table --read "$kept" --format html | grep -c '^<tr')"
check 'has behind each packet what was seen of it, without traces' 28 \
  "$(table --read "$kept" --format html | awk '/^<section/ { station = 0 } /<b>station</ { station = 1 } /^<\/section/ && station' | wc -l)"
check 'refuses to run outside of the two hosts' yes \
  "$(run "$BUILD/labs/18_way_in/drop_cell" --folder "$folder" | grep -q 'status 1' && echo yes)"

has_two_hosts 'what is seen' || exit 0

# --- what is seen -----------------------------------------------------------

scripts/lab drops --format=json --save="$folder/plays" >"$folder/first.json"
check 'keeps a trace and a pcap of each packet' '28 28' \
  "$(find "$folder/plays" -name '*.trace' | wc -l) $(find "$folder/plays" -name '*.pcap' | wc -l)"

table --read "$folder/first.json" --format html --traces "$folder/plays" >"$folder/page.html"
check 'has the ladder behind each packet, in a page of at most 500 kB' '28 yes' \
  "$(awk '/^<section/ { ladders = 0 } /^<svg/ { ++ladders } /^<\/section/ && ladders == 1' "$folder/page.html" | wc -l) $(
    (($(stat -c %s "$folder/page.html") > 500000)) || echo yes)"

# One stored cell is altered: the second run names it, and no other.
sed '/"old-timestamp","what":"counters"/s/PAWSEstab/PAWSActive/' "$folder/first.json" >"$folder/altered.json"
linux="Linux $(uname -r | sed 's/[-+].*//')"
check 'is the same in a second run, but for a cell that was altered' \
  "old-timestamp, counters: what it says was PAWSActive sk_drops, and is PAWSEstab sk_drops
1 of 112 cells differ: $linux, and $linux here
(status 1)" "$(run scripts/lab drops --diff="$folder/altered.json")"

mine=labs/18_way_in/drops-linux-$(uname -r | cut -d. -f1,2).json
[[ ! -e $mine ]] || check 'is as it is kept for this kernel' '0 of 112 cells differ' \
  "$(table --read "$folder/first.json" --diff "$mine" | cut -d: -f1)"

check 'shows one packet, to an ordinary user' 'TCP-checksum  TCP      TcpInCsumErrors TcpInErrs  nothing, sends again  EAGAIN, then 5
(status 0)' "$(run "${AS_USER[@]}" scripts/lab drops TCP-checksum | grep -e ^TCP -e '^(status')"
check 'has no packet that nobody knows' \
  "drops: there is no packet 'END'; scripts/lab drops --help says what there is
(status 2)" "$(run scripts/lab drops END)"

# --- as another program sees it ---------------------------------------------

if has python3 'each cell is what Python measures'; then
  cells() { grep '"packet"' "$folder/first.json" | sed 's/,$//'; }
  cells >"$folder/cells"
  check 'has cells that are what Python measures' '0 of 112 cells differ
(status 0)' "$(run scripts/two_hosts.sh tests/drops_check.py "$folder/cells")"
  cells | sed -n '/"TTL-0"/s/"says":"program"/"says":"IP"/; /"TTL-0"/p' >"$folder/cells"
  check 'has a cell that Python does not find, once it is altered' \
    'TTL-0, station: IP, and to Python beyond IP
1 of 4 cells differ
(status 1)' "$(run scripts/two_hosts.sh tests/drops_check.py "$folder/cells")"
fi
