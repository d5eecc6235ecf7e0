#!/usr/bin/env bash
# The stage in the two-host world: a scene that cannot go on says why; whatever
# ends a play leaves nothing behind; and what a scene costs.
source "${BASH_SOURCE[0]%/*}/lib.sh"
if ! reason=$(scripts/two_hosts.sh --check); then
  echo "skipped the stage in the two-host world: $reason"
  exit 0
fi

# A lab "tiny" beside the real ones.
ln -s "$PWD"/* "$folder"
rm "$folder/labs" "$folder/build"
mkdir -p "$folder"/{tmp,labs/tiny,build/labs/tiny}
ln -s "$PWD/$BUILD"/labs/* "$folder/build/labs"
ln -s "$(type -P bash)" "$folder/build/labs/tiny/bash"
export BUILD=build TMPDIR=$folder/tmp LAB_DEADLINE=5

# Writes a play, which comes on standard input; it becomes line 4 and following.
write_play() { # NAME
  {
    printf '%s\n' '#!/usr/bin/env bash' "source '$folder/scripts/stage.sh'" "scene tiny 'Tiny.'"
    cat
  } >"$folder/labs/tiny/$1.sh"
  chmod +x "$folder/labs/tiny/$1.sh"
}

# --- what goes wrong --------------------------------------------------------

fails() { # SENTENCE MESSAGE
  local name=${1//[^a-z]/_} status=0
  write_play "$name"
  timeout 20 "$folder/labs/tiny/$name.sh" >"$folder/$name" 2>&1 </dev/null || status=$?
  check "fails when $1" "FAILED  tiny, $2 (status 1)" "$(tail -n 1 "$folder/$name") (status $status)"
}

server="start server on server 01_echo/echo_server --host \"\$SERVER\" --port \"\$PORT\""
fails 'a rule is wrong, with the words of the wire' \
  "line 4: wire: --rule: 'drop klient FIN', column 6: expected client or server, not 'klient'" <<END
wire --rule 'drop klient FIN'
say nothing
$server
finish
END
fails 'an option of the wire is wrong' \
  "line 4: wire: --delay takes a time such as 300ms or 2s, not 'soon'" <<END
wire --delay soon
$server
finish
END
# shellcheck disable=SC2016  # for the play
kill_wire='for process in /proc/[0-9]*; do
  [[ $(readlink "$process/exe") != */wire ]] || kill -KILL "${process#/proc/}"
done'
fails 'the wire dies while the play does something else' \
  'line 5: the wire ended (SIGKILL) before the scene' <<END
$server
go_on server listening
$kill_wire
read -r -t 10 <> <(:) || :
finish
END
fails 'the wire dies while the play waits' 'line 6: the wire ended (SIGKILL) before the scene' <<END
$server
go_on server listening
run_on client bash -c '$kill_wire; exec sleep 100'
finish
END
fails 'a command does not end' 'line 4: sleep did not end within 5 s' <<'END'
run_on client sleep 100
finish
END
mkdir -m 000 "$folder/closed" # an ordinary user may not even look there
PATH+=:$folder/closed fails 'a command is not there' 'line 4: no-such-command cannot be run: No such file or directory' <<'END'
run_on client no-such-command
finish
END
fails 'a host is none' "line 4: HOST is client or server, not 'moon'" <<'END'
tune moon tcp_fin_timeout 1
finish
END
fails 'a sysctl is none' 'line 4: client has no sysctl net.ipv4.tcp_nothing, or not with the value 5' <<'END'
tune client tcp_nothing 5
finish
END

fails 'a counter has moved by another number' \
  'line 5: on the server TCPAbortOnClose has moved by 0, not 1' <<'END'
DEADLINE=1
counters server TCPAbortOnClose 1
finish
END
fails 'a counter has not moved' 'line 5: on the server ListenDrops has moved by 0, not some' <<'END'
DEADLINE=1
counters server SyncookiesSent 0 ListenDrops some
finish
END
fails 'a counter is none' "line 4: the kernel of the server has no counter 'ListenDrop'" <<'END'
counters server ListenDrop 1
finish
END
fails 'a counter has no number' "line 4: counters takes HOST and pairs NAME NUMBER, not 'server ListenDrops'" <<'END'
counters server ListenDrops
finish
END

# --- what ends a play -------------------------------------------------------

# The processes of a play: each has its mark in its environment.
marked() { # MARK
  grep -lzs "^STAGE_TEST=$1\$" /proc/[0-9]*/environ || :
}

# Until the file has that text, or the play has ended.
await() { # FILE TEXT
  local until=$((SECONDS + 10))
  until grep -qsF "$2" "$1" || ((SECONDS >= until)); do rest; done
}

write_play long <<END
[[ -z \${LAB_WORLD:-} ]] || mktemp >/dev/null
$server
go_on server listening
start client on client bash -c 'trap "" INT TERM HUP; echo == up; exec sleep 1000'
go_on client up
say ready
exits client 0
END

# What is left of a play that is told to end when it has printed TEXT, or at once.
end_at() { # SIGNAL TARGET TEXT
  local mark=$$-$RANDOM play status=0 left until began
  set -m # a process group of its own, as a terminal gives it
  STAGE_TEST=$mark env --default-signal "$folder/labs/tiny/long.sh" --save "$folder/saved" >"$folder/out" 2>&1 &
  play=$!
  set +m
  if [[ $3 == world ]]; then
    until=$((SECONDS + 10)) # two_hosts.sh is at work
    until [[ $(marked "$mark" | wc -l) -ge 3 ]] || ((SECONDS >= until)); do :; done
  else
    await "$folder/out" "$3"
  fi
  began=${EPOCHREALTIME/[.,]/}
  kill -s "$1" -- "${2/PLAY/$play}"
  wait "$play" 2>/dev/null || status=$?
  (((${EPOCHREALTIME/[.,]/} - began) / 1000 < 1000)) || status+=' late'
  until=$((SECONDS + 5))
  until left=$(marked "$mark") && [[ -z $left ]] || ((SECONDS >= until)); do rest; done
  echo "status $status, left: $left$(ls -A "$TMPDIR")$(grep -l "$mark" /proc/[0-9]*/mountinfo 2>/dev/null || :)"
}

while IFS='|' read -r signal target text status sentence; do
  check "$sentence" "status $status, left: " "$(end_at "$signal" "$target" "$text")"
done <<'END'
INT|-PLAY|world|130|leaves nothing at Ctrl-C while its world is made
INT|-PLAY|ready|130|leaves nothing at Ctrl-C in a scene
TERM|PLAY|world|143|leaves nothing when it is terminated while its world is made
TERM|PLAY|ready|143|leaves nothing when it is terminated in a scene
HUP|PLAY|ready|129|leaves nothing when its terminal goes away
KILL|PLAY|world|137|leaves nothing when it is killed while its world is made
KILL|PLAY|ready|137|leaves nothing when it is killed in a scene
END

write_play page <<END
$server
go_on server listening
interrupt server
finish
END
"$folder/labs/tiny/page.sh" --save "$folder/saved" >/dev/null
check '--save keeps a page that plays the scene' '1 <title>tiny: Tiny' \
  "$(grep -c '"text":"listen(' "$folder/saved/tiny.html") $(grep -om 1 '<title>tiny: Tiny' "$folder/saved/tiny.html")"

# Ctrl-C in a terminal, where Enter is for the play and other keys are for the wire.
# `script` is the terminal; it says the status, and whether the terminal is as it
# was.
write_play keys <<END
$server
go_on server listening
start client on client 01_echo/echo_client --host "\$SERVER" --port "\$PORT"
go_on client connected
say over
finish
END
cat >"$folder/terminal" <<END
before=\$(stty -a)
"$folder/labs/tiny/keys.sh" --step --step-wire
status=\$?
[[ \$(stty -a) == "\$before" ]] && echo "status \$status, terminal as before"
END
press() { # KEYS UNTIL: waits for that on the screen
  printf '%s' "$1" >&"$keys"
  [[ -z $2 ]] || await "$folder/screen" "$2"
}
if type -P script >/dev/null; then
  for at in 'start server' 'go_on client connected' held; do
    mkfifo "$folder/keys"
    TERM=dumb SHELL=$BASH script -qefc "env --default-signal $BASH $folder/terminal" "$folder/screen" \
      <"$folder/keys" >/dev/null 2>&1 &
    terminal=$!
    exec {keys}<>"$folder/keys"
    await "$folder/screen" '> start server'
    case $at in
      'go_on client connected') press $'\n' 'go_on server' && press $'\n' 'start client' && press $'\n' "$at" ;;
      held)
        press $'\n' 'go_on server' && press $'\n' 'start client' && press $'\n' 'go_on client'
        press $'\n' 'held' && press n 'SYN ACK'
        ;;
    esac
    began=${EPOCHREALTIME/[.,]/}
    press $'\x03' ', terminal as before'
    took=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
    exec {keys}>&-
    wait "$terminal" || :
    check "ends at Ctrl-C with --step and --step-wire, at '$at'" '1 status 130, terminal as before' \
      "$((took < 1000)) $(grep -o 'status .* before' "$folder/screen")"
    rm "$folder/keys" "$folder/screen"
  done
else
  echo 'skipped stage_world ends at Ctrl-C in a terminal: script is missing'
fi

# --- what a scene costs -----------------------------------------------------

write_play whole <<END
$server
go_on server listening
start client on client 01_echo/echo_client --host "\$SERVER" --port "\$PORT"
go_on client sent
states ESTAB ESTAB
say 'The server has not called accept().'
run_free server
exits client 0
interrupt server
finish
END
if type -P strace >/dev/null && strace -f -o /dev/null true 2>/dev/null; then
  strace -f -e trace=execve,read -o "$folder/calls" "$folder/labs/tiny/whole.sh" >"$folder/log" 2>&1 </dev/null || cat "$folder/log"
  # Each process by what it has become last; less ss, and the programs of the play.
  others=$(awk '
    /execve\(".*= 0$|execve\(".*unfinished/ { split($0, part, "\""); name[$1] = part[2] }
    /^/ { name[$1] = name[$1] }
    END { for (process in name) if (name[process] !~ /\/(ss|echo_server|echo_client)$/) print name[process] }' "$folder/calls" | sort)
  check 'a scene takes 12 processes at most, besides itself, its programs and ss' few \
    "$( (($(wc -l <<<"$others") <= 13)) && echo few || echo "$others")"
  # One for each word, which is the whole answer; and a few of bash for others.
  check 'a scene is not read byte by byte' few \
    "$(awk '/ read\([0-9]+, ".*", 1\) += 1$/ { ++n } END { print n < 40 ? "few" : n + 0 }' "$folder/calls")"
else
  echo 'skipped stage_world what a scene costs: strace cannot trace here'
fi
