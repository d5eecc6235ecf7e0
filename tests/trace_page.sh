#!/usr/bin/env bash
# The page of the trace, for those who read or write one: each key and event of the
# code is on it, and the two programs in Python do what it says.
source "${BASH_SOURCE[0]%/*}/lib.sh"
LADDER=$BUILD/labs/00_instruments/ladder
PAGE=common/trace/README.md

# In the world: a client that tells its calls, and a server of the lab.
if [[ ${1:-} == --inside ]]; then
  "$BUILD/labs/00_instruments/wire" --calls "$2/calls" --trace "$2/trace" &
  wire=$!
  in_time test -S "$2/calls"
  export LAB_TRACE=$2/calls
  serve env LAB_HOST=server ip netns exec server "$BUILD/labs/01_echo/echo_server" --host 192.0.2.2 --port 7000
  LAB_HOST=client ip netns exec client python3 common/trace/tell_trace.py 192.0.2.2 7000
  # Nobody takes what this one tells.
  LAB_HOST=client LAB_TRACE=$2/nobody ip netns exec client python3 common/trace/tell_trace.py 192.0.2.2 7000
  kill "$wire"
  wait "$wire" || :
  exit
fi

# The names that the code writes.
written() { # PATTERN
  grep -oE "$1" common/trace/trace.cpp | sed 's/.*"\(.*\)"/\1/' | sort -u
}
not_on_the_page() { # WORD ...: as a key or a value of an example
  local word
  for word; do grep -qF "\"$word\"" "$PAGE" || echo "$word"; done
}
mapfile -t keys < <(written '\.?(text|texts|number|seconds)\("[a-z]+"' && written '"(client|server)_[a-z]+"')
mapfile -t events < <(written '"event", "[a-z]+"')
check 'has an example with each key' '' "$(not_on_the_page "${keys[@]}")"
check 'has an example of each event' '' "$(not_on_the_page "${events[@]}")"
check 'knows many keys, and all events' yes "$( ((${#keys[@]} > 29 && ${#events[@]} >= 12)) && echo yes)"

examples() { grep '^{"t":' "$PAGE"; }
check 'has examples that are a trace, in order' 0 "$(examples | "$LADDER" >/dev/null 2>&1; echo $?)"

has python3 'programs in Python' || exit 0
check 'has a reader in Python that tells calls and segments' 'client send(8, 5, MSG_NOSIGNAL) = 5, 0.1 ms
server accept(6) = 3, 0.1 ms
client recv(8, 4096) = -1 ECONNRESET, 0.0 ms
client sends PSH ACK 5' "$(examples | python3 common/trace/read_trace.py -)"
check 'has a reader that stops at a newer version' $'the trace has version 2, and not 1\n(status 1)' \
  "$(echo '{"t":0,"event":"trace","version":2}' | python3 common/trace/read_trace.py - 2>&1 || echo "(status $?)")"
check 'has a reader that passes over what it does not know' '' \
  "$(printf '%s\n' '{"t":0,"event":"new","more":[{}]}' '{"t":0,"event":"return","host":"client","pid":1,"id":1,"result":0}' |
    python3 common/trace/read_trace.py - 2>&1)"
usage_of() { # PROGRAM ARGUMENT ...
  python3 "common/trace/$1.py" "${@:2}" 2>&1 </dev/null || echo "(status $?)"
}
check 'has a reader that says what it takes' $'usage: read_trace.py FILE    (-: standard input)\n(status 2)' \
  "$(usage_of read_trace)"
check 'has a client that says what it takes' $'usage: tell_trace.py HOST PORT\n(status 2)' \
  "$(usage_of tell_trace server)"

has_two_hosts 'a client in Python tells its calls' || exit 0
scripts/two_hosts.sh "${BASH_SOURCE[0]}" --inside "$folder" >"$folder/log" 2>&1 || { echo "status $?" && cat "$folder/log"; }
check 'has a client in Python that tells its calls, and goes on where nobody takes them' \
  "client connect(client, server) = 0
client send(client, 'hello') = 5
client shutdown(client, SHUT_WR) = 0
client recv(client, 4096) = 5
client recv(client, 4096) = 0
2 FIN" "$(python3 common/trace/read_trace.py "$folder/trace" | sed -n 's/^\(client .* = .*\), .* ms/\1/p'
    grep '"from":"client".*"FIN"' "$folder/trace" | grep -vc '"retransmission"') FIN"
on_ladder() { "$LADDER" --read "$folder/trace" | grep -cE '^ *[0-9.]+ (tell_trace|connect\(client, (server|…)\) = 0) ' || :; }
check 'has a client in Python whose calls are on the ladder, under its name' 2 "$(on_ladder)"
