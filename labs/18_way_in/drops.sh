#!/usr/bin/env bash
# Where does a packet end that does not get through, and who hears of it?
#
#     the client    the wire        device, IP, TCP, socket, queue    the program
#     sends     --> spoils it,  -->  it ends at one of these     -->  recv() = ?
#                   or forges one    which counter has moved?
#     hears     <------------------  RST, ACK, ICMP, nothing
#
#   scripts/lab drops                  sends every packet, and shows the table
#   scripts/lab drops PACKET           one line of it: TTL-0, old-timestamp ...
#
#   --format text|markdown|json|html   (text)
#   --diff [FILE]                      names each cell that is not as it is kept
#                                      for this kernel, or in FILE; then status 1
#   --kept                             the table that is kept: nothing is run
#   --save FOLDER                      keeps the traces, and the pcaps
set -euo pipefail
LAB=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${LAB%/labs/*} COMMAND=drops NAME=drops SAVES=1
# shellcheck source=scripts/build.sh
source "$ROOT/scripts/build.sh"
# shellcheck source=scripts/matrix.sh
source "$ROOT/scripts/matrix.sh"
find_programs() {
  PROGRAMS=${BUILD:-build}/labs/18_way_in
  [[ $PROGRAMS == /* ]] || PROGRAMS=$ROOT/$PROGRAMS
}

# In a world: ACKs are not delayed, and what is lost is sent again after half a
# second, so that all is seen before that.
still_the_clocks() {
  local host route=(dev wire proto kernel scope link quickack 1 rto_min 500ms)
  ip -n client route change 192.0.2.2 src 192.0.2.1 "${route[@]}"
  ip -n server route change 192.0.2.1 src 192.0.2.2 "${route[@]}"
  for host in client server; do # no probe for a lost tail, either
    ip netns exec "$host" tee /proc/sys/net/ipv4/tcp_early_retrans <<<0 >/dev/null
    ip netns exec "$host" tee /proc/sys/net/ipv4/ipfrag_time <<<1 >/dev/null
  done
}

if [[ ${1:-} == --inside ]]; then
  find_programs
  still_the_clocks
  exec "$PROGRAMS/drop_cell" "${@:2}"
fi

read_matrix_options "$@"
((${#CELL[@]} <= 1)) || refuse 'one packet, or all of them'
[[ ${#CELL[@]} == 0 || ${TABLE[0]} != --diff ]] || refuse '--diff compares all packets'
check_surroundings
bring_up_to_date all
find_programs
if [[ -n $KEPT ]]; then
  exec "$PROGRAMS/drop_matrix" --read "$(kept_table)" "${TABLE[@]}"
fi
reason=$("$ROOT/scripts/two_hosts.sh" --check) || {
  echo "drops: $reason; what was seen elsewhere: scripts/lab drops --kept" >&2
  exit 77
}
if [[ -n $FOLDER ]]; then
  make_folder "$FOLDER"
  FOLDER=$(cd -- "$FOLDER" && pwd)
else
  FOLDER=$(mktemp -d)
  # The world first: it writes there, and unshare ignores SIGTERM.
  # shellcheck disable=SC2046  # a list
  trap 'kill -KILL $(jobs -p) 2>/dev/null || :; wait; until rm -rf "$FOLDER" 2>/dev/null; do :; done' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
fi
((${#CELL[@]} == 0)) || CELL=(--packet "${CELL[0]}")
"$ROOT/scripts/two_hosts.sh" "$LAB/drops.sh" --inside --folder "$FOLDER" "${CELL[@]}" >"$FOLDER/cells" &
wait $! || exit
[[ -s $FOLDER/cells ]] || refuse "there is no packet '${CELL[1]}'"
"$PROGRAMS/drop_matrix" --read "$FOLDER/cells" --kernel "Linux $KERNEL" "${TABLE[@]}"
