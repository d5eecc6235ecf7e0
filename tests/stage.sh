#!/usr/bin/env bash
# The stage: what it says when a play goes wrong, that it leaves nothing behind,
# and that netstat tells it what ss does. By tiny plays, most of whose programs
# are a line of bash.
source "${BASH_SOURCE[0]%/*}/lib.sh"
export LAB_LOOPBACK=1 LAB_DEADLINE=2

# A lab "tiny" beside the real ones, which can start bash; and "bin", which has
# every command but ss.
ln -s "$PWD"/* "$folder"
rm "$folder/labs" "$folder/build"
mkdir -p "$folder"/{bin,tmp,labs/tiny,build/labs/tiny}
ln -s "$PWD/$BUILD"/labs/* "$folder/build/labs"
ln -s "$(type -P bash)" "$folder/build/labs/tiny/bash"
echo '== here' >"$folder/here"
IFS=: read -ra paths <<<"$PATH"
for path in "${paths[@]}"; do
  ln -s "$path"/* "$folder/bin" 2>/dev/null || :
done
rm -f "$folder/bin/ss"
export BUILD=build TMPDIR=$folder/tmp

# Writes a play, which comes on standard input; it becomes line 3 and following.
write_play() { # NAME
  {
    printf '%s\n' '#!/usr/bin/env bash' "source '$folder/scripts/stage.sh'"
    cat
  } >"$folder/labs/tiny/$1.sh"
  chmod +x "$folder/labs/tiny/$1.sh"
}

# Prints what the play prints, and its status.
play() { # NAME ARGS ...
  local status=0
  # Who starts the tests in the background has them ignore Ctrl-C.
  env --default-signal=INT "$folder/labs/tiny/$1.sh" "${@:2}" 2>&1 </dev/null || status=$?
  echo "(status $status)"
}

# --- what goes wrong --------------------------------------------------------

# The scene, whose first line is line 4, must fail with that message.
fails() { # SENTENCE MESSAGE
  local name=${1//[^a-z]/_}
  { echo "scene tiny 'Tiny.'" && cat; } | write_play "$name"
  check "fails when $1" "FAILED  tiny, $2"$'\n''(status 1)' \
    "$(play "$name" | tail -n 2 | sed -E '
      s/ [0-9.]+sec$/ TIME/
      /call|wait|held/s/([a-z])\([^ )'\''][^)'\'']*\)( = [0-9]+)?/\1(...)/g
      s/, killed by .*//')"
}

fails 'a program ends before its step' "line 5: actor ended (3) before the step 'late'" <<'END' &
start actor on client bash -c 'echo == early; exit 3'
go_on actor late
finish
END
# What a play has made for itself it removes by a trap, also when its scene fails.
write_play removes <<'END'
trap 'rm "$TMPDIR/made"' EXIT
touch "$TMPDIR/made"
scene tiny 'Tiny.'
start actor on client bash -c 'echo == early; exit 3'
go_on actor late
finish
END
check 'lets a play that fails remove what it has made' "FAILED  tiny, line 7: actor ended (3) before the step 'late'
(status 1)" "$(play removes | tail -n 2)$(find "$TMPDIR" -name made)"
fails 'a program never comes to its step' "line 5: actor did not come to the step 'never' within 2 s" <<'END' &
start actor on client bash -c 'echo == early; read; exec sleep 100'
go_on actor never
finish
END
fails 'a program is killed before its step' "line 5: actor ended (SIGSEGV) before the step 'late'" <<'END' &
start actor on client bash -c 'kill -SEGV $$'
go_on actor late
finish
END
fails 'a program prints something else' "line 5: actor did not print 'that'" <<'END' &
start actor on client bash -c 'echo this; echo == here; read'
printed actor that
finish
END
fails 'a program prints it too early' "line 6: actor did not print 'this'" <<'END' &
start actor on client bash -c 'echo this; echo that; echo == here; read'
printed actor that
printed actor this
finish
END
fails 'a program prints nothing' "line 5: actor did not print 'that'" <<'END' &
start actor on client bash -c 'exec sleep 100'
printed actor that
finish
END
fails 'a program is blocked in another call' 'line 6: server did not come to a wait in recv() within 2 s' <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
blocks server recv
finish
END
fails 'a program works in that call and does not wait' 'line 5: actor did not come to a wait in recv() within 2 s' <<'END' &
start actor on client bash -c 'printf "recv(fd)"; while :; do :; done'
blocks actor recv
finish
END
fails 'a program ends where it should wait' 'line 5: actor ended (0) before a wait in recv()' <<'END' &
start actor on client bash -c 'echo "recv(fd) = 0"'
blocks actor recv
finish
END
fails 'a program exits with another status' 'line 5: actor ended with 3, not 0' <<'END' &
start actor on client bash -c 'exit 3'
exits actor 0
finish
END
fails 'a program exits with 0 and should not' 'line 5: actor ended with 0, not SIGPIPE' <<'END' &
start actor on client bash -c 'echo done'
exits actor SIGPIPE
finish
END
fails 'a program is ended by a signal' 'line 5: actor ended with SIGPIPE, not 0' <<'END' &
start actor on client bash -c 'kill -PIPE $$'
exits actor 0
finish
END
fails 'a program does not end' 'line 5: actor did not end within 2 s' <<'END' &
start actor on client bash -c 'exec sleep 100'
exits actor 0
finish
END
fails 'a program exits with another status at the end' 'line 5: actor ended with 4, not 0' <<'END' &
start actor on client bash -c 'exit 4'
finish
END
fails 'a program does not end at the end' 'line 5: actor did not end within 2 s' <<'END' &
start actor on client bash -c 'exec sleep 100'
finish
END
fails 'Ctrl-C does not end a program with 0' 'line 6: actor ended with SIGINT, not 0' <<'END' &
start actor on client bash -c "exec tail -f $STAGE_ROOT/here"
go_on actor here
interrupt actor
finish
END
fails 'the states are others' 'line 8: the server is ESTAB, not CLOSE-WAIT' <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client connected
states ESTAB CLOSE-WAIT
finish
END
fails 'there is a connection more than named' 'line 10: 1 connection(s) named, 2 seen' <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client connected
start another on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on another connected
states ESTAB ESTAB
finish
END
fails 'other bytes are unread' 'line 8: server has 5 bytes unread, not 6' <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client sent
unread server 6
finish
END
fails 'a timer is another' "line 11: client has no timer 'timewait 7'" <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
run_free server
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client closed
states TIME-WAIT gone
timer client 'timewait 5'
timer client 'timewait 7'
finish
END
fails 'there is a timer' 'line 11: client has a timer: TIME-WAIT timewait TIME' <<'END' &
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
run_free server
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
timer client none
go_on client closed
states TIME-WAIT gone
timer client none
finish
END
fails 'a program says a line without an end' 'line 5: actor says more than 1 MiB' <<'END' &
start actor on client bash -c 'head -c 100000000 /dev/zero | tr "\0" x; read'
go_on actor never
finish
END
fails 'a program never stops talking' 'line 5: actor says more than 1 MiB' <<'END' &
start actor on client bash -c 'exec yes "$(printf %0500d 1)"'
go_on actor never
finish
END
fails 'a program does not read what is typed' 'line 5: actor did not read its input within 2 s' <<'END' &
start actor on client bash -c 'exec sleep 100'
types actor "$(printf %0100000d 1)"
finish
END
fails 'two programs have one name' "line 5: a program that is called 'actor' has not ended" <<'END' &
start actor on client bash -c 'exec sleep 100'
start actor on client bash -c 'exit 0'
finish
END
fails 'a state has no partner' "line 4: states takes pairs CLIENT SERVER, not 'ESTAB'" <<'END' &
states ESTAB
finish
END
fails 'a program does not exist' "line 4: $folder/build/labs/tiny/nothing is not there: run make" <<'END' &
start actor on client nothing
finish
END
echo 'no program' >"$folder/build/labs/tiny/text"
cp "$folder/build/labs/tiny/text" "$folder/build/labs/tiny/wrong"
chmod +x "$folder/build/labs/tiny/wrong"
fails 'a program may not be run' \
  "line 4: $folder/build/labs/tiny/text cannot be run: Permission denied" <<'END' &
start actor on client text
finish
END
fails 'a program is none' "line 4: $folder/build/labs/tiny/wrong cannot be run: Exec format error" <<'END' &
start actor on client wrong
finish
END
fails 'an argument is missing' "line 5: go_on NAME STEP, not 'actor'" <<'END' &
start actor on client bash -c 'exec sleep 100'
go_on actor
finish
END
fails 'there is one argument too many' "line 5: go_on NAME STEP, not 'actor step one'" <<'END' &
start actor on client bash -c 'exec sleep 100'
go_on actor step one
finish
END
fails 'finish has an argument' "line 5: finish, not 'actor'" <<'END' &
start actor on client bash -c 'exec sleep 100'
finish actor
END
fails 'the play makes a mistake' 'line 4: the play ended with 1, behind this line' <<'END' &
say word
false
finish
END
fails 'the play sets a deadline that is none' "line 4: DEADLINE is a number of seconds, not 'abc'" <<'END' &
DEADLINE=abc say word
finish
END
fails 'a host does not exist' "line 4: start NAME on client|server PROGRAM, not 'actor on moon bash'" <<'END' &
start actor on moon bash
finish
END
fails 'a name was not given to any program' "line 4: no program is called 'nobody'" <<'END' &
go_on nobody here
finish
END
fails 'a scene has no finish before the next' 'line 4: the scene has no finish' <<'END' &
scene next 'Next.'
finish
END
fails 'the last scene has no finish' 'line 4: the scene has no finish' <<'END' &
say word
END

# Programs under calls: bash makes sockets, too.
# shellcheck disable=SC2016  # for the bash in there
tcp='exec 3<>"/dev/tcp/$0/$1"; echo connected'
fails 'a command does not exist' "line 4: there is no program 'nothing', or it may not be run" <<'END' &
start actor on client -- nothing
finish
END
fails 'a path is no program' "line 4: there is no program './nothing', or it may not be run" <<'END' &
start actor on client -- ./nothing
finish
END
fails 'a command is missing' "line 4: start NAME on HOST [OPTION ...] -- COMMAND, not 'actor on client --'" <<'END' &
start actor on client --
finish
END
fails 'a program ends before its call' \
  "line 5: actor ended (3) before the call 'close(': it has made no call on a socket" <<'END' &
start actor on client -- bash -c 'exit 3'
go_on actor 'close('
finish
END
fails 'a program makes other calls' \
  "line 7: actor ended (SIGKILL) before the call 'listen(': it made socket(...), connect(...)" <<END &
start server on server 01_echo/echo_server --host "\$SERVER" --port "\$PORT"
go_on server listening
start actor on client -- bash -c '$tcp; kill -KILL \$\$' "\$SERVER" "\$PORT"
go_on actor 'listen('
finish
END
fails 'a program never makes its second call' \
  "line 7: actor did not come to the call 'connect( #2' within 2 s: its last call was connect(...)" <<END &
start server on server 01_echo/echo_server --host "\$SERVER" --port "\$PORT"
go_on server listening
start actor on client -- bash -c '$tcp; exec sleep 100' "\$SERVER" "\$PORT"
go_on actor 'connect( #2'
finish
END
fails 'a program is blocked in another call, under calls' \
  'line 7: actor did not come to a wait in recv() within 2 s: it is in read(...)' <<END &
start server on server 01_echo/echo_server --host "\$SERVER" --port "\$PORT"
go_on server listening
start actor on client -- bash -c '$tcp; read -r -N 1 -u 3' "\$SERVER" "\$PORT"
blocks actor recv
finish
END
fails 'a program is held where it should print' \
  "line 8: actor did not print 'connected': it is held before connect(...)" <<END &
start server on server 01_echo/echo_server --host "\$SERVER" --port "\$PORT"
go_on server listening
start actor on client -- bash -c '$tcp' "\$SERVER" "\$PORT"
go_on actor 'connect('
printed actor connected
finish
END
fails 'a call is awaited of a program with steps' \
  "line 5: actor was started without --: it waits at its steps, not before the call 'close('" <<'END' &
start actor on client bash -c 'exec sleep 100'
go_on actor 'close('
finish
END
fails 'a call has no number' "line 5: 'close( #0' is no call, as in 'close( #2'" <<'END' &
start actor on client -- bash -c 'exec sleep 100'
hold actor 'close( #0'
finish
END
fails 'a program does not listen' 'line 5: actor does not listen within 2 s' <<'END' &
start actor on client -- bash -c 'exec sleep 100'
listens actor
finish
END
fails 'a program ends and does not listen' 'line 5: actor ended (0) before it listened' <<'END' &
start actor on client bash -c 'exit 0'
listens actor
finish
END
wait # each of these plays took its time, and all took it at once

write_play killed <<'END'
scene tiny 'Tiny.'
say word
kill -KILL $$
END
check 'says that the play was killed' \
  $'FAILED  tiny, line 4: the play ended with 137, behind this line\n(status 137)' \
  "$(play killed | tail -n 2)"

write_play shows <<'END'
scene tiny 'Tiny.'
start actor on client bash -c 'echo "read(fd) = 1"; echo "== here"; read; printf "read(fd)"; exec sleep 100'
go_on actor here
exits actor 0
finish
END
check 'shows what was printed, and the call that has begun, before it fails' \
  "tiny: Tiny.

actor     read(fd) = 1
actor     == here
actor     read(fd) ...
FAILED  tiny, line 6: actor did not end within 2 s
(status 1)" "$(play shows)"

write_play waiting <<'END'
scene tiny 'Tiny.'
start actor on client bash -c 'printf "recv(fd)"; read; printf "\nclose(fd) = 0\nrecv(fd) = 0\n"'
blocks actor recv
run_free actor
exits actor 0
finish
END
check 'shows a call that waits once, though another one begins meanwhile' 'tiny: Tiny.

actor     recv(fd) ...
actor     close(fd) = 0
actor     recv(fd) = 0
(status 0)' "$(play waiting)"

write_play called <<'END'
scene tiny 'Tiny.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
listens server
start actor on client -- bash -c 'exec 3<>"/dev/tcp/$0/$1"; echo == connected; read -r; exec 3<&- 3>&-' "$SERVER" "$PORT"
hold actor 'close('
go_on server accepted
blocks server recv
states ESTAB ESTAB
go_on actor 'close('
states ESTAB ESTAB
exits actor 0
states FIN-WAIT-2 CLOSE-WAIT
finish

scene none 'None.'
needs bash nothing
say word
finish
END
check 'holds a program before its call, which comes after its step' 'status 0' \
  "$(play called | tee "$folder/called" | tail -n 1 | tr -d '()')$(! grep FAILED "$folder/called")"
check 'skips a scene whose program is not there' \
  'SKIPPED  none: there is no nothing: install it' "$(grep SKIPPED "$folder/called")"

# --- scenes -----------------------------------------------------------------

write_play scenes <<'END'
scene first 'The first.'
say one
finish

scene second "It's the second."
say two
finish

scene third 'The third.'
skip 'no third today'
start actor on client nothing
finish
END
first=$'first: The first.\n\n# one'
second=$'second: It\'s the second.\n\n# two'
third=$'third: The third.\n\nSKIPPED  third: no third today'
check 'plays all scenes' "$first"$'\n\n'"$second"$'\n\n'"$third"$'\n(status 0)' "$(play scenes)"
check 'plays the scenes that are asked for' "$first"$'\n\n'"$second"$'\n(status 0)' \
  "$(play scenes second first)"
check 'ends with 77 when all was skipped' "$third"$'\n(status 77)' "$(play scenes third)"
list=$'  first              The first.\n  second             It\'s the second.\n  third              The third.'
check 'lists its scenes' "$list"$'\n(status 0)' "$(play scenes --list)"
mkdir -p "$folder/labs/tiny/expected"
printf '%s\n' 'server call socket' 'quick 0ms server call bind' 'never server call bind' \
  >"$folder/labs/tiny/expected/late.ladder"
write_play late <<'END'
scene late 'Late.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
interrupt server
finish
END
check 'skips a scene that the machine was too slow for, and says it' \
  $'SKIPPED  late: this machine was too slow\n(status 77)' \
  "$(play late | sed -n 's/\(too slow\):.*/\1/; /^SKIPPED\|^(status/p')"

write_play slow <<'END'
scene first 'The first.'
say one
finish

slow_scene second 'The second.'
say "two, within $DEADLINE s"
finish
END
check 'plays no slow scene by itself' $'first: The first.\n\n# one\n(status 0)' "$(play slow)"
check 'plays a slow scene that is asked for, and gives it time' \
  $'second: The second.\n\n# two, within 150 s\n(status 0)' "$(play slow second)"
check 'lists no slow scene' $'  first              The first.\n(status 0)' "$(play slow --list)"
for name in fourth firs '.*' ''; do
  check "refuses the scene '$name', which is not there" \
    "tiny: there is no scene '$name'; these are:"$'\n'"$list"$'\n(status 2)' "$(play scenes "$name")"
done
check 'refuses an option that there is not' \
  $'tiny: '"'--stop'"$' is not an option; these are: --step --step-wire --predict --queues --save FOLDER --list --help\n(status 2)' \
  "$(play scenes --stop)"

for deadline in 0 abc -1 1.5 1000000 ' 5'; do
  check "refuses the deadline '$deadline'" \
    "tiny: LAB_DEADLINE is a number of seconds from 1 to 999999, not '$deadline'"$'\n(status 2)' \
    "$(LAB_DEADLINE=$deadline play scenes first)"
done
cannot_come='which cannot come: standard input is closed, or /dev/null'
check 'refuses --step where Enter cannot come' "tiny: --step waits for Enter, $cannot_come"$'\n(status 2)' \
  "$(play scenes --step)"
check 'refuses --step-wire where no key can come' \
  "tiny: --step-wire waits for keys, $cannot_come"$'\n(status 2)' "$(play scenes --step-wire)"
check 'refuses --step with standard input closed' "tiny: --step waits for Enter, $cannot_come" \
  "$("$folder/labs/tiny/scenes.sh" --step 2>&1 <&- || :)"

# --- Enter before each line -------------------------------------------------

# Waits until the end of a file is that text.
await() { # FILE TEXT
  local until=$((SECONDS + 10))
  until [[ $(cat "$1" 2>/dev/null) == *"$2" ]]; do
    ((SECONDS < until)) || { echo "$(<"$1")" && echo "failed stage: it did not print '$2'" && exit 1; }
    rest
  done
}
rest() { read -r -t 0.02 -u "$never" || :; }
exec {never}<> <(:)

write_play stepped <<'END'
scene tiny 'Tiny.'
start actor on client bash -c 'echo == here; read; echo == there; read || :'
go_on actor here
go_on actor there
printed actor here
say done
finish
END
mkfifo "$folder/keys"
"$folder/labs/tiny/stepped.sh" --step <"$folder/keys" >"$folder/stepped" 2>&1 &
stepped=$!
exec {keys}<>"$folder/keys"
start="> start actor on client bash -c 'echo == here; read; echo == there; read || :'"
await "$folder/stepped" "$start"
echo >&"$keys"
await "$folder/stepped" '> go_on actor here'
echo >&"$keys"
await "$folder/stepped" '> go_on actor there'
exec {keys}>&-
status=0
wait "$stepped" || status=$?
check 'waits for Enter before each line, which stands alone, and at the end of input for nothing' \
  "Each line of the play waits for Enter.

tiny: Tiny.

$start
> go_on actor here
actor     == here
> go_on actor there
actor     == there
# done
status 0" "$(cat "$folder/stepped" && echo "status $status")"

# --- colour -----------------------------------------------------------------

escape=$'\e'
has_colour() { grep -q "$escape" && echo colour || echo plain; }
check 'has no colour when it is piped' plain "$(TERM=xterm play scenes | has_colour)"
on_terminal() { TERM=xterm script -qec "$folder/labs/tiny/scenes.sh" /dev/null </dev/null; }
check 'has colour on a terminal' colour "$(on_terminal | has_colour)"
check 'has no colour on a terminal with NO_COLOR' plain "$(NO_COLOR=1 on_terminal | has_colour)"

# --- nothing is left behind -------------------------------------------------

# A process that runs: a dead one may wait for somebody to notice.
runs() { # PID
  local stat
  read -r stat 2>/dev/null <"/proc/$1/stat" && [[ ${stat##*) } != Z* ]]
}

# Programs that do not end by themselves: they ignore signals and end of input.
write_play stubborn <<'END'
scene tiny 'Tiny.'
start one on client bash -c 'mktemp >/dev/null; trap "" INT TERM HUP; echo "pid $$"; echo == up; exec sleep 1000'
start two on server bash -c 'trap "" INT TERM HUP; echo "pid $$"; echo == up; exec sleep 1000'
go_on one up
go_on two up
say ready
exits one 0
finish
END
while read -r signal target expected sentence; do
  mkdir "$folder/tmp.$signal"
  set -m # a process group of its own, as a terminal gives it
  TMPDIR=$folder/tmp.$signal LAB_DEADLINE=20 env --default-signal "$folder/labs/tiny/stubborn.sh" >"$folder/$signal" 2>&1 &
  play=$!
  set +m
  await "$folder/$signal" '# ready'
  pids=$(sed -n 's/^.* pid //p' "$folder/$signal")
  left=''
  for pid in $pids; do runs "$pid" || left="not even begun "; done
  kill -s "$signal" -- "${target/PLAY/$play}"
  status=0
  wait "$play" 2>/dev/null || status=$?
  until=$((SECONDS + 5))
  for pid in $pids; do
    while runs "$pid" && ((SECONDS < until)); do rest; done
    ! runs "$pid" || left+="$pid "
  done
  [[ $signal == KILL ]] || left+=$(ls "$folder/tmp.$signal") # else nobody tidies up
  check "$sentence" "status $expected, of 2 programs left: " "status $status, of $(wc -w <<<"$pids") programs left: $left"
done <<'END'
INT -PLAY 130 leaves neither program nor file behind at Ctrl-C
TERM PLAY 143 leaves neither program nor file behind when it is terminated
HUP -PLAY 129 leaves neither program nor file behind when its terminal goes away
KILL PLAY 137 leaves no program behind when it is killed
END

write_play forks <<'END'
scene tiny 'Tiny.'
start actor on client bash -c 'sleep 1000 & echo "pid $!"; echo == up; read'
go_on actor up
exits actor 0
finish
END
pid=$(play forks | sed -n 's/^actor *pid //p')
until=$((SECONDS + 5))
while runs "${pid:-none}" && ((SECONDS < until)); do rest; done
left=ended
[[ -n $pid ]] || left='not even begun'
! runs "${pid:-none}" || { kill "$pid" && left=runs; }
check 'leaves no child of a program that has ended behind' ended "$left"

# --- a disk that is full ----------------------------------------------------

mkdir "$folder/saved"
ln -s /dev/full "$folder/saved/kept.trace"
write_play kept <<'END'
scene kept 'Kept.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server listening
interrupt server
say played
finish
END
check 'says once that the trace cannot be saved, and plays on' \
  $'stage: the trace cannot be saved: No space left on device\n# played\n(status 0)' \
  "$(play kept --save "$folder/saved" | grep -e saved -e '^#' -e status)"

rm "$folder/saved/kept.trace"
play kept --save "$folder/saved" >"$folder/said_kept"
check 'keeps a trace that begins with its version, and then has what happened' 'trace call' \
  "$(sed -n '1,2s/.*"event":"\([a-z]*\)".*/\1/p' "$folder/saved/kept.trace" | paste -sd ' ')"

# --- descriptors that are closed --------------------------------------------

check 'says that standard output is closed' 'scenes.sh: standard output is closed (status 1)' \
  "$({ "$folder/labs/tiny/scenes.sh" first 2>&1 >&- </dev/null || echo "(status $?)"; } | paste -sd " ")"

# --- ports and connections --------------------------------------------------

write_play meeting <<'END'
scene tiny 'Tiny.'
say "port $PORT"
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT" --clients 1
go_on server listening
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client sent
unread server 5
states ESTAB ESTAB
go_on server received
blocks server recv
go_on client closed
go_on server 'client ended'
states FIN-WAIT-2 CLOSE-WAIT
finish
states TIME-WAIT gone
END
export LAB_DEADLINE=10
for i in {1..4}; do play meeting >"$folder/meeting.$i" & done
wait
check 'finds a port of its own for each of 4 plays at once' '4 ports, 4 good' \
  "$(sort -u <(grep -h '^# port' "$folder"/meeting.*) | wc -l) ports, $(grep -lx '(status 0)' "$folder"/meeting.* | wc -l) good$(
    grep -h FAILED "$folder"/meeting.* || :)"

if type -P netstat >/dev/null; then
  # Ports and times differ from run to run.
  masked() { sed -E 's/:[0-9]{5}/:PORT/g; s/[0-9.]+(sec|ms)$/TIME/; s/port [0-9]*/port/'; }
  check 'shows by netstat what it shows by ss' "$(masked <"$folder/meeting.1")" \
    "$(PATH=$folder/bin play meeting | masked)"
else
  echo 'skipped stage shows by netstat what it shows by ss: netstat is missing'
fi

check 'leaves no file behind' '' "$(ls -A "$TMPDIR")"
