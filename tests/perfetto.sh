#!/usr/bin/env bash
# ladder --format perfetto: a reader of the format that is not ours, and as strict as
# its documentation, reads what is written of kept plays, and of what seldom happens.
source "${BASH_SOURCE[0]%/*}/lib.sh"
LADDER=$BUILD/labs/00_instruments/ladder
CHECK=tests/perfetto_check.py

has python3 'is as the format wants it' || exit 0

write() { # NAME <TRACE
  "$LADDER" --format perfetto --title "$1" >"$folder/$1.json"
}
reads() { # NAME: what the reader says
  python3 "$CHECK" "$folder/$1.json" || :
}

for play in tests/predict/*.play; do
  name=${play##*/} name=${name%.play}
  grep '^{' "$play" | write "$name"
  succeeds "writes $name as the format wants it" python3 "$CHECK" "$folder/$name.json"
done
segments=$(grep -c '"event":"segment"' tests/predict/05.close.play)
check 'joins the ends of each segment that arrives by an arrow' "$segments arrows" \
  "$(reads 05.close | grep -oE '[0-9]+ arrows')"

call() { # T EVENT ID MORE
  printf '{"t":%s,"event":"%s","host":"client","pid":7,"id":%s,%s}\n' "$@"
}
segment() { # T ID FATE [HOST]
  printf '{"t":%s,"event":"segment","id":%s,"connection":1,"from":"%s","source":"192.0.2.1:40000",' "$1" "$2" "${4:-client}"
  printf '"destination":"192.0.2.2:7000","flags":["ACK"],"seq":1,"ack":1,"length":0,"window":500,"fate":"%s"}\n' "$3"
}
phases() { # NAME PHASE: the names of its events, in order
  python3 -c 'import json, sys
for event in json.load(open(sys.argv[1]))["traceEvents"]:
    if event["ph"] == sys.argv[2]: print(event["name"])' "$folder/$1.json" "$2"
}

text='"program":"two","text"'
{
  call 0.1 call 1 "$text:\"first()\""
  call 0.2 call 2 "$text:\"second()\""
  call 0.25 call 3 "$text:\"within()\""
  call 0.28 return 3 '"result":0'
  call 0.3 return 1 '"result":0'
  call 0.4 return 2 '"result":-1,"errno":"EINTR"'
  call 0.5 call 4 "$text:\"last(\\\"\\u0001ü\\\\\\\")\""
} | write calls
check 'takes calls that overlap on one thread out of the nesting' \
  '3 processes, 1 tracks, 3 slices, 1 apart, 0 arrows, 0 instants' "$(reads calls)"
check 'names the call that overlaps, and its result' 'second() = -1 EINTR' "$(phases calls b)"
check 'ends a call that has not returned with the trace' 'last("?ü\") has not returned' \
  "$(phases calls X | tail -n 1)"

{
  segment 0.1 1 dropped
  segment 0.2 2 held
  segment 0.2 3 held
  segment 0.3 4 duplicated
  segment 0.30005 7 delivered # before the slice of the last one is as wide as it may be
  segment 0.4 5 injected
  printf '{"t":0.5,"event":"arrival","id":2}\n{"t":0.6,"event":"arrival","id":3,"fate":"dropped"}\n'
  segment 0.7 6 held
  printf '{"t":0.800000,"event":"lost","count":3}\n'
} | write fates
check 'draws no arrow for what does not arrive, nor for what no host has sent' \
  '3 processes, 3 tracks, 10 slices, 0 apart, 3 arrows, 2 instants' "$(reads fates)"
check 'says what was lost' 'ACK seq 1 dropped on its way|LOST: 3 events could not be recorded|' \
  "$(phases fates i | tr '\n' '|')"
check 'writes a file of an empty trace' '3 processes, 0 tracks, 0 slices, 0 apart, 0 arrows, 0 instants' \
  "$(printf '{"t":0,"event":"trace","version":1}\n' | write none && reads none)"

# The reader sees what is wrong: each line changes a good file.
while IFS='|' read -r change fault; do
  sed -E "$change" "$folder/05.close.json" >"$folder/wrong.json"
  check "its reader sees: $fault" "$fault" "$(reads wrong | grep -oF "$fault" | sort -u)"
done <<'END'
0,/"ph":"f"/{/"ph":"f"/d}|does not end
0,/"ph":"s"/{/"ph":"s"/d}|ends without a beginning
s/"bp":"e"/"bp":"x"/|binds to the next slice
s/("ph":"X".*"dur":)[0-9]+/\199999999/|ends behind the slice around it
s/"dur":[0-9]+/"dur":-1/|a negative time
s/"name":"thread_name"/"name":"threadname"/|no metadata
/"thread_name"/d|without a name
0,/"ph":"X"/{s/"ts":[0-9]+/"ts":999999999/}|stands behind what is later
s/("ph":"[sf]".*"tid":)1/\19/|an arrow without a slice
s/"ph":"X"/"ph":"Z"/|no phase that we know
END
