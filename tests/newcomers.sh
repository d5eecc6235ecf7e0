#!/usr/bin/env bash
# The servers with many clients accept all that wait in one turn: between two
# waits for events. It is counted, by strace, and not timed.
source "${BASH_SOURCE[0]%/*}/lib.sh"
NEWCOMERS=50
servers=(03_keep_alive/http_server 14_websocket_frames/chat_server 14_websocket_frames/websocket_echo_server)
has strace "${servers[*]#*/} accept all that wait in one turn" || exit 0

# The greatest number of connections accepted between two waits, so far.
in_one_turn() {
  awk '/^(epoll_wait|epoll_pwait|poll)\(/ { n = 0 }
    /^accept4?\(.* = [0-9]+$/ { if (++n > most) most = n }
    END { print most + 0 }' "$folder/calls"
}
all_are_accepted() { (($(grep -c '^accept4\?(.* = [0-9]\+$' "$folder/calls" || :) >= NEWCOMERS)); }

for server in "${servers[@]}"; do
  mkfifo "$folder/in"
  exec {go_on}<>"$folder/in"
  rm "$folder/in"
  serve strace -o "$folder/calls" -e trace=accept,accept4,poll,epoll_wait,epoll_pwait \
    setpriv --pdeathsig KILL "$BUILD/labs/$server" --port 0 --step <&"$go_on"

  # They are complete for the kernel, while the server waits for Enter.
  peers=()
  for ((i = 0; i < NEWCOMERS; ++i)); do
    exec {peer}<>"/dev/tcp/127.0.0.1/$PORT"
    peers+=("$peer")
  done
  echo >&"$go_on"
  in_time all_are_accepted || :
  check "${server#*/} accepts all that wait in one turn" "$NEWCOMERS" "$(in_one_turn)"
  for peer in "${peers[@]}"; do exec {peer}>&-; done
  exec {go_on}>&-
done

# What `make bench` measures, with few peers; its times are judged there.
serve "$BUILD/labs/14_websocket_frames/chat_server" --port 0
measure() { # [COMMAND ...]: that starts it
  "$@" "$BUILD/tests/bench/newcomer" --idle 100 --websocket --times 3 --port "$PORT" 2>&1 |
    sed -E 's/( [0-9.]+){3}$/ T T T/'
}
check 'the measurement counts its peers' '100 T T T' "$(measure)"
check 'the measurement says it if it may not have so many' yes \
  "$(measure prlimit --nofile=64:64 | tr '\n' ' ' | grep -q '^newcomer: the system allows 64 descriptors .*48 T T T $' && echo yes)"
