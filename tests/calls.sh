#!/usr/bin/env bash
# calls: what it tells of programs that do one thing each (tests/calls/subject.py), what
# it says that it cannot see, what it holds, and that a program under it lives and ends
# as it would alone.
source "${BASH_SOURCE[0]%/*}/lib.sh"
CALLS=$PWD/$BUILD/labs/00_instruments/calls
chmod 777 "$folder"
has python3 'tells of the calls of any program' || exit 0
unset LAB_TRACE LAB_HOST

# Without who speaks, and with one number for all ports.
plain() { sed -E 's/^[^ ]+( [0-9]+)?  //; s/^(calls: [^ ]+) \([0-9]+\)/\1/; s/(\.1|\]):[0-9]{4,5}/\1:PORT/g'; }
# What is told of a subject on standard error.
tell() { { timeout 30 "$CALLS" "${OPTIONS[@]}" -- python3 tests/calls/subject.py "$1" 2>&1 >/dev/null | plain; } 2>/dev/null || :; }
# The same behind the accept() that completes its connection.
tell_rest() { tell "$1" | sed '1,/^accept4/d'; } # SUBJECT
OPTIONS=(--no-waits)

# --- what is told -------------------------------------------------------------------

check 'tells of each call and its result in the words of CALL()' \
  'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3
calls: 3: SO_REUSEADDR
bind(3, 127.0.0.1:0) = 0
listen(3, 128) = 0
socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 4
connect(4, 127.0.0.1:PORT) = 0
accept4(3, SOCK_CLOEXEC) = 5 from 127.0.0.1:PORT
send(4, 5) = 5
recv(5, 100) = 5
shutdown(5, SHUT_WR) = 0
recv(4, 100) = 0
close(4) = 0
close(5) = 0
close(3) = 0' "$(tell talk)"
check 'tells of UDP and IPv6' \
  'sendto(4, 5, [::1]:PORT) = 5
recvfrom(3, 100) = 5 from [::1]:PORT' "$(tell datagrams | grep -E '^(send|recv)')"
check 'does not tell of a socket that is only made to probe' '' "$(tell probe)"
check 'puts the options of a socket into one row' 'calls: 3: SO_REUSEADDR, TCP_NODELAY' \
  "$(tell options | grep calls:)"
OPTIONS=(--no-waits --all)
check 'tells of all with --all' \
  'setsockopt(3, SO_KEEPALIVE, 1) = 0 bind(3, 127.0.0.1:0) = 0 close(3) = 0' \
  "$(tell probe | sed 1d | paste -s -d ' ')"
OPTIONS=()
check 'tells of a wait that lasts' 'poll(4 POLLIN) = 0' "$(tell_rest wait | grep poll)"
check 'tells of the options of a socket before its program waits' \
  'calls: 4: TCP_NODELAY
select(4 readable) = 1: 4 readable
send(5, 5) = 5' "$(tell_rest sets_and_waits | sed '1d; 4q')"
OPTIONS=(--no-waits)
check 'tells of the options before the next call of its thread' \
  'calls: 4: TCP_NODELAY' "$(tell_rest sets_and_waits | sed -n 2p)"
check 'says from where a connection came that is reset already' \
  'accept4(3, SOCK_CLOEXEC) = 4 from 127.0.0.1:PORT' "$(tell resets | grep accept)"
check 'tells of no waits if they are not wanted' '' "$(tell_rest wait | grep poll)"

# --- what has no call of its own, and whose last descriptor closes -----------------------

closes() { # SUBJECT: each call that closes, the descriptors of the listener being L, of the client C, of its peer P
  timeout 30 "$CALLS" --no-waits --trace "$folder/trace" -- python3 tests/calls/subject.py "$1" >/dev/null 2>&1 || :
  awk '
    function value(name) { return match($0, "\"" name "\":\"[^\"]*") ? substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4) : "" }
    /"text":"connect/ { waits = 1 }
    waits && /"event":"return"/ { client = value("local") " " value("peer"); waits = 0 }
    /"closes"/ {
      list = substr($0, index($0, "\"closes\":"))
      gsub(/"closes":|[][}"]/, "", list)
      count = split(list, ends, ",")
      what = ""
      for (i = 1; i <= count; ++i) {
        split(client, of, " ")
        what = what " " (ends[i] == client ? "client" : ends[i] == of[2] ? "listener" : ends[i] == of[2] " " of[1] ? "peer" : ends[i])
      }
      print value("text") " ->" what
    }' "$folder/trace"
}
check 'tells of the end of a process that closes sockets' 'exit: closes 3, 4, 5 -> listener client peer' \
  "$(closes ends)"
check 'tells of a process that is killed, and ends the call that it was in' \
  'recv(4, 100) never returned
killed by SIGKILL: closes 3, 4, 5' "$(tell_rest killed)"
check 'tells of each process that is killed between two stops of its calls' 40 \
  "$(tell killed_within_calls | grep -c '^killed by SIGKILL: closes 5, 6, 7$')"
check 'knows the ends of a connection that is reset before it is accepted' \
  'close(4) -> client
close(4) -> peer
close(3) -> listener' "$(closes resets)"
check 'knows that a socket is shared after fork and dup' \
  'close(4) ->
close(4) ->
close(6) -> client
close(3) -> listener
close(5) -> peer' "$(closes shared)"
closes passed >/dev/null
check 'tells of descriptors that are passed, and got' 'got 3 recvmsg(7, 1 sendmsg(6, 1): passes 4' \
  "$(grep -oE '"text":"(sendmsg[^"]*|recvmsg\(7, 1|got[^"]*)' "$folder/trace" | cut -d '"' -f 4 | sort | paste -s -d ' ')"
check 'knows which process has the last descriptor of one that was passed' \
  'close(3) -> client' "$(closes passed | grep client)"
check 'knows that a descriptor on its way keeps its socket alive' \
  'close(4) ->
close(4) -> client
exit: closes 3, 5 -> listener peer' "$(closes on_way)"
check 'tells of pidfd_getfd, if it takes a socket' 'pidfd_getfd(6, 4) = 7
close(7) = 0
exit: closes 3, 4, 5' "$(tell_rest taken)"
check 'tells of an exec that closes sockets, also if it fails' \
  'exec: closes 3, 4 = -1 ENOENT
exec: closes 3, 4
exit: closes 5' "$(tell_rest executes)"
check 'follows an exec by another thread than the first' \
  'recv(4, 100)
exec: closes 3, 4, 5
recv(4, 100) never returned
exec: closes 3, 4, 5' "$(tell_rest thread_executes)"
ends_of_writes() { # each one's own end and its peer's: "C L", if C is the first one's own
  timeout 30 "$CALLS" --trace "$folder/trace" -- python3 tests/calls/subject.py reuses >/dev/null 2>&1 || :
  sed -nE 's/.*"text":"write\(4, 3\)".*"local":"([^"]*)","peer":"([^"]*)".*/\1 \2/p' "$folder/trace" |
    awk 'NR == 1 { client = $1; listener = $2 } { print $1 == client ? "C" : "L", $2 == listener ? "L" : "C" }'
}
check 'knows what is at a descriptor whose number another thread has closed, and got again' 'C L
L C' "$(ends_of_writes)"
check 'says which descriptors close_range ends' 'close_range(4, 5): closes 4, 5 = 0' \
  "$(tell_rest ranges | grep range)"
check 'knows that dup2 closes what was there' 'dup2(0, 4): closes 4 = 4' \
  "$(tell_rest replaces | grep dup | sed 's/dup3(0, 4, [^)]*/dup2(0, 4/; s/, O_CLOEXEC//')"
check 'names the thread, where a process has several' 2 \
  "$("$CALLS" --trace "$folder/trace" -- python3 tests/calls/subject.py threads 2>/dev/null &&
    grep -o '"thread":[0-9]*' "$folder/trace" | sort -u | wc -l)"

# --- what cannot be seen --------------------------------------------------------------

notes() { "$@" 2>&1 >/dev/null | sed -n 's/^calls: //p' | sed -E 's/ \([0-9]+\)//'; }
UNREADABLE='cannot be read (PR_SET_DUMPABLE, or a file that one may run but not read): its calls are not seen. Run calls as root'
check 'says that it cannot see what an io_uring does' \
  'python3 makes an io_uring: what it does there cannot be seen' \
  "$(notes "$CALLS" -- python3 tests/calls/subject.py ring)"
check 'says why another tracer cannot trace' \
  'python3 wants to trace, which is refused: calls traces already. gdb and strace work without calls' \
  "$(notes "$CALLS" -- python3 tests/calls/subject.py traces)"
check 'says that a program cannot be read' "python3 $UNREADABLE" \
  "$(notes "${AS_USER[@]}" "$CALLS" -- python3 tests/calls/subject.py unreadable)"

# A program that makes a socket with the numbers of 32 bits, and ends with 7.
cat >"$folder/old.c" <<'END'
static void call(long number, long one, long two, long three) {
  __asm__ volatile("int $0x80" : "+a"(number) : "b"(one), "c"(two), "d"(three) : "memory");
}
void _start(void) { call(359, 2, 1, 0); call(1, 7, 0, 0); }
END
for bits in 32 64; do
  sentence="says that it cannot see calls of 32 bits, in a program of $bits"
  if gcc "-m$bits" -nostdlib -static -o "$folder/old$bits" "$folder/old.c" 2>/dev/null && "$folder/old$bits" || (($? == 7)); then
    check "$sentence" "old$bits makes calls of 32 bits: they cannot be seen" "$(notes "$CALLS" -- "$folder/old$bits")"
  else
    skip "$sentence" 'no such program can be built, or run, here'
  fi
done
if ((EUID == 0)); then
  cp "$(type -P true)" "$folder/raised" && chmod 4755 "$folder/raised"
  cp "$(type -P true)" "$folder/secret" && chmod 711 "$folder/secret"
  check 'says that a set-user-ID program does not get its rights' \
    'raised has a set-user-ID or set-group-ID bit, which has no effect while it is traced. Run calls as root' \
    "$(notes "${AS_USER[@]}" "$CALLS" -- "$folder/raised")"
  check 'says so of none that has them' '' "$(notes "$CALLS" -- "$folder/raised")"
else
  skip 'says that a set-user-ID program does not get its rights' 'only root can make one'
fi

# --- what is held ---------------------------------------------------------------------

# A program holds others through --control: what it says, and what it hears.
control() { # SCRIPT SUBJECT
  timeout 60 python3 - "$CALLS" "$@" 2>&1 <<'END'
import socket, subprocess, sys
calls, script, subject = sys.argv[1:]
ours, theirs = socket.socketpair()
lines = ours.makefile("rw")
script = script.split("; ")
print(script[0], file=lines, flush=True)
process = subprocess.Popen(
    [calls, "--no-waits", "--control", str(theirs.fileno()), "--", "python3", "tests/calls/subject.py", subject],
    pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
theirs.close()
for line in script[1:] + [None]:
    print(lines.readline().split(" ", 2)[2], end="")
    if line is not None:
        print(line, file=lines, flush=True)
    if line == "kill":
        break
else:
    lines.close()
    ours.close()
told = process.communicate()[1]
print(process.returncode, told.count("about to call"), "close(3) = 0" in told)
for row in told.splitlines():
    if "killed by" in row:
        print(row.split("  ")[1])
END
}
check 'holds the call that it is told to, the next one, and lets all go at the end of --control' \
  'close(4)
close(5)
0 2 True' "$(control 'until close(; next' talk)"
check 'counts the calls, and runs' 'close(5)
0 1 True' "$(control 'until close( 2' talk | sed '$!b')"
check 'holds a call by its arguments' 'send(4, 5)
recv(4, 100)
0 2 True' "$(control 'until send(4, 5; until recv(4, 100' talk)"
check 'kills the program that --control says, and tells what that closes' 'send(4, 5)
-9 1 False
killed by SIGKILL: closes 3, 4, 5' "$(control 'until send(; kill' talk)"
check 'does not stop at a socket that only asks for a way, unless it is told to' \
  'bind(3, 127.0.0.1:0)
0 1 True
connect(3, 127.0.0.1:9)
0 1 True' "$(control next asks_for_a_way && control 'until connect(' asks_for_a_way)"

# A person holds them at the terminal.
at_terminal() { # KEYS: a key is sent each time a call is held
  timeout 60 python3 - "$1" "$CALLS" --no-waits --hold 'close(' -- python3 tests/calls/subject.py talk <<'END'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
said, held = "", 0
while True:
    try:
        said += os.read(terminal, 4096).decode()
    except OSError:
        break
    if said.count("about to call") > held:
        held += 1
        os.write(terminal, sys.argv[1].encode())
status = os.waitpid(pid, 0)[1]
print(held, os.waitstatus_to_exitcode(status), *[line for line in said.splitlines() if "close" in line and " = " in line], sep="\n")
END
}
check 'holds each call that --hold names until Enter' '3
0
close(4) = 0
close(5) = 0
close(3) = 0' "$(at_terminal $'\n' | plain)"
check 'holds no more at the end of the terminal' '1 0' "$(at_terminal $'\x04' | sed -n 1,2p | paste -s -d ' ')"
check 'lets go at Ctrl-C, which the program gets' '1 -2' "$(at_terminal $'\x03' | sed -n 1,2p | paste -s -d ' ')"
typed() { # what the program reads of what is typed while nothing is held
  # shellcheck disable=SC2016  # for the shell in there
  timeout 60 python3 - "$CALLS" --no-waits --hold 'close(3' -- \
    sh -c 'python3 tests/calls/subject.py talk; read -r line; echo "read $line"' <<'END'
import os, pty, re, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said = ""
for awaited, keys in [("about to call", "\n"), (r"close\(3\) = 0", "words\n"), ("read words|not '.*'", "")]:
    while not (found := re.search(awaited, said)):
        said += os.read(terminal, 4096).decode()
    os.write(terminal, keys.encode())
print(found[0])
END
}
check 'leaves to the program what is typed while nothing is held' 'read words' "$(typed)"

# --- the program lives and ends as it would alone ----------------------------------------

start_calls() { # COMMAND ...: PID is that of calls
  "$CALLS" --trace "$folder/trace" -- "$@" >"$folder/output" 2>"$folder/errors" &
  PID=$!
  STARTED+=("$PID")
}
is_ready() { grep -qs ready "$folder/output"; }
ends_with() { # SIGNAL: how calls ends if it gets that
  local status=0
  start_calls python3 tests/calls/subject.py sleeps
  in_time is_ready
  kill -s "$1" "$PID"
  wait "$PID" 2>/dev/null || status=$?
  echo "$status"
}
for signal in TERM HUP USR1; do
  check "passes SIG$signal on, and ends by it with the program" "$((128 + $(kill -l "$signal")))" \
    "$(ends_with "$signal")"
done
is_gone() { [[ ! -e /proc/$1 ]]; } # PROCESS
is_busy() { (($(grep -cs ready "$folder/output") == 9)); }
busy_ends() { # how calls ends by SIGTERM while nine processes make call upon call
  local status=0
  start_calls python3 tests/calls/subject.py busy
  in_time is_busy
  kill -TERM "$PID"
  in_time is_gone "$PID" || { echo 'runs on' && return; }
  wait "$PID" 2>/dev/null || status=$?
  echo "$status"
}
check 'hears SIGTERM also while one process or another always makes a call' 143 "$(busy_ends)"
left() {
  ends_with KILL
  local process
  process=$(grep -o '"pid":[0-9]*' "$folder/trace" | head -n 1)
  in_time is_gone "${process#*:}" && echo gone
}
check 'takes the program with it if it is killed itself' '137
gone' "$(left)"

signals() { "$@" grep -E 'Sig(Blk|Ign)' /proc/self/status; } # COMMAND ...
check 'leaves signals as the shell has set them' "$(trap '' INT USR1 && signals env)" \
  "$(trap '' INT USR1 && signals "$CALLS" --)"
check 'is not heard of in what the program says' 'said' "$("$CALLS" -- echo said 2>/dev/null)"
output_ends() { # whether a pipe is at its end, while the program still reads
  local line pid
  exec {keys}<> <(:)
  exec {output}< <("$CALLS" -- python3 tests/calls/subject.py closes_output <&"$keys" 2>/dev/null & echo $!)
  IFS= read -r -t 30 -u "$output" pid && IFS= read -r -t 30 -u "$output" line
  if IFS= read -r -t 30 -u "$output" line || (($? > 128)); then echo open; else echo over; fi
  kill -KILL "$pid"
}
check 'keeps no descriptor of the program open' over "$(output_ends)"
check 'ends with its status' 7 "$("$CALLS" -- sh -c 'exit 7' || echo $?)"
check 'ends by its signal' 139 "$("$CALLS" -- sh -c 'kill -SEGV $$' 2>/dev/null || echo $?)"
# It ends before its child makes the calls that it waits for.
leaves_behind() {
  mkfifo "$folder/go"
  timeout 30 "$CALLS" --trace "$folder/trace" -- \
    bash -c "(read -r _ <$folder/go; exec python3 tests/calls/subject.py talk) & exit 7" >/dev/null || echo $?
  # shellcheck disable=SC2016  # for the shell in there
  FIFO=$folder/go timeout 30 bash -c 'echo go >"$FIFO"'
  in_time grep -qs '"text":"send(' "$folder/trace" && echo told
}
check 'ends with the program, and tells on of what that leaves running' '7
told' "$(leaves_behind)"

# --- what goes wrong ------------------------------------------------------------------

says() { { timeout 30 "$@" 2>&1 >/dev/null || echo "status $?"; } | paste -s -d ' '; }
check 'says which program is not there' \
  "calls: $folder/nowhere: No such file or directory [ENOENT] status 127" "$(says "$CALLS" -- "$folder/nowhere")"
check 'says which file is no program' \
  'calls: ./Makefile: Permission denied [EACCES] status 126' "$(says "$CALLS" -- ./Makefile)"
reader_goes() { # behind the first line of a trace
  timeout 60 python3 - "$CALLS" <<'END'
import subprocess, sys
pipe = subprocess.PIPE
program = "read line; python3 tests/calls/subject.py talk >/dev/null; exit 7"
process = subprocess.Popen([sys.argv[1], "--trace", "-", "--", "sh", "-c", program], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
process.stdout.readline()
process.stdout.close()
process.stdin.write("\n")
process.stdin.close()
print(process.stderr.read() + str(process.wait()))
END
}
check 'goes on with the program if the reader of its trace has gone' \
  $'calls: write(-): Broken pipe: the trace ends here\n7' "$(reader_goes)"
check 'says that --control takes a number' "calls: --control takes a number from 0 to 1000000000, not 'x' status 2" \
  "$(says "$CALLS" --control x -- true | sed 's/ usage: .*\(status\)/ \1/')"
check 'wants a command' 'calls: what is it to run? calls [OPTIONS] -- COMMAND ... status 2' \
  "$(says "$CALLS" | sed 's/ usage: .*\(status\)/ \1/')"
check 'wants dashes before it' 'calls: what is it to run? calls [OPTIONS] -- COMMAND ... status 2' \
  "$(says "$CALLS" true | sed 's/ usage: .*\(status\)/ \1/')"
check 'says who traces already' 'calls (PID) traces it already, and one can at a time status 126' \
  "$(says "$CALLS" --trace /dev/null -- "$CALLS" -- true | sed -E 's/.*(calls \()[0-9]+/\1PID/')"
check 'says what a host can be' "calls: --host (or LAB_HOST) takes client or server, not 'x' status 2" \
  "$(says "$CALLS" --host x -- true | sed 's/ usage: .*\(status\)/ \1/')"
check 'has no options that do nothing' "calls: unknown option '--step' status 2" \
  "$(says "$CALLS" --step -- true | sed 's/ usage: .*\(status\)/ \1/')"
check 'says that there is no such trace to tell' \
  "calls: connect(LAB_TRACE): No such file or directory [ENOENT]   nobody reads a trace there: unset LAB_TRACE, or start its reader status 1" \
  "$(LAB_TRACE=$folder/nowhere says "$CALLS" -- true)"
check 'says that a trace cannot be written there' \
  "calls: open(\"$folder/nowhere/x\"): No such file or directory [ENOENT]   choose another file with --trace status 1" \
  "$(says "$CALLS" --trace "$folder/nowhere/x" -- true)"
check 'says that no socket has this number' \
  'calls: fcntl(F_GETFL): Bad file descriptor [EBADF]   --control takes the number of an open socket status 1' \
  "$(says "$CALLS" --control 777 -- true)"
check 'says that there is no terminal to hold calls at' \
  'calls: open("/dev/tty"): No such device or address [ENXIO]   --hold needs a terminal, on which you press Enter status 1' \
  "$(says setsid -w "$CALLS" --hold 'close(' -- true)"

# --- to LAB_TRACE ----------------------------------------------------------------------

# The receiver of a trace, with room for ten events: how much it got of 200 calls, and
# of how many events it heard that they were lost.
cat >"$folder/receiver.py" <<'END'
import json, os, socket, subprocess, sys
path, when, *command = sys.argv[1:]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(path)
receiver.settimeout(30)
process = subprocess.Popen(command, env={**os.environ, "LAB_TRACE": path}, stdout=subprocess.PIPE)
if when == "late":
    process.stdout.readline()  # the program has made all its calls
sends = lost = 0
while True:  # also when the process has ended: the last events wait here
    event = json.loads(receiver.recv(65536))
    sends += event.get("text", "").startswith("send(")
    lost += event.get("count", 0)
    if event["event"] == "lost" or event.get("text", "").startswith("exit: "):
        if lost or when == "soon":
            break
print("all" if sends == 200 else "some", "of", event.get("host"), "none lost" if lost == 0 else "some lost")
END
receive() { # WHEN
  rm -f "$folder/socket"
  LAB_HOST=server python3 "$folder/receiver.py" "$folder/socket" "$1" "$CALLS" -- python3 tests/calls/subject.py many
}
check 'waits for a trace that is full' 'all of server none lost' "$(receive soon)"
check 'says how many events were lost, if that takes too long' 'some of None some lost' "$(receive late)"
