#!/usr/bin/env bash
# The close matrix: twice the same, as this kernel's is kept, as 16 cells were
# measured by other means, and as tshark reads the captures.
source "${BASH_SOURCE[0]%/*}/lib.sh"

matrix() { "$BUILD/labs/17_close_matrix/close_matrix" "$@"; }

# Prints what the command prints, and its status.
run() {
  local status=0
  "$@" 2>&1 || status=$?
  echo "(status $status)"
}

# --- what needs no world ----------------------------------------------------

kept=labs/17_close_matrix/matrix-linux-6.18.json
check 'as text fits 100 columns' yes \
  "$([[ $(matrix --read "$kept" | LC_ALL=C.UTF-8 wc -L) -le 100 ]] && echo yes)"
on_terminal() { # COLUMNS
  script -qec "stty columns $1; $BUILD/labs/17_close_matrix/close_matrix --read $kept" /dev/null </dev/null |
    tr -d '\r'
}
check 'fits a terminal of 80 columns' yes \
  "$([[ $(on_terminal 80 | LC_ALL=C.UTF-8 wc -L) -le 80 ]] && echo yes)"
check 'as JSON is what was read' "$(cat "$kept")" \
  "$(matrix --read "$kept" --format json)"
overview=$(matrix --read "$kept" --format markdown | awk '/^## From/ { past = 1 } !past && /^\|/')
check 'is in the README as it is kept' "$overview" \
  "$(awk '/^\| the way to end/, /^$/' labs/17_close_matrix/README.md | grep '^|')"

sed '/"CLOSE-WAIT","way":"close",/s/"sends":"FIN"/"sends":"RST"/; s/6\.18\.[0-9]*/6.1.0/' "$kept" >"$folder/other.json"
check 'shows what another kernel said, and how much is not the same' \
  '1 of 153 cells differ on Linux 6.1.0. Behind ≠: what it said.
FIN → LAST-ACK ≠ RST → LAST-ACK' \
  "$(matrix --read "$kept" --with "$folder/other.json" | grep -o -e '^1 of.*' -e '[A-Z]* → [A-Z-]* ≠ .*')"
check 'is a page without ladders where there are no traces' '134 0' \
  "$(matrix --read "$kept" --format html | awk '/^<section/ { ++sections } /^<svg/ { ++ladders } END { print sections, ladders + 0 }')"

has_two_hosts 'what is seen' || exit 0

# --- what is seen -----------------------------------------------------------

scripts/lab matrix --format=json --save="$folder/plays" >"$folder/first.json"

# Ended in the middle of a run: nothing of it stays.
mkdir "$folder/left"
for signal in HUP INT TERM; do
  TMPDIR=$folder/left setsid env --default-signal=INT scripts/lab matrix >/dev/null 2>&1 &
  run=$!
  in_time compgen -G "$folder/left/*/ESTAB.shutdown-WR.*.trace" >/dev/null
  kill "-$signal" "$run" # alone, as from another terminal
  wait "$run" 2>/dev/null || :
  check "leaves nothing after SIG$signal" '' "$(ls -A "$folder/left")"
  rm -rf "${folder:?}/left/"*
done

# One stored cell is altered: the second run names it, and no other.
sed '/"CLOSE-WAIT","way":"close",/s/"sends":"FIN"/"sends":"RST"/' "$folder/first.json" >"$folder/altered.json"
linux="Linux $(uname -r | sed 's/[-+].*//')"
check 'is the same in a second run, but for a cell that was altered' \
  "CLOSE-WAIT, close: what it sends was RST, and is FIN
1 of 153 cells differ: $linux, and $linux here
(status 1)" "$(run scripts/lab matrix --diff="$folder/altered.json")"

# The table that is kept, where it is one of this kernel.
mine=labs/17_close_matrix/matrix-linux-$(uname -r | cut -d. -f1,2).json
[[ ! -e $mine ]] || check 'is as it is kept for this kernel' '0 of 153 cells differ' \
  "$(matrix --read "$folder/first.json" --diff "$mine" | cut -d: -f1)"

# state, close(): sent, state then; SO_LINGER {1, 0} and close(): sent, state then
while read -r state sends held linger_sends linger_held; do
  for cell in "close $sends $held" "linger-0 $linger_sends $linger_held"; do
    read -r way sent is <<<"$cell"
    check "$way from $state sends $sent, and is $is then" \
      "\"state\":\"$state\",\"way\":\"$way\",\"sends\":\"$sent\",\"held\":\"$is\"" \
      "$(grep -o "\"state\":\"$state\",\"way\":\"$way\",.*\"held\":\"[^\"]*\"" "$folder/first.json")"
  done
done <<'CELLS'
SYN-SENT    nothing  gone        nothing  gone
ESTAB       FIN      FIN-WAIT-1  RST      gone
CLOSE-WAIT  FIN      LAST-ACK    RST      gone
FIN-WAIT-1  nothing  FIN-WAIT-1  RST      gone
FIN-WAIT-2  nothing  FIN-WAIT-2  RST      gone
CLOSING     nothing  CLOSING     nothing  gone
LAST-ACK    nothing  LAST-ACK    nothing  gone
TIME-WAIT   nothing  TIME-WAIT   nothing  TIME-WAIT
CELLS

# The end of a process is the close() of its descriptors, whatever its linger time
# and its queues; but nobody is there to whom the call could return.
cells() { # WAY NAME: all its cells, as if the way were called NAME
  sed -nE "/\"way\":\"$1\"/!d; s//\"way\":\"$2\"/; s/\"returns\":\"[^\"]*\",//; s/,?\$//p" "$folder/first.json"
}
for way in close close-unread linger-0 linger-0-unsent; do
  for process in exit SIGKILL; do
    end=$process-$way
    check "${end%-close} does what $way does" "$(cells "$way" "$way")" "$(cells "${end/-close/}" "$way")"
  done
done

# What each capture says, to tshark: between the keys in the trace stand
# the segments that the subject sent at once, and those it sent at the answer.
plays() { # a line each: PORT STATE WAY SUBJECT and the numbers of four segments
  local trace name subject
  for trace in "$folder"/plays/*.trace; do
    name=${trace##*/} subject=192.0.2.1
    [[ $name != LISTEN.* ]] || subject=192.0.2.2
    awk -v name="$name" -v subject="$subject" '
      BEGIN { split(name, part, ".") }
      /"event":"segment"/ { ++n; if (match($0, /192.0.2.1:[0-9]+/)) port = substr($0, RSTART + 10, RLENGTH - 10) }
      /"event":"key"/ { at[++notes] = n + 0; if (/"let go/) go = notes }
      END { print port, part[1], part[2], subject, at[go - 2], at[go - 1], at[go], at[go + 1] }' "$trace"
  done
}
read_captures() { # the pcap files one after the other, as one
  local pcaps=("$folder"/plays/*.pcap)
  {
    head -c 24 "${pcaps[0]}"
    tail -qc +25 "${pcaps[@]}"
  } >"$folder/all.pcap"
  tshark -r "$folder/all.pcap" -T fields -E separator=, -e tcp.dstport -e ip.src -e tcp.len -e tcp.flags.syn \
    -e tcp.flags.fin -e tcp.flags.reset -e tcp.analysis.retransmission 2>/dev/null | tr , ' '
}
if has tshark 'each cell is what tshark reads in its captures'; then
  check 'has cells that are what tshark reads in their captures' \
    "$(sed -nE 's/.*"state":"([^"]*)","way":"([^"]*)","sends":"([^"]*)".*"then_sends":"([^"]*)".*/\1 \2: \3, \4/p' \
      "$folder/first.json" | sort)" \
    "$(awk '
      function add(word) { if (word != last) said = said (said == "" ? "" : " ") word; last = word }
      NR == FNR { play[$1] = $0; next }
      { nth = ++seen[$1]; split(play[$1], is, " ")
        phase = nth > is[5] && nth <= is[6] ? 1 : nth > is[7] && nth <= is[8] ? 2 : 0
        if ($2 != is[4] || $7 != "" || !phase) next
        said = words[$1, phase]; last = ends[$1, phase]
        if ($3 > 0) add("DATA")
        if ($4 == 1) add("SYN")
        if ($5 == 1) add("FIN")
        if ($6 == 1) add("RST")
        if ($3 == 0 && $4 + $5 + $6 == 0) add("ACK")
        words[$1, phase] = said; ends[$1, phase] = last }
      function or_nothing(text) { return text == "" ? "nothing" : text }
      END { for (port in play) { split(play[port], is, " ")
        print is[2] " " is[3] ": " or_nothing(words[port, 1]) ", " or_nothing(words[port, 2]) } }' \
      <(plays) <(read_captures) | sort -u)"
fi

# --- a page with all ladders, one cell, and an ordinary user ----------------

matrix --read "$folder/first.json" --format html --traces "$folder/plays" >"$folder/page.html"
check 'has two ladders behind each cell, in one page' \
  "$(grep -vc '"impossible"' <(grep '"state"' "$folder/first.json"))" \
  "$(awk '/^<section/ { ladders = 0 } /^<svg/ { ++ladders } /^<\/section/ && ladders == 2' "$folder/page.html" | wc -l)"
check 'has a link to each of them' '' \
  "$(comm -3 <(grep -o '<section id="[^"]*' "$folder/page.html" | sed 's/.*"//' | sort) \
    <(grep -o '<a href="#[^"]*' "$folder/page.html" | sed 's/.*#//; /^to\./d' | sort -u))"
check 'has a link back from each of them to its cell' '' \
  "$(comm -3 <(grep -o '<td id="[^"]*' "$folder/page.html" | sed 's/.*"//' | sort) \
    <(grep -o '<a href="#to\.[^"]*' "$folder/page.html" | sed 's/.*#//' | sort))"
check 'has colours in the style of the page, not in each ladder' 0 "$(grep -cE '(fill|stroke)="#' "$folder/page.html" || :)"
check 'shows one cell, to an ordinary user' 'close           0        –         FIN-WAIT-2  0           8 EPIPE      0     subject
(status 0)' "$(run "${AS_USER[@]}" scripts/lab matrix ESTAB close | tail -n 3 | grep .)"
check 'has no cell that nobody knows' \
  "matrix: there is no cell 'ESTAB die'; scripts/lab matrix --help says what there is
(status 2)" "$(run scripts/lab matrix ESTAB die)"

# --- how all three are asked -------------------------------------------------

while IFS='|' read -r arguments message; do
  read -ra words <<<"$arguments"
  check "refuses: lab ${arguments//\"\"/an empty word}" "${words[0]}: $message; scripts/lab ${words[0]} --help says what there is
(status 2)" "$(run scripts/lab "${words[@]//\"\"/}")"
done <<'END'
drops --format xyz|--format takes text, markdown, json or html, not 'xyz'
matrix --format|--format takes text, markdown, json or html, not ''
events --kept RST|--kept shows a whole table, and keeps nothing
matrix --kept --save F|--kept shows a whole table, and keeps nothing
events --kept --with|there is no file '' to show beside it
events --kept --with=labs/README.md --diff=labs/README.md|--diff names what differs, --with shows it: one of them
drops --kept --with labs/README.md --format json|json is of one kernel: not with --with
drops --diff=|there is no file '' to compare with
drops ""|an empty word is no name
END
(cd "$folder" && "$OLDPWD/scripts/lab" drops TTL-0 --save traces >/dev/null)
check 'keeps the traces in the folder of who calls' 'TTL-0.pcap TTL-0.trace cells' "$(cd "$folder/traces" && echo *)"
