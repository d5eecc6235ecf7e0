#!/usr/bin/env bash
# The event matrix: twice the same, as this kernel's is kept, and as a program in
# Python measures it with its own select, poll and epoll.
source "${BASH_SOURCE[0]%/*}/lib.sh"

table() { "$BUILD/labs/02_multiplexing/event_matrix" "$@"; }

# Prints what the command prints, and its status.
run() {
  local status=0
  "$@" 2>&1 || status=$?
  echo "(status $status)"
}

kept=labs/02_multiplexing/events-linux-6.18.json
check 'as text fits 100 columns' yes \
  "$([[ $(table --read "$kept" | LC_ALL=C.UTF-8 wc -L) -le 100 ]] && echo yes)"
check 'as JSON is what was read' "$(cat "$kept")" "$(table --read "$kept" --format json)"
check 'is in the README as it is kept' "$(table --read "$kept" --format markdown | grep '^|')" \
  "$(awk '/^\| event \| select/, /^$/' labs/02_multiplexing/README.md | grep '^|')"

scripts/lab events --format=json >"$folder/first.json"

# One stored cell is altered: the second run names it, and no other.
sed '/"RST","way":"poll"/s/ ERR//' "$folder/first.json" >"$folder/altered.json"
linux="Linux $(uname -r | sed 's/[-+].*//')"
check 'is the same in a second run, but for a cell that was altered' \
  "RST, poll: what it says was IN OUT RDHUP HUP, and is IN OUT RDHUP ERR HUP
1 of 144 cells differ: $linux, and $linux here
(status 1)" "$(run scripts/lab events --diff="$folder/altered.json")"

mine=labs/02_multiplexing/events-linux-$(uname -r | cut -d. -f1,2).json
[[ ! -e $mine ]] || check 'is as it is kept for this kernel' '0 of 144 cells differ' \
  "$(table --read "$folder/first.json" --diff "$mine" | cut -d: -f1)"

check 'shows one event, to an ordinary user' 'RST    ECONNRESET EPIPE
(status 0)' "$(run "${AS_USER[@]}" scripts/lab events RST | grep -A 1 -E '^event +send|^\(status' | grep -v -e ^event -e ^--)"
check 'is a page of HTML with a row for each event' 25 "$(table --read "$kept" --format html | grep -c '^<tr')"
check 'has behind each event what was seen, in words' \
  '<p><b>recv</b>: 5 ECONNRESET. 5: five bytes; ECONNRESET: the peer sent RST.</p>' \
  "$(table --read "$kept" --format html | sed -n '/<section id="data-RST">/,/<.section>/p' | grep '<b>recv<')"
check 'knows what each word means that is seen' '' \
  "$(table --read "$kept" --format html | sed -n '/^<p><b>/{ / nothing\.</d; p; }' |
    awk -F ': |[.]' '{ n = split($2, word, " "); for (i = 1; i <= n; ++i) if (index($0, word[i] ": ") == 0) print word[i] }' | sort -u)"
sed '/"RST","way":"poll"/s/ ERR//; s/6\.18\.[0-9]*/6.1.0/' "$kept" >"$folder/other.json"
check 'shows what another kernel said, and how much is not the same' \
  '1 of 144 cells differ on Linux 6.1.0. Behind ≠: what it said.
HUP ≠ IN OUT RDHUP HUP ' \
  "$(table --read "$kept" --with "$folder/other.json" | grep -o -e '^1 of.*' -e '[A-Z]\+ ≠ .* HUP  ' | tr -s ' ')"
check 'shows nothing of a kernel that said the same' '0 of 144 cells differ on' \
  "$(table --read "$kept" --with "$kept" | grep -o -e '^[0-9]* of 144 cells differ on' -e '[^ ]* ≠ [^w].*')"
printf '%s\n' '{"event":"<i>","way":"\"><script>","says":"</style><b>"}' >"$folder/hostile"
check 'escapes whatever a table says' 0 \
  "$(table --read "$folder/hostile" --format html | grep -cE '<i>|<script>|</style><b>' || :)"
check 'has no event that nobody knows' \
  "event_cell: there is no event 'END'
(status 2)" "$(run scripts/lab events END | sed '/^usage/d')"
check 'names the line of a file that is no matrix' "event_matrix: $folder/bad, line 2: expected '{'
(status 1)" "$(printf '%s\n' '{"kernel":"x","cells":[' 'RST' >"$folder/bad" && run table --read "$folder/bad")"

# --- as another program sees it ---------------------------------------------

if has python3 'each cell is what Python measures'; then
  cells() { grep '"event"' "$folder/first.json" | sed 's/,$//'; }
  check 'has cells that are what Python measures' '0 of 144 cells differ
(status 0)' "$(cells | run tests/events_check.py)"
  check 'has a cell that Python does not find, once it is altered' \
    'data-FIN, epoll: IN OUT, and to Python IN OUT RDHUP
1 of 144 cells differ
(status 1)' "$(cells | sed '/"data-FIN","way":"epoll"/s/ RDHUP//' | run tests/events_check.py)"
fi
