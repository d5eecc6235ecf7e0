#!/usr/bin/env bash
# scripts/lab check: what it says of a program, in each format, of a class, and of what
# was asked wrongly. The exercises themselves are tried by exercises.sh.
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"
export LAB_PROGRESS=$folder/progress
RIGHT=(python3 "$PWD/tests/check/right.py")
WRONG=(python3 "$PWD/tests/check/wrong.py")

# A project whose only exercise is 05/asks.
mkdir "$folder/project"
ln -s "$PWD"/* "$folder/project"
rm "$folder/project/labs"
mkdir -p "$folder/project/labs/05_shutdown_vs_close/exercises"
cp -r tests/check/asks "$folder/project/labs/05_shutdown_vs_close/exercises"
EXERCISE=labs/05_shutdown_vs_close/exercises/asks
PROJECT=$PWD
cd "$folder/project"

# Runs it; STATUS, and SAID with both outputs.
ask() { # ARGUMENT ...
  STATUS=0
  SAID=$(scripts/lab "$@" 2>&1 </dev/null) || STATUS=$?
}
says() { # TEXT: that, or the last of what it said
  if [[ $SAID == *"$1"* ]]; then echo "$1"; else tail -n 3 <<<"$SAID"; fi
}
refuses() { # SENTENCE TEXT ARGUMENT ...
  ask "${@:3}"
  check "$1" "2 $2" "$STATUS $(says "$2")"
}

# --- what needs no wire ---------------------------------------------------------

refuses 'an exercise that there is not is refused, and those that there are are named' '05/asks' check 05/no_such -- true
refuses 'a pattern is no name of an exercise' "there is no exercise '*'" check '*' -- true
refuses 'a command without an exercise is refused' 'which exercise?' check -- true
refuses 'an exercise and no command behind -- is refused' 'behind -- comes the command' check 05/asks --
refuses 'a command without -- is refused, and shown as it should be' \
  'check 05/asks -- ./mine' check 05/asks ./mine
refuses 'a program that is not there is refused' "there is no program 'no_such_program'" check asks -- no_such_program
refuses 'a file that is not there is refused' "there is no file './no_such_file'" check asks -- ./no_such_file
refuses 'a file that may not be run is refused, with the cure' 'chmod +x' check asks -- ./README.md
refuses 'a folder is no program' "'./labs' is a folder" check asks -- ./labs
refuses 'an unknown format is refused, and the formats are named' 'gradescope' check asks --format xml -- true
for hint in --hint=x --hint= '--hint 12' '--hint -1'; do
  # shellcheck disable=SC2086  # one word, or two
  refuses "$hint is refused" '--hint takes a number from 0 to 9' check asks $hint -- true
done
refuses 'an option without its value does not take -- for it' '--save takes a value' check asks --save -- true
refuses 'an empty command is refused' 'not an empty word' check asks -- ''
refuses 'a command that begins with - is no option of the shell' "lab check: there is no program '-n'" check asks -- -n
refuses 'an unknown option is refused' "'--fast' is not an option" check asks --fast -- true
refuses 'a class takes no command' 'not with --watch, nor with a command' check asks --all '*' -- true
refuses 'a class of nobody is refused' "no file is like 'nowhere/*'" check asks --all 'nowhere/*'
refuses 'progress takes nothing' "'now' is too much" progress now

ask check
check 'check lists the exercises, with their points' '0 05/asks' "$STATUS $(grep -oE '05/asks' <<<"$SAID")"
ask check 05/asks
check 'an exercise alone says what is asked' "0 $(head -n 1 "$EXERCISE/README.md")" "$STATUS $(head -n 1 <<<"$SAID")"
SAID=$("$PROJECT/scripts/lab" check 09/no_leak)
check 'the files that a link means are named' 'Lab 09 (labs/09_close_wait/README.md); lab 06 (labs/06_linger_rst/README.md)' \
  "$(grep -o 'Lab 09 (.*lab 06 ([^)]*)' <<<"$SAID")"
LAB_LOOPBACK=1 ask check 05/asks -- "${RIGHT[@]}"
check 'without a wire one cannot tell: 77' '77 needs the two hosts' "$STATUS $(says 'needs the two hosts')"
STATUS=0
scripts/lab check >&- 2>"$folder/closed" || STATUS=$?
check 'a closed standard output is said' '1 lab check: standard output is closed' "$STATUS $(<"$folder/closed")"

has_two_hosts 'what a program does is marked' || exit 0
has python3 'what a program does is marked' || exit 0

# --- met, and not -----------------------------------------------------------------

ask check 05/asks -- "${RIGHT[@]}"
check 'a right program meets all: 0' '0 met: 10 of 10 points' "$STATUS $(tail -n 1 <<<"$SAID")"
check 'the quiet runs are announced' 'met 4 more runs with other data' "$(tr -s ' ' <<<"$SAID" | sed -n 's/^ \(.* more runs.*\)/\1/p')"
check 'what is met is kept' '05_shutdown_vs_close/asks' "$(cut -d ' ' -f 1 "$LAB_PROGRESS")"
ask progress
check 'progress tells it' '1 of' "$(says '1 of')"

ask check 05/asks --save "$folder/kept" -- "${WRONG[@]}"
check 'a wrong program does not: 1' '1 not met: 2 of 10 points' "$STATUS $(tail -n 1 <<<"$SAID")"
for part in 'not met      client ends sending' "because 'client ends sending' was not met" 'expected  your program ends its direction' \
  'it is in recv(3, 4096)' 'recv(peer, buffer, size, 0)' 'hint      Which call ends one direction' '(--hint 2 says more)' 'read      RFC 9293, 3.6'; do
  check "of the first line not met one reads: $part" "$part" "$(says "$part")"
done
check 'never is not met by a run that failed' 'not checked never client sends RST' "$(tr -s ' ' <<<"$SAID" | grep -oE 'not checked never client sends RST')"
check '--save keeps its ladder, trace and pcap' 'asks.pcap asks.trace ladder report' "$(cd "$folder/kept/run0" && echo *)"
check 'no run follows one that was not met' 'run0' "$(cd "$folder/kept" && echo *)"
ask check 05/asks --hint -- "${WRONG[@]}"
check '--hint tells all hints' 'shutdown(fd, SHUT_WR)' "$(says 'shutdown(fd, SHUT_WR)')"

# Its answer is that of the shown run.
cat >"$folder/fixed.py" <<'END'
import os, socket
with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as client:
    client.sendall(b"question")
    client.shutdown(socket.SHUT_WR)
    while client.recv(4096):
        pass
END
ask check 05/asks -- python3 "$folder/fixed.py"
check 'a fixed answer does not pass the quiet runs' "1 2 of 5, with other data; question: another one" "$STATUS $(says '2 of 5, with other data; question: another one')"
sed 's/int(os.environ\["PORT"\])/7000/; s/b"question"/os.environ["QUESTION"].encode()/' "$folder/fixed.py" >"$folder/port.py"
ask check 05/asks -- python3 "$folder/port.py"
check 'a fixed port does not pass the quiet runs' '1 2 of 5, with other data' "$STATUS $(says '2 of 5, with other data')"

printf '%s\n' '#!/usr/bin/env python3' 'raise SystemExit(3)' >"$folder/ends.py"
chmod +x "$folder/ends.py"
ask check 05/asks -- "$folder/ends.py"
check 'how the program ended is told' '1 your program ended with 3' "$STATUS $(says 'your program ended with 3')"
{ cat "$PROJECT/tests/check/right.py" && echo 'raise SystemExit(4)'; } >"$folder/bad_end.py"
ask check 05/asks -- python3 "$folder/bad_end.py"
check 'a bad end is a line of its own' '1 not met your program ends with status 0' "$STATUS $(tr -s ' ' <<<"$SAID" | grep -oE 'not met your program ends with status 0')"
ask check 05/asks -- sh -c "echo {host} {port} \$HOST \$PORT; exit 1"
check 'host and port are in the command and in the environment' 'server 7000 server 7000' "$(says 'server 7000 server 7000')"
ask check 05/asks -- sh -c "echo {question} {{port} {none} {; exit 1"
check 'so is what else is given; other braces stay' 'question {7000 {none} {' "$(says 'question {7000 {none} {')"

# --- formats, read by others --------------------------------------------------------

# It prints what may break a format, and fails.
cat >"$folder/hostile.py" <<'END'
import os, sys
os.write(1, b"\x1b[31m]]>\"',<&\r\n\x00\xff\xfe # not ok\n1..0\n{\"a\":1}\n")
sys.exit(5)
END
hostile=(python3 "$folder/hostile.py")
for format in json csv junit tap gradescope text; do
  scripts/lab check 05/asks --format "$format" -- "${hostile[@]}" >"$folder/hostile.$format" 2>"$folder/said" </dev/null || :
done
check 'no format has a control character' '' "$(cat "$folder"/hostile.* | tr -d '\n\r\t -\377' | od -An -c | head -n 1)"
check 'JSON is read' 'not met 0 client connects' "$(python3 - "$folder/hostile.json" <<'END'
import json, sys
tree = json.load(open(sys.argv[1]))
print(tree["result"], tree["points"], tree["lines"][0]["text"])
END
)"
check 'CSV is read' '10 records of 7' "$(python3 - "$folder/hostile.csv" <<'END'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
print(len(rows), "records of", *{len(row) for row in rows})
END
)"
check 'JUnit is read' '9 tests, 1 failure' "$(python3 - "$folder/hostile.junit" <<'END'
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()[0]
cases = suite.findall("testcase")
assert len(cases) == int(suite.get("tests"))
print(len(cases), "tests,", len(suite.findall("testcase/failure")), "failure")
END
)"
check 'results.json of Gradescope is read' '0 of 10 failed' "$(python3 - "$folder/hostile.gradescope" <<'END'
import json, sys
results = json.load(open(sys.argv[1]))
tests = results["tests"]
print(results["score"], "of", sum(test["max_score"] for test in tests), *{test["status"] for test in tests})
END
)"
if has prove 'TAP is read'; then
  prove --exec cat "$folder/hostile.tap" >"$folder/prove" 2>&1 || :
  check 'TAP is read' 'Failed 9/9 subtests' "$(grep -oE 'Failed 9/9 subtests' "$folder/prove" || cat "$folder/prove")"
  scripts/lab check 05/asks --format tap -- "${RIGHT[@]}" >"$folder/right.tap" </dev/null 2>&1 || :
  check 'TAP of a right program is a success' 'Result: PASS' "$(prove --exec cat "$folder/right.tap" 2>&1 | tail -n 1)"
fi

# --- a class --------------------------------------------------------------------------

for student in ada 'b,"c"' =1+1 eve; do
  mkdir -p "$folder/class/$student"
  { echo '#!/usr/bin/env python3' && cat "$PROJECT/tests/check/right.py"; } >"$folder/class/$student/run.py"
  chmod +x "$folder/class/$student/run.py"
done
cp "$PROJECT/tests/check/wrong.py" "$folder/class/eve/run.py" # and may not be run: it is Python
STATUS=0
(cd "$folder" && exec "$OLDPWD/scripts/lab" check 05/asks --all 'class/*/run.py' --save marks) >"$folder/class.said" 2>&1 </dev/null || STATUS=$?
check 'a class with one who has not met it: 1' 1 "$STATUS"
check 'a line a student' 'met met met not met' "$(grep -oE '^  (not met|met) ' "$folder/class.said" | sort | xargs)"
check 'CSV has a record a student' "'=1+1 met|ada met|b,\"c\" met|eve not met" "$(python3 - "$folder/marks/marks.csv" <<'END'
import csv, sys
print("|".join(row["student"] + " " + row["result"] for row in csv.DictReader(open(sys.argv[1], newline=""))))
END
)"
check 'the ladders of those who have not are kept' 'eve marks.csv' "$(cd "$folder/marks" && echo *)"

# Names that no shell, terminal or list may take for something else.
plain=$folder/names
mkdir -p "$plain/one"
# shellcheck disable=SC2016  # a name, and no command
for student in -n $'new\nline' $'red\e[31m' '$(touch here)'; do
  mkdir -p "$plain/one/$student"
  printf '#!/bin/sh\nexit 1\n' >"$plain/one/$student/run"
  chmod +x "$plain/one/$student/run"
done
# What would be the mark of another one, or would never end.
{ echo '#!/usr/bin/env python3' && cat "$PROJECT/tests/check/right.py"; } >"$folder/class/ada/run"
chmod +x "$folder/class/ada/run"
mkdir "$plain/one"/{link,pipe,zero}
ln -s "$folder/class/ada/run" "$plain/one/link/run"
mkfifo "$plain/one/pipe/run"
ln -s /dev/zero "$plain/one/zero/run"
STATUS=0
timeout -k 5 200 scripts/lab check 05/asks --all "$plain/one/*/run" >"$folder/names.said" 2>&1 </dev/null || STATUS=$?
check 'a class has an end, whatever is handed in' 1 "$STATUS"
check 'each name has its record' "\$(touch here) not met|'-n not met|link cannot tell|new line not met|pipe cannot tell|red?[31m not met|zero cannot tell" \
  "$(sed -n '/^student,/,$s/^\([^,]*\),[^,]*,\([^,]*\),.*/\1 \2/p' "$folder/names.said" | sed 1d | tr -d '\r' | paste -sd '|')"
check 'a link to another one is said' 'run is a link that leads out of its folder' "$(grep -om 1 'run is a link that leads out of its folder' "$folder/names.said" || cat "$folder/names.said")"
check 'no name reaches the terminal as it is' '' "$(tr -d '\n\r\t -~' <"$folder/names.said" | od -An -c | head -n 1)"

# Programs of one folder do not see each other.
mkdir "$plain/flat"
cp "$folder/class/ada/run" "$plain/flat/ada.py"
printf '#!/bin/sh\nexec python3 ada.py\n' >"$plain/flat/eve.sh"
timeout -k 5 200 scripts/lab check 05/asks --all "$plain/flat/*" >"$folder/flat.said" 2>&1 </dev/null || :
check 'programs that share a folder do not read each other' 'ada met eve not met' \
  "$(sed -n '/^student,/,$s/^\([^,]*\),[^,]*,\([^,]*\),.*/\1 \2/p' "$folder/flat.said" | sed 1d | xargs)"

# A run that could not write its report whole, as on a full disk.
mkdir -p "$folder/cut"/{ada,bob,eve}/0
printf '{"exercise":"x","te' >"$folder/cut/ada/0/report"
: >"$folder/cut/bob/0/report"
printf '%s\n' "play.sh: line 3: frobnicate: command not found" 'FAILED' >"$folder/cut/eve/0/errors"
STATUS=0
SAID=$("$PROJECT/$BUILD/labs/00_instruments/grade" --class "$folder/cut" --exercise x --format csv) || STATUS=$?
check 'of a run without a whole report one cannot tell, and the class has its marks' '77 3' "$STATUS $(grep -c ',cannot tell,' <<<"$SAID")"
check 'what bash said of a play is told' 'frobnicate: command not found; FAILED' "$(says 'frobnicate: command not found; FAILED')"

# The play waits for a step of the server, which the program's end has made impossible.
SAID=$("$PROJECT/scripts/lab" check 12/full_window -- false </dev/null || :)
check 'a program that ends without a connection is not waited for' "did not come to the step 'accepted'" \
  "$(tr -s ' \n' ' ' <<<"$SAID" | grep -oE "did not come to the step 'accepted'( within)?")"
check 'a program that ends without a connection gets a hint' 'hint Which host, and which port?' \
  "$(tr -s ' ' <<<"$SAID" | grep -oE 'hint Which host, and which port\?')"

# --- watch ----------------------------------------------------------------------------

cp "$folder/ends.py" "$folder/watched.py"
LAB_QUIET_RUNS=1 converse watch scripts/lab check 05/asks --watch -- python3 "$folder/watched.py"
await_line watch 'is watched' || :
check 'watch plays at once' 'watched.py is watched' "$(grep -o "watched.py is watched" <<<"$LINE" || echo "$LINE")"
printf h >&"${TO[watch]}"
await_line watch 'hint ' || :
check 'h tells a hint' '  hint      Which host, and which port? They are in the environment.' "$LINE"
printf l >&"${TO[watch]}"
await_line watch 'listens on' || :
check 'l shows the ladder' 'listens on 192.0.2.2:7000' "$(grep -oE 'listens on 192.0.2.2:7000' <<<"$LINE" || echo "$LINE")"
cp "$PROJECT/tests/check/right.py" "$folder/watched.py"
await_line watch 'of 10 points' || :
check 'it plays again when the file has changed' 'met: 10 of 10 points' "$LINE"
printf q >&"${TO[watch]}"
in_time has_ended "${STARTED[-1]}" || :
check 'q ends it' ended "$(has_ended "${STARTED[-1]}" && echo ended)"

# --- its end ----------------------------------------------------------------------------

# Ctrl-C: all that it has begun ends with it. A shell would let it ignore that.
cat >"$folder/group.py" <<'END'
import os, signal, sys
os.setsid()
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
END
python3 "$folder/group.py" scripts/lab check 05/asks -- sleep 3456.789 >"$folder/said" 2>&1 </dev/null &
group=$!
STARTED+=("-$group")
sleeps() { # the program itself, and no command line that names it
  local file line
  for file in /proc/[0-9]*/cmdline; do
    IFS= read -r -d '' line 2>/dev/null <"$file" || continue
    [[ $line != sleep ]] || [[ $(tr '\0' ' ' 2>/dev/null <"$file") != 'sleep 3456.789 ' ]] || return 0
  done
  return 1
}
in_time sleeps || :
check 'a program runs until Ctrl-C' runs "$(sleeps && echo runs)"
kill -INT -- "-$group"
STATUS=0
wait "$group" || STATUS=$?
no_sleep() { ! sleeps; }
check 'Ctrl-C ends it and its programs' '130 nothing is left' "$STATUS $(in_time no_sleep && echo nothing is left)"
