#!/usr/bin/env bash
# scripts/lab watch: two programs of anybody under the wire, as root and as an
# ordinary user; one program in the world of lab up; and a shell whose calls are told.
# shellcheck disable=SC2016  # commands for the hosts
source "${BASH_SOURCE[0]%/*}/lib.sh"
LAB=$PWD/scripts/lab
export LAB_DEADLINE=30

# A server and a client that every machine has: the client is bash.
PROGRAMS=$PWD/$BUILD/labs
SERVER="$PROGRAMS/01_echo/echo_server --host server --port 80 --quiet"
CLIENT='exec 3<>/dev/tcp/server/80; echo hello >&3; read -r answer <&3; echo "$answer"'

watch() { # ARGUMENT ...: OUT and STATUS, of both outputs
  STATUS=0
  OUT=$(timeout -k 1 60 "${BEFORE[@]}" "$LAB" watch "$@" 2>&1 </dev/null) || STATUS=$?
}
BEFORE=()
explain() { tail -n 40 <<<"$OUT"; }
says() { # SENTENCE STATUS TEXT ...
  local text missing=''
  for text in "${@:3}"; do [[ $OUT == *"$text"* ]] || missing+=" without $text"; done
  check "$1" "$2" "$STATUS$missing"
}

# --- what is refused ----------------------------------------------------------

refused() { # TEXT ARGUMENT ...
  watch "${@:2}"
  says "refuses $(printf '%q ' "${@:2}")" 2 "lab watch: $1"
}
refused 'watch what?'
refused "--server takes a value" --server
refused "--client takes a value" --server x --client ' '
refused "'--serve' is not an option" --serve x --client x
refused "'-m' is not an option; a COMMAND needs quotes" --server python3 -m http.server 80
refused "--delay takes a time such as 300ms or 2s, not 'soon'" --server x --client x --delay soon
refused "--for takes a time such as 300ms or 2s, not '3601s'" --server x --client x --for 3601s
refused "--until takes a host and its state, such as 'client TIME-WAIT' or 'server gone', not 'server CLOSED'" \
  --server x --client x --until 'server CLOSED'
refused "--format takes text, list, mermaid, svg, html, queues, queues-svg or perfetto, not 'png'" --server x --client x --format png
refused '--step draws as it goes' --server x --client x --format svg --step
refused 'with one command, only' --client x --rule 'drop client FIN'

STATUS=0 OUT=$("$LAB" watch --server x --client x 2>&1 >&-) || STATUS=$?
says 'says that standard output is closed' 1 'lab watch: standard output is closed'

has_two_hosts 'two programs under the wire' || exit 0
watch --server "$SERVER" --client "$CLIENT" --rule 'drop klient FIN'
says 'refuses a wrong rule, with its column' 2 "lab watch: --rule: 'drop klient FIN', column 6:"

# --- two programs -------------------------------------------------------------

# A state that the wire sees before the segment has a row of its own, above it.
both() { # WHO
  watch --server "$SERVER" --client "$CLIENT; exit 3"
  says "$1 sees calls, segments, states and what is printed" 3 \
    'listen(' 'accept(' 'connect(3, ' SYN-SENT '─ SYN seq 0' 'SYN ACK seq 0 ack 1 ─│' '│ SYN-RECV' \
    'PSH ACK seq 1 ack 1 len 6' '"hello"' 'exit: closes 3' 'FIN ACK seq 7' 'The client has ended (3): '
}
both 'a user'
if ((EUID == 0)) && has_two_hosts 'an ordinary user sees the same' "${AS_USER[@]}"; then
  BEFORE=("${AS_USER[@]}")
  both 'an ordinary user'
  BEFORE=()
fi

UDP_SERVER='import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 80))
while True: s.sendto(*s.recvfrom(100))'
watch --server "python3 -c '$UDP_SERVER'" --client 'exec 3<>/dev/udp/server/80; echo hello >&3; head -c 6 <&3'
says 'a server of UDP is one, too' 0 'bind(3, 0.0.0.0:80)' 'UDP len 6' '"hello"' 'The client has ended (0)'

DEAF_SERVER='import socket, time
s = socket.create_server(("", 80), backlog=0)
time.sleep(0.5)'
watch --server "python3 -c '$DEAF_SERVER'" --client 'exec 3<>/dev/tcp/server/80; exec 4<>/dev/tcp/server/80'
says 'a full accept queue is told, whose ever it is' 1 'accept queue full: 1 wait' '#2 SYN seq 0 retransmission'

cd "$folder"
echo hello >'a file'
watch --server "$SERVER" --client 'cat a\ file "$(echo '"'a file'"')" | tr h "\"" && exit "$((40 + 2))"'
says 'bash reads each command, in the folder where one is' 42 '""ello"' '""ello"' 'nothing was sent'

watch --server 'pyton3 server.py' --client "$CLIENT"
says 'a server that there is not is named' 1 'pyton3: command not found' 'lab watch: the server ended (127) before it listened'
watch --server "$SERVER" --client 'no_such_client'
says 'a client that there is not gives its status' 127 'no_such_client: command not found' 'The client has ended (127)'
watch --server 'echo hi' --client "$CLIENT"
says 'a server that ends at once is told' 1 '"hi"' 'lab watch: the server ended (0) before it listened'
LAB_DEADLINE=3 watch --server 'echo waits; read -r -t 60 <> <(:)' --client "$CLIENT"
says 'a server that never listens is told, with what it said' 1 '"waits"' 'lab watch: the server does not listen within 3 s'
watch --server "trap '' TERM; $SERVER & read -r -t 60 <> <(:)" --client "$CLIENT"
says 'a server that takes no notice is killed' 0 'Now the server is ended' 'SIGKILL'
# The client ends when nobody listens any more.
watch --server "$SERVER --clients 1" --client "$CLIENT; exec 3>&-
  while (exec 4<>/dev/tcp/server/80) 2>/dev/null; do :; done; exit 5"
says 'a server that has ended by itself is not ended' 5 'Both have ended, the client with 5: client TIME-WAIT, server gone.'
watch --server "$SERVER" --client 'kill -KILL $$'
says 'a client that is killed has the status of a shell' 137 'The client has ended (137)'
watch --server "$SERVER" --client 'for i in {1..1000}; do echo "line $i"; done; head -c 3000000 /dev/zero; exit 4'
says 'much output is cut, and does not stop the client' 4 '"line 20"' '(prints more)' 'The client has ended (4)'
check 'of much output 20 lines are shown' 20 "$(grep -c '"line [0-9]' <<<"$OUT")"
check 'no line is wider than the ladder' '' "$(grep -E '^.{101}' <<<"$OUT")"

# Before the sixth FIN nothing is sent for 1.7 s: that is longer than it waits for a
# program that may be about to do something.
watch --server "$SERVER" --client "$CLIENT" --rule "$(printf 'drop client FIN %d;' {1..5})"
says 'it goes on while a kernel would send something again' 0 'dropped' 'dropped' 'retransmission' 'The client has ended (0): client TIME-WAIT, server gone'
watch --server "$SERVER" --client "$CLIENT" --rule 'cut after client FIN' --for 300ms --save "$folder"
says 'but no longer than --for' 0 'The client has ended (0): client FIN-WAIT-1, server LAST-ACK'
# By the clock of the trace. Without --for it would be 10 s.
check 'and so long' 'about 0.3 s' "$(awk -F '[:,]' '
  /"host":"client".*"exit: closes 3"/ { from = $2 }
  /"note".*The client has ended/ { took = $2 - from }
  END { print (took >= 0.3 && took < 5 ? "about 0.3 s" : took " s") }' "$folder/watch.trace")"
watch --server "$SERVER" --client "$CLIENT; exec 3>&-; exit 5" --until 'client TIME-WAIT'
says '--until that comes gives the status of the client' 5 'The client has ended (5): client TIME-WAIT'
watch --server "$SERVER" --client "$CLIENT" --until 'client CLOSING' --for 300ms
says '--until that does not come is told' 1 'lab watch: client was not CLOSING within 300ms'
watch --server "$SERVER" --client "$CLIENT; read -r <&3" --until 'server ESTAB'
says '--until ends a client that waits' 0 'The client still runs: client ESTAB, server ESTAB'
if has python3 'a server that does not end by SIGTERM is killed, and a row tells what that closes'; then
  ECHO_ONCE='import socket; s = socket.create_server(("server", 80)); c = s.accept()[0]; c.send(c.recv(9)); s.accept()'
  watch --server "trap '' TERM; python3 -c '$ECHO_ONCE'" --client "$CLIENT"
  says 'a server that does not end by SIGTERM is killed, and a row tells what that closes' 0 'killed by SIGKILL: closes'
fi

interrupted() {
  setsid "$LAB" watch --server "$SERVER" --client "$CLIENT; read -r <&3" >"$folder/said" 2>&1 </dev/null &
  local watch=$!
  in_time grep -qs '"hello"' "$folder/said" || return 1
  kill -INT -- "-$watch"
  STATUS=0
  wait "$watch" || STATUS=$?
  [[ $STATUS == 130 ]] && in_time nobody_is_left "$watch"
}
nobody_is_left() { # SESSION
  local stat
  for stat in /proc/[0-9]*/stat; do
    read -ra stat <"$stat" || continue
    [[ ${stat[5]} != "$1" || ${stat[2]} == Z ]] || return 1
  done 2>/dev/null
}
succeeds 'Ctrl-C ends a client that never ends, with 130, and leaves nothing' interrupted

# --- what is kept, and drawn otherwise ----------------------------------------

mkdir "$folder/save it"
watch --server "$SERVER" --client "$CLIENT" --save "$folder/save it"
succeeds '--save keeps the trace' grep -q '"event":"segment".*"FIN"' "$folder/save it/watch.trace"
check '--save keeps a capture' d4c3b2a1 "$(head -c 4 "$folder/save it/watch.pcap" | hex)"
for format in list:'[SYN, ACK]' mermaid:sequenceDiagram svg:'<svg' html:'<html'; do
  watch --server "$SERVER" --client "$CLIENT; exit 6" --format "${format%%:*}"
  says "--format ${format%%:*} draws, and keeps the status" 6 "${format#*:}"
done
watch --server "$SERVER" --client "$CLIENT" --data
says '--data shows what the payloads begin with' 0 'hello'

# --- by keys ------------------------------------------------------------------

stepped() {
  local tries
  converse step env --default-signal TERM=xterm script -qec \
    "$LAB watch --server '$SERVER' --client 'exec 3<>/dev/tcp/server/80' --step" /dev/null
  await_line step 'about to call' || return 1
  # It is told of before it is held: an Enter may come too early.
  for ((tries = 0; tries < 30; ++tries)); do
    printf '\n' >&"${TO[step]}"
    while IFS= read -r -t 1 -u "${FROM[step]}" LINE; do [[ $LINE != *'you let the server go on'* ]] || break 2; done
  done
  ((tries < 30)) || return 1
  printf 'r' >&"${TO[step]}"
  await_line step 'The client has ended (0)' || { echo "$LINE" && return 1; }
  in_time has_ended "${STARTED[-1]}"
}
succeeds '--step stops before a call until Enter; r lets all run on' stepped

# --- one program, where the other side runs -----------------------------------

export XDG_RUNTIME_DIR=$folder # a world of our own: the user may have one
watch --client "$CLIENT"
says 'with one command and no world, it says how to start one' 1 'give --server and --client' 'scripts/lab up'
"$LAB" up >"$folder/said_up" 2>&1 </dev/null &
STARTED+=($!)
in_time grep -qs 'Ctrl-C ends it all' "$folder/said_up" || give_up 'a world comes up'
in_shell() { timeout -k 1 60 "$LAB" shell "$@"; }
in_shell server <<<"$SERVER" >"$folder/server" 2>&1 &
STARTED+=($!)
answers() { in_shell client --no-calls <<<"exec 3<>/dev/tcp/server/80" 2>/dev/null; }
in_time answers || give_up 'a server in the world answers'
watch --client "$CLIENT; exit 7"
says 'one command meets what runs in the world, from now on' 7 \
  'connect(3, ' SYN-SENT '─ SYN seq 0' 'PSH ACK seq 1 ack 1 len 6' 'client    hello' '│ gone'
# With others, a connection has a number: "#2 SYN seq 0".
check 'what was before it is not drawn' 1 "$(grep -cE '─ (#[0-9]+ )?SYN seq 0' <<<"$OUT")"
watch --client 'kill -KILL $$'
check 'a command that is killed there has the status of a shell' 137 "$STATUS"

# --- a shell ------------------------------------------------------------------

STATUS=0 OUT=$(in_shell client <<<"$CLIENT; echo \${LAB_TRACE-none}; exit 9" 2>&1) || STATUS=$?
says 'a shell is as without us, and has its own exit status' 9 hello none
trace_has() { in_shell client --no-calls <<<'cat /run/trace' | grep -q "$1"; }
succeeds 'what is started in a shell has its calls in the trace' \
  in_time trace_has '"event":"call","host":"client","program":"bash".*"text":"connect(3, 192.0.2.2:80)'
OUT=$(in_shell client --no-calls <<<'grep TracerPid /proc/self/status')
check 'with --no-calls nobody traces it' $'TracerPid:\t0' "$OUT"
OUT=$(in_shell client --no-waits <<<'tr "\0" " " </proc/$PPID/cmdline')
check 'with --no-waits no wait is told' yes "$([[ $OUT == *'--host client --no-waits -- '* ]] && echo yes)"
# On a terminal, with keys. What is typed is echoed, but for the quotes it is not what
# is waited for. (A trap that comes while bash reads a <(:) ends in a syntax error.)
job_control() {
  local keys awaited
  converse shell env --default-signal TERM=dumb script -qec "$LAB shell client" /dev/null
  while IFS='|' read -r keys awaited; do
    printf '%b' "$keys" >&"${TO[shell]}"
    await_line shell "$awaited" || { echo "after $keys: $LINE" && return 1; }
  done <<'END'
(exec 3<> <(:); trap "echo aga''in" CONT; echo be''gun; while :; do read -r -t 9 -u 3; done)\n|begun
\x1a|Stopped
jobs\n|Stopped
fg\n|again
\x03echo "it was $?"\n|it was 130
END
  printf 'exit 0\n' >&"${TO[shell]}"
  in_time has_ended "${STARTED[-1]}"
}
succeeds 'Ctrl-Z, jobs, fg and Ctrl-C work in a shell as without us' job_control

# --- what must happen, and for how long ------------------------------------------

refused "--expect: there is no file 'nowhere' that can be read" --server x --client x --expect nowhere
refused '--step judges nothing: not with --expect' --server x --client x --expect /dev/null --step
refused 'with one command, only' --client x --expect /dev/null

printf '%s\n' 'client connects' 'client sends data "hello"' 'client sends FIN' >"$folder/met"
watch --server "$SERVER" --client "$CLIENT; exit 5" --expect "$folder/met"
says 'an expectation that is met leaves the status of the client' 5 'lab watch: 3 of 3 lines met'
printf '%s\n' 'client connects' 'server sends FIN dropped' >"$folder/unmet"
watch --server "$SERVER" --client "$CLIENT; exit 5" --expect "$folder/unmet" --format list
says 'a line that is not met gives 1, with the nearest thing' 1 '[SYN, ACK]' \
  "lab watch: $folder/unmet, line 2: not met: server sends FIN dropped" 'nearest: ' '(another fate)'
echo 'client sends FINN' >"$folder/wrong"
watch --server "$SERVER" --client "$CLIENT" --expect "$folder/wrong"
says 'a line that is no expectation is named' 1 "lab watch: $folder/wrong, line 1, column 14: expected ICMP" "not 'FINN'"

for trap in true "trap '' TERM"; do
  watch --server "$SERVER" --client "$trap; $CLIENT; read -r <&3" --for 2s
  says "--for ends a client that never ends ($trap)" 124 '"hello"' \
    'The client still runs: client ESTAB, server ESTAB' 'lab watch: the client did not end within 2s, and was ended'
  watch --client "$trap; $CLIENT; read -r <&3" --for 2s
  says "--for ends one command that never ends, too ($trap)" 124 'client    hello' \
    'lab watch: the client did not end within 2 s, and was ended'
done
watch --client 'printf "a\033[2J\302\233b\tc \303\251\n"'
check 'what one command prints cannot move the cursor' 'client    a?[2J?b c é' "$(grep -a '^client    a' <<<"$OUT")"
