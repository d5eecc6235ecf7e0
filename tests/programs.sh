#!/usr/bin/env bash
# What each program of each lab does with its command line, with Ctrl-C, with a
# port that is taken, and with nobody to talk to. Finds the programs by itself.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# In a network of its own, where it can be: then each socket there is ours. A port
# that one of our servers has left may be another's at once.
if (($# == 0)) && unshare --map-root-user --net true 2>/dev/null; then
  unshare --map-root-user --net tests/programs.sh alone
  exit
fi
[[ ${1:-} != alone ]] || ip link set lo up

# Runs a command to its end: STATUS, OUT, ERR.
run() {
  STATUS=0
  timeout -k 1 20 "$@" >"$folder/out" 2>"$folder/err" </dev/null || STATUS=$?
  OUT=$(<"$folder/out") ERR=$(<"$folder/err")
}

# Starts a server in a process group of its own, as a shell does, and waits until
# it listens: PID, PORT. (One of them does not say where.)
serve_group() { # PROGRAM ARGS ...
  setsid "$@" >"$folder/server" 2>&1 </dev/null &
  PID=$!
  STARTED=("-$PID") # and all that it starts
  has_port() { PORT=$(ss -Htlnp | sed -nE "s/.*:([0-9]+) .*pid=$PID,.*/\1/p") && [[ -n $PORT ]]; }
  in_time has_port || { cat "$folder/server" && echo && give_up "$1 listens"; }
}

# Waits for the end of that server: STATUS. One that does not end is killed.
await_end() {
  STATUS=0
  in_time has_ended "$PID" || kill -KILL -- "-$PID"
  wait "$PID" || STATUS=$?
  STARTED=()
}

# "program status / first lines of stderr" is easier to read than three checks.
refusal() { printf '%s|%s' "$STATUS" "${ERR//$'\n'/|}"; }

NOBODY='Connection refused [ECONNREFUSED]|  nobody listens there: start the server first'
TAKEN='Address already in use [EADDRINUSE]|  another socket has this port: choose another with --port'

test_command_line() { # NAME PROGRAM
  local usage option
  run "$2" --help
  usage=${OUT%%$'\n'[^ ]*}
  check "$1 --help folds its usage for 80 columns" '' "$(awk 'length > 80' <<<"$usage")"
  check "$1 --help shows its usage and what it does, and ends with 0" "0 usage: $1 [ ... " \
    "$STATUS ${usage:0:${#1}+9} ... $ERR"
  check "$1 --help says more than the usage" more "$([[ $OUT == "$usage"$'\n'?* ]] && echo more)"
  run "$2" --nonsense
  check "$1 refuses an unknown option" "2|$1: unknown option '--nonsense'|${usage//$'\n'/|}" "$(refusal)"
  option=$(grep -oE '\[--[a-z0-9-]+ [NP]\]' <<<"$usage" | head -n 1 | tr -d '[]' | cut -d ' ' -f 1) || :
  [[ -n $option ]] || return 0
  run "$2" "$option" 7x
  check "$1 refuses a bad number" "2|$1: $option takes a number|${usage//$'\n'/|}" \
    "$(refusal | sed -E "s/ from 0 to [0-9]+, not '7x'//")"
}

takes_port() { [[ $("$1" --help) == *'[--port P]'* ]]; } # PROGRAM

test_server() { # NAME PROGRAM
  serve_group "$2" --port 0
  check "$1 says on which port it listens" said \
    "$(in_time grep -q "listens on .*:$PORT\$" "$folder/server" && echo said)"
  run "$2" --port "$PORT"
  check "$1 says that its port is taken, and the cure" \
    "1|$1: bind(listener, address, size): $TAKEN" "$(refusal)"
  kill -INT -- "-$PID"
  await_end
  check "$1 ends with 0 after Ctrl-C" 0 "$STATUS"
  check "$1 leaves no process and no socket after Ctrl-C" '' \
    "$(! kill -0 -- "-$PID" 2>/dev/null || echo a process)$(ss -Htan "( sport = :$PORT )")"
}

# PORT is one that nobody listens on any more.
test_client() { # NAME PROGRAM
  local own=() # the kernel shall choose where it comes from, too
  ! "$2" --help | grep -q -- '--from P' || own=(--from 0)
  run "$2" --port "$PORT" "${own[@]}"
  check "$1 says that nobody listens, and the cure" "1|$1: connect(CALL): $NOBODY" \
    "$(refusal | sed -E 's/connect\([^)]*\)/connect(CALL)/')"
}

# Three clients, the second of which goes without reading its echo.
test_echo() { # HOST SENTENCE
  local server=$BUILD/labs/01_echo/echo_server client=$BUILD/labs/01_echo/echo_client
  local echoes=''
  serve_group "$server" --host "$1" --port 0 --clients 4
  for message in first second '' third; do
    if [[ -n $message ]]; then
      run "$client" --host "$1" --port "$PORT" --message "$message"
      echoes+="$STATUS $(sed -n 's/.*  echo: //p' <<<"$OUT"), "
    else
      exec {gone}<>"/dev/tcp/$1/$PORT"
      printf 'unread' >&"$gone"
      read -r -N 1 -t 10 -u "$gone"
      exec {gone}>&-
    fi
  done
  await_end
  check "echo_server serves one client after another $2, and goes on if one is lost" \
    "0 'first', 0 'second', 0 'third', ended with 0" "${echoes}ended with $STATUS"
}

# What needs a network of its own. In a new one not even ::1 is there.
test_without_ipv6() {
  run "$BUILD/labs/01_echo/echo_server" --host ::1 --port 0
  check 'echo_server says that there is no IPv6' \
    '1|echo_server: bind(listener, address, size): Cannot assign requested address [EADDRNOTAVAIL]|  no such address on this machine, or no free port left' \
    "$(refusal)"
}

# raw_echo_server has one port, 7000, and here it is free.
test_raw_echo() {
  local server=$BUILD/labs/01_echo/raw_echo_server client=$BUILD/labs/01_echo/echo_client
  local echoes=''
  ip link set lo up
  for message in first second third; do
    serve_group "$server"
    if [[ $message == first ]]; then
      run "$server"
      check 'raw_echo_server says that its port is taken' \
        '1|raw_echo_server: bind: Address already in use' "$(refusal)"
    fi
    run "$client" --message "$message"
    echoes+="$STATUS $(sed -n 's/.*  echo: //p' <<<"$OUT"), "
    await_end
    echoes+="ended with $STATUS; "
  done
  check 'raw_echo_server serves one client, and can be started again at once' \
    "0 'first', ended with 0; 0 'second', ended with 0; 0 'third', ended with 0; " "$echoes"
}

if [[ ${1:-} == on_a_new_network ]]; then
  test_without_ipv6
  test_raw_echo
  exit
fi

check 'no two programs have the same name: the shells of lab up find them by it' '' \
  "$(printf '%s\n' labs/*/*.cpp | sed 's/.*\///' | sort | uniq -d)"
# raw_echo_server is before all options, ports and helpers: see below.
for source in labs/*/*.cpp; do
  program=$BUILD/${source%.cpp}
  [[ ${program##*/} == raw_* ]] || test_command_line "${program##*/}" "$program"
done
# Of those that talk over a port: the ones that wait there, then the others, but
# for one that does not wait for an answer, one that connects to itself there, and
# one that does what it is told (told_peer.sh).
while read -r source; do
  program=$BUILD/${source%.cpp}
  ! takes_port "$program" || test_server "${program##*/}" "$program"
done < <(grep -lE '::listen\(|listen_on\(|many_clients\.h' labs/*/*.cpp |
  grep -v -e /raw_ -e /told_peer -e /two_listeners -e /sharing_server) # the last two share their port
while read -r source; do
  program=$BUILD/${source%.cpp}
  ! takes_port "$program" || test_client "${program##*/}" "$program"
done < <(grep -l '::connect(' labs/*/*.cpp | grep -v -e /syn_sent_client -e /crossing_peer -e /told_peer -e /datagram_client)
run "$BUILD/labs/01_echo/raw_echo_server" --port 8000
check 'raw_echo_server refuses all options' '2|usage: raw_echo_server' "$(refusal)"

if has script 'a call that is longer than the line of a terminal'; then
  check 'a call that is longer than the line of a terminal stands there once' 1 \
    "$(TERM=xterm script -qec "stty columns 50; $BUILD/labs/01_echo/echo_client --port $PORT" /dev/null </dev/null |
      grep -o 'SOCK_STREAM, 0' | wc -l)"
fi

test_echo 127.0.0.1 'over IPv4'
if grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null; then
  test_echo ::1 'over IPv6'
else
  skip 'echo_server over IPv6' 'this machine has no IPv6'
fi
if unshare --map-root-user --net true 2>/dev/null; then
  unshare --map-root-user --net tests/programs.sh on_a_new_network
else
  skip 'raw_echo_server, and echo_server without IPv6' 'no namespaces without root here'
fi
