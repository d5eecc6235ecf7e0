#!/usr/bin/env bash
# Exercises: a program of yours stands in a play, and what it does on the wire is
# marked, in whatever language it is written.
#
#   scripts/lab check                              lists the exercises
#   scripts/lab check 05/answer_survives -- python3 my_client.py
#
# The program finds in its environment where the server is, or where it must listen
# (HOST, PORT), and what else the exercise gives; {host} and {port} in the command
# are replaced.
#
#   --hint N       tells N hints of the first line that is not met (1)
#   --format F     text, json
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
VARIANTS=4

wrong_usage() { # WHAT
  echo "lab check: $1" >&2
  exit 2
}

list_exercises() {
  local play
  for play in labs/*/exercises/*/play.sh; do
    play=${play%/play.sh}
    printf '  %-30s %s\n' "${play:5:2}/${play##*/}" "$(sed -nE "s/^exercise [a-z0-9_]+ ['\"](.*)['\"]$/\1/p" "$play/play.sh")"
  done
}

# FOLDER of the exercise that is meant: 05/NAME, 5/NAME, 05_lab/NAME, NAME.
find_exercise() { # TEXT
  local lab=${1%/*} name=${1##*/} found=()
  [[ $1 == */* ]] || lab=''
  [[ $lab != [0-9] ]] || lab=0$lab
  [[ $name =~ ^[a-z0-9_]+$ && $lab =~ ^[a-z0-9_]*$ ]] || wrong_usage "there is no exercise '$1'; scripts/lab check lists them"
  mapfile -t found < <(compgen -G "labs/$lab*/exercises/$name/play.sh")
  ((${#found[@]} == 1)) || wrong_usage "there is no exercise '$1', or more than one; scripts/lab check lists them"
  EXERCISE=${found[0]%/play.sh}
}

# Plays a run; its report, ladder and errors are in FOLDER/VARIANT.
play() { # VARIANT
  local folder=$RUNS/$1
  mkdir "$folder"
  printf '%s\0' "${COMMAND[@]}" >"$folder/command"
  (cd -- "$HERE" && LAB_VARIANT=$1 "$INSTRUMENTS/stage" --play "$ROOT/$EXERCISE/play.sh" --programs "${INSTRUMENTS%/*}" \
    --scenes "${EXERCISE##*/}" --worlds "$ROOT/scripts/two_hosts.sh" --mark "$folder" "${SANDBOX[@]}") \
    >"$folder/ladder" 2>"$folder/errors" </dev/null || :
  [[ -s $folder/report ]] || { cat "$folder/errors" >&2 && return 1; }
}

grade() { "$INSTRUMENTS/grade" --read "$RUNS" --hint "$HINTS" "$@"; }

FORMAT=text HINTS=1 EXERCISE='' COMMAND=()
while (($#)); do
  case $1 in
    --hint) [[ ${2:-} =~ ^[1-3]$ ]] && HINTS=$2 && shift || HINTS=3 ;;
    --format) FORMAT=${2:-} && shift ;;
    --) COMMAND=("${@:2}") && break ;;
    -*) wrong_usage "'$1' is not an option" ;;
    *) find_exercise "$1" ;;
  esac
  shift
done
[[ -n $EXERCISE ]] || { list_exercises && exit; }
((${#COMMAND[@]} > 0)) || wrong_usage "which program? scripts/lab check ${EXERCISE##*/} -- python3 my_client.py"
check_surroundings
bring_up_to_date "$EXERCISE/play.sh"
INSTRUMENTS=$ROOT/${BUILD:-build}/labs/00_instruments
can_make_world || { echo "lab check: cannot tell: an exercise needs the two hosts: $REASON" >&2 && exit 77; }
export LAB_WORLD_CHECKED=1 LAB_WORLD_USERS=${LAB_WORLD_USERS:-no}
SANDBOX=()
[[ ! -x scripts/sandbox ]] || SANDBOX=(--sandbox "$ROOT/scripts/sandbox")
RUNS=$(mktemp -d)
trap 'rm -rf -- "$RUNS"' EXIT
trap 'exit 130' INT
play 0
if grade >/dev/null; then
  for ((variant = 1; variant <= VARIANTS; ++variant)); do play "$variant"; done
fi
grade --format "$FORMAT" --runs $((VARIANTS + 1))
