# shellcheck shell=bash
# What the scripts of a matrix (labs/17_close_matrix/matrix.sh,
# labs/02_multiplexing/events.sh, labs/18_way_in/drops.sh) have in common: how they are
# asked, and which table is kept. LAB is the folder of the script, COMMAND its name in scripts/lab, NAME what
# its files are called: matrix-linux-6.18.json.

KERNEL=$(uname -r | sed 's/[-+].*//')
# shellcheck disable=SC2034 # for the scripts
FOLDER='' CELL=() TABLE=(--format text) KEPT=''

refuse() { # REASON
  echo "$COMMAND: $1; scripts/lab $COMMAND --help says what there is" >&2
  exit 2
}

# The table that is kept for this kernel, or else for the newest.
kept_table() {
  local mine
  mine=$LAB/$NAME-linux-$(cut -d. -f1,2 <<<"$KERNEL").json
  if [[ -e $mine ]]; then
    echo "$mine"
  else
    printf '%s\n' "$LAB/$NAME"-linux-*.json | sort -V | tail -n 1
  fi
}

# shellcheck disable=SC2034 # for the scripts
# Sets CELL, TABLE (what the program is told), KEPT and, where there are traces to be
# kept, FOLDER.
read_matrix_options() { # ARGUMENT ...
  while (($#)); do
    case $1 in
      --format=* | --save=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
      --format)
        [[ -n ${2:-} ]] || refuse "$1 takes a value"
        TABLE=(--format "$2") && shift
        ;;
      --save)
        [[ -n ${SAVES:-} ]] || refuse "'$1' is not an option"
        [[ -n ${2:-} ]] || refuse "$1 takes a value"
        FOLDER=$2 && shift
        ;;
      --diff=*) TABLE=(--diff "${1#*=}") ;;
      --diff)
        TABLE=(--diff "$(kept_table)")
        [[ ! -f ${2:-} ]] || { TABLE=(--diff "$2") && shift; }
        ;;
      --kept) KEPT=1 ;;
      -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
      -*) refuse "'$1' is not an option" ;;
      *) CELL+=("$1") ;;
    esac
    shift
  done
}
