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
#   --format text|markdown|json|html   (text); in html, behind each line is its
#                                      ladder
#   --diff [FILE]                      names each cell that is not as it is kept
#                                      for this kernel, or in FILE; then status 1
#   --with FILE                        shows what FILE says, too: a kept table
#                                      of another kernel; ≠ where it differs
#   --kept                             the table that is kept: nothing is run
#   --save FOLDER                      keeps the traces, and the pcaps
set -euo pipefail
LAB=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${LAB%/labs/*} COMMAND=drops NAME=drops SAVES=1
# shellcheck source=scripts/build.sh
source "$ROOT/scripts/build.sh"
# shellcheck source=scripts/matrix.sh
source "$ROOT/scripts/matrix.sh"

if [[ ${1:-} == --inside ]]; then
  find_programs
  still_the_clocks rto_min 500ms # all is seen before something is sent again
  ip netns exec server tee /proc/sys/net/ipv4/ipfrag_time <<<1 >/dev/null
  exec "$PROGRAMS/18_way_in/drop_cell" "${@:2}"
fi

read_matrix_options "$@"
((${#CELL[@]} <= 1)) || refuse 'one packet, or all of them'
[[ ${#CELL[@]} == 0 || ${TABLE[0]} != --diff ]] || refuse '--diff compares all packets'
check_surroundings
bring_up_to_date all
find_programs
if [[ -n $KEPT ]]; then
  exec "$PROGRAMS/18_way_in/drop_matrix" --read "$(kept_table)" "${TABLE[@]}"
fi
needs_two_hosts
take_folder
((${#CELL[@]} == 0)) || CELL=(--packet "${CELL[0]}")
"$ROOT/scripts/two_hosts.sh" "$LAB/drops.sh" --inside --folder "$FOLDER" "${CELL[@]}" >"$FOLDER/cells" &
wait $! || exit
[[ -s $FOLDER/cells ]] || refuse "there is no packet '${CELL[1]}'"
"$PROGRAMS/18_way_in/drop_matrix" --read "$FOLDER/cells" --kernel "Linux $KERNEL" \
  --traces "$FOLDER" "${TABLE[@]}"
