#!/usr/bin/env bash
# Every way to end a connection, from every state: what is sent, what is lost?
#
#     the subject                              its peer
#     reaches a state     <-- both speak -->
#     ends, in one way    ------- ? ------->
#                         held |<----------    answers
#     which state now?    <-- let go -------   recv() = ? send() = ?
#
#   scripts/lab matrix                 plays every cell, and shows the table
#   scripts/lab matrix STATE WAY       plays one cell, and draws its two ladders
#
#   --format text|markdown|json|html   (text); in html, behind each cell are its
#                                      ladders, but with --kept
#   --diff [FILE]                      names each cell that is not as it is kept
#                                      for this kernel, or in FILE; then status 1
#   --with FILE                        shows what FILE says, too: a kept table
#                                      of another kernel; ≠ where it differs
#   --kept                             plays nothing: the table that is kept
#   --save FOLDER                      keeps the traces, and the pcaps
set -euo pipefail
LAB=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd)
ROOT=${LAB%/labs/*} COMMAND=matrix NAME=matrix SAVES=1
# shellcheck source=scripts/build.sh
source "$ROOT/scripts/build.sh"
# shellcheck source=scripts/matrix.sh
source "$ROOT/scripts/matrix.sh"
STATES=(LISTEN SYN-SENT ESTAB CLOSE-WAIT FIN-WAIT-1 FIN-WAIT-2 CLOSING LAST-ACK TIME-WAIT)

play_in_world() { # ARGUMENT ...: of close_cell, which prints its cells
  "$ROOT/scripts/two_hosts.sh" "$LAB/matrix.sh" --inside --folder "$FOLDER" "$@"
}

play_all() { # a world for each state, all at once
  local state player players=() status=0
  for state in "${STATES[@]}"; do
    play_in_world --state "$state" >"$FOLDER/$state.cells" &
    players+=($!)
  done
  for player in "${players[@]}"; do wait "$player" || status=$?; done
  ((status == 0)) || exit "$status"
  for state in "${STATES[@]}"; do cat "$FOLDER/$state.cells"; done >"$FOLDER/cells"
}

play_one() { # STATE WAY
  local does
  play_in_world --state "$1" --way "$2" >"$FOLDER/cells"
  [[ -s $FOLDER/cells ]] || refuse "there is no cell '$1 $2'"
  for does in reads writes; do
    [[ -e $FOLDER/$1.$2.$does.trace ]] || continue
    "$PROGRAMS/00_instruments/ladder" --read "$FOLDER/$1.$2.$does.trace" \
      --title "$2 from $1; the peer $does"
    echo
  done
}

if [[ ${1:-} == --inside ]]; then
  find_programs
  # No segment that is held is retransmitted, and two segments leave at once, whatever
  # congestion control this machine prefers.
  still_the_clocks rto_min 30s initcwnd 2 congctl reno
  exec "$PROGRAMS/17_close_matrix/close_cell" "${@:2}"
fi

if [[ ${1:-} == --list ]]; then
  echo '  - Cells in place of scenes: scripts/lab matrix [STATE WAY]' && exit
fi
read_matrix_options "$@"
((${#CELL[@]} == 0 || ${#CELL[@]} == 2)) || refuse 'a cell is a state and a way'
check_surroundings
bring_up_to_date all
find_programs
if [[ -n $KEPT ]]; then
  exec "$PROGRAMS/17_close_matrix/close_matrix" --read "$(kept_table)" "${TABLE[@]}"
fi

needs_two_hosts
take_folder
if ((${#CELL[@]} == 2)); then play_one "${CELL[@]}"; else play_all; fi
"$PROGRAMS/17_close_matrix/close_matrix" --read "$FOLDER/cells" \
  --kernel "Linux $KERNEL" --traces "$FOLDER" "${TABLE[@]}"
