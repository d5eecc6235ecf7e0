#!/usr/bin/env bash
# Exercises: a program of yours takes a part in a play, and what it does on the wire
# is marked, in whatever language it is written.
#
#   scripts/lab check                              lists the exercises
#   scripts/lab check 05/answer_survives           says what is asked there
#   scripts/lab check 05/answer_survives -- python3 my_client.py
#                                                  plays it with that program
#   scripts/lab progress                           which exercises you have met
#
# Your program finds in its environment where the server is, or where it must listen
# (HOST, PORT), and what else the exercise gives, such as QUESTION. {host}, {port} and
# {question} in the command are replaced. It runs in a sandbox: it can read the folder that you are in, and write in
# /tmp, which is its own. Each line of the exercise is met, not met, not checked
# (because a line before it failed), or one cannot tell (this machine was too slow).
# When the first run is met, four more follow with other data.
#
#   --hint [N]      tells N hints of the first line that is not met (1; alone: all)
#   --watch         plays again whenever the file of your program changes
#   --format F      text, tap (which prove reads), tap14, junit, csv, json,
#                   gradescope
#   --save FOLDER   keeps each run's ladder and trace, and its pcap for Wireshark
#   --all PATTERN   marks a class: 'submissions/*/run.sh' are its programs, each
#                   played in its own folder; those that share one are played apart.
#                   A link out of the folder is not followed. A line a student, then
#                   CSV; --format
#                   json or junit. --save keeps what was written, and the runs of
#                   those that are not met
#
# What you have met is in .lab_progress, in the folder where you are, or in the file
# that LAB_PROGRESS names. Exit status: 0 all is met, 1 not, 77 one cannot tell.
set -euo pipefail
HERE=$PWD
cd -- "${BASH_SOURCE[0]%/*}/.." && ROOT=$PWD
[[ -e /proc/self/fd/0 ]] || exec </dev/null # closed: the next file would be it
[[ -e /proc/self/fd/2 ]] || exec 2>/dev/null
[[ -e /proc/self/fd/1 ]] || { echo 'lab check: standard output is closed' >&2 && exit 1; }
# shellcheck source=scripts/build.sh
source scripts/build.sh
# shellcheck source=scripts/two_hosts.sh
source scripts/two_hosts.sh
# shellcheck source=scripts/exercises.sh
source scripts/exercises.sh
# shellcheck source=scripts/check_class.sh
source scripts/check_class.sh
# shellcheck source=scripts/check_watch.sh
source scripts/check_watch.sh

wrong_usage() { # WHAT
  echo "lab check: $1" >&2
  exit 2
}

show_help() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' scripts/check.sh; }

read_options() { # ARGUMENT ...
  EXERCISE='' FORMAT='' SAVE='' HINTS=1 PATTERN='' WATCH='' COMMAND=()
  while (($#)); do
    case $1 in
      --hint=*)
        HINTS=${1#*=}
        [[ $HINTS =~ ^[0-9]$ ]] || wrong_usage "--hint takes a number from 0 to 9, not '$HINTS'"
        ;;
      --format=* | --save=* | --all=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
      --format | --save | --all) [[ -n ${2:-} && $2 != -- ]] || wrong_usage "$1 takes a value" ;;&
      --format)
        [[ $2 =~ ^(text|tap|tap14|junit|csv|json|gradescope)$ ]] || wrong_usage "--format takes text, tap, tap14, junit, csv, json or gradescope, not '$2'"
        FORMAT=$2 && shift
        ;;
      --save) SAVE=$2 && shift ;;
      --all) PATTERN=$2 && shift ;;
      --hint)
        HINTS=3
        [[ ! ${2:-} =~ ^-?[0-9]+$ ]] || { set -- "--hint=$2" "${@:3}" && continue; }
        ;;
      --watch) WATCH=1 ;;
      --help | -h) show_help && exit 0 ;;
      --)
        COMMAND=("${@:2}")
        ((${#COMMAND[@]} > 0)) || wrong_usage 'behind -- comes the command of your program: -- python3 my_client.py'
        break
        ;;
      -*) wrong_usage "'$1' is not an option; --help says what is" ;;
      *)
        [[ -z $EXERCISE ]] || wrong_usage "'$1' is too much: your program comes behind --, as in scripts/lab check $(short_name "$EXERCISE") -- $1"
        find_exercise "$1"
        ;;
    esac
    shift
  done
  [[ -n $EXERCISE || -z $PATTERN$WATCH$SAVE$FORMAT && ${#COMMAND[@]} == 0 ]] ||
    wrong_usage 'which exercise? scripts/lab check lists them'
  [[ -z $PATTERN || (-z $WATCH && ${#COMMAND[@]} == 0) ]] ||
    wrong_usage '--all finds the programs by itself: not with --watch, nor with a command'
  [[ -z $PATTERN || $FORMAT =~ ^(csv|json|junit|)$ ]] || wrong_usage "--all writes csv, json or junit, not $FORMAT"
  [[ -z $WATCH || $FORMAT =~ ^(text|)$ ]] || wrong_usage '--watch writes text alone'
  [[ -z $EXERCISE || -n $PATTERN || ${#COMMAND[@]} -gt 0 || -z $WATCH$SAVE$FORMAT ]] ||
    wrong_usage "which program? scripts/lab check $(short_name "$EXERCISE") -- python3 my_client.py"
  FORMAT=${FORMAT:-text}
}

# Ends the script if the command cannot be run.
check_command() {
  local program=${COMMAND[0]}
  [[ -n $program ]] || wrong_usage 'behind -- comes the command of your program, and not an empty word'
  [[ $program == */* ]] || {
    type -P -- "$program" >/dev/null || wrong_usage "there is no program '$program'$([[ ! -e $HERE/$program ]] || echo ": of this folder it is ./$program")"
    return 0
  }
  (
    cd -- "$HERE"
    [[ -e $program ]] || wrong_usage "there is no file '$program'"
    [[ ! -d $program ]] || wrong_usage "'$program' is a folder, not a program"
    [[ -x $program ]] || wrong_usage "'$program' may not be run: chmod +x $program"
  )
}

# Whatever a mark needs.
prepare() {
  check_surroundings
  [[ -z ${LAB_LOOPBACK:-} ]] || REASON='LAB_LOOPBACK asks for loopback, which has no wire'
  { [[ -z ${LAB_LOOPBACK:-} ]] && can_make_world; } || {
    echo "lab check: cannot tell: an exercise needs the two hosts, and they cannot be had here ($REASON)" >&2
    exit 77
  }
  bring_up_to_date "$EXERCISE/play.sh"
  INSTRUMENTS=$ROOT/${BUILD:-build}/labs/00_instruments
  [[ -x $INSTRUMENTS/stage && -x $INSTRUMENTS/grade && -x $INSTRUMENTS/sandbox ]] || refuse_to_play "$INSTRUMENTS is not built: run make"
  export LAB_WORLD_CHECKED=1 LAB_WORLD_USERS=${LAB_WORLD_USERS:-no}
  TEMPORARY=$(mktemp -d)
  trap end_all EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

PLAYERS=() TEMPORARY='' # processes
end_all() {
  local player
  for player in "${PLAYERS[@]}"; do kill -TERM "$player" 2>/dev/null || :; done
  wait
  rm -rf -- "$TEMPORARY"
}

# SAVE is its whole path then.
find_save_folder() {
  [[ -n $SAVE ]] || return 0
  [[ $SAVE == /* ]] || SAVE=$HERE/$SAVE
  make_folder "$SAVE"
}

# In a terminal a link is of no use: the file that it means is.
show_task() {
  sed -E -e "s#\[([^]]*)\]\(\.\./\.\./README\.md\)#\1 (${EXERCISE%/exercises/*}/README.md)#g" \
    -e 's#\[([^]]*)\]\(\.\./\.\./\.\./([^)]*)\)#\1 (labs/\2)#g' "$EXERCISE/README.md"
}

mark_one() {
  local status=0 folder=$TEMPORARY/runs
  check_command
  find_save_folder
  play_all "$folder" "$HERE" "${COMMAND[@]}"
  grade "$folder" --format "$FORMAT" --hint "$HINTS" || status=$?
  [[ -z $SAVE ]] || keep_runs "$folder" "$SAVE"
  ((status != 0)) || note_progress "$EXERCISE"
  return "$status"
}

if [[ ${1:-} == --progress ]]; then
  (($# == 1)) || wrong_usage "'$2' is too much: scripts/lab progress takes nothing"
  show_progress
  exit
fi
read_options "$@"
if [[ -z $EXERCISE ]]; then
  list_exercises
elif [[ -z $PATTERN && ${#COMMAND[@]} == 0 ]]; then
  show_task
else
  prepare
  if [[ -n $PATTERN ]]; then
    mark_class
  elif [[ -n $WATCH ]]; then
    watch_program
  else
    mark_one
  fi
fi
