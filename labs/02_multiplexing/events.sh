#!/usr/bin/env bash
# What do select, poll and epoll report of a socket, whatever happens to it?
#
#     its peer, or its program                 the socket, asked in six ways
#     something happens      ------------->    select() poll() epoll_wait()
#                                              with EPOLLET; recv() send()
#
#   scripts/lab events                 makes it all happen, and shows the table
#   scripts/lab events EVENT           one line of it: RST, connected, full ...
#
#   --format text|markdown|json|html   (text); in html, behind each line is what
#                                      its words mean
#   --diff [FILE]                      names each cell that is not as it is kept
#                                      for this kernel, or in FILE; then status 1
#   --with FILE                        shows what FILE says, too: a kept table
#                                      of another kernel; ≠ where it differs
#   --kept                             the table that is kept: nothing is run
#
# It needs no two hosts: both ends are in one process, on loopback.
set -euo pipefail
LAB=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${LAB%/labs/*} COMMAND=events NAME=events
# shellcheck source=scripts/build.sh
source "$ROOT/scripts/build.sh"
# shellcheck source=scripts/matrix.sh
source "$ROOT/scripts/matrix.sh"
read_matrix_options "$@"
((${#CELL[@]} <= 1)) || refuse 'one event, or all of them'
[[ ${#CELL[@]} == 0 || ${TABLE[0]} != --diff ]] || refuse '--diff compares all events'
check_surroundings
bring_up_to_date all
find_programs
if [[ -n $KEPT ]]; then
  exec "$PROGRAMS/02_multiplexing/event_matrix" --read "$(kept_table)" "${TABLE[@]}"
fi
((${#CELL[@]} == 0)) || CELL=(--event "${CELL[0]}")
cells=$("$PROGRAMS/02_multiplexing/event_cell" "${CELL[@]}")
"$PROGRAMS/02_multiplexing/event_matrix" --kernel "Linux $KERNEL" "${TABLE[@]}" <<<"$cells"
