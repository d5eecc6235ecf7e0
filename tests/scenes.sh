#!/usr/bin/env bash
# Plays every scene of every lab as a student does, side by side: in the two-host
# world and on loopback. States and results are checked by the plays themselves
# and by expected/*.ladder. As root, the worlds of an ordinary user are tried too.
#
#   tests/scenes.sh [LAB [SCENE]]     all, those of a lab (05, or its name), or one
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"
(($# <= 2)) || wrong_usage "tests/scenes.sh [LAB [SCENE]] takes no '$3'"
find_labs run.sh "$@"

places=(loopback)
if has_two_hosts 'every scene in the two-host world'; then
  places=(world loopback)
  ((EUID != 0)) || places=(world user loopback)
fi
mkdir "${places[@]/#/$folder/}"

play_scene() { # "WHERE LAB SCENE"
  local where lab scene status=0 log as_user=()
  read -r where lab scene <<<"$1"
  log=$folder/$where/$lab.$scene
  [[ $where != user ]] || as_user=("${AS_USER[@]}")
  [[ $where != loopback ]] || export LAB_LOOPBACK=1
  play_to "$log" "${as_user[@]}" scripts/lab run "$lab" "$scene" || status=$?
  case $status in
    0) echo "ok $NAME: $lab: $scene ($where)" ;;
    77)
      # That a scene needs the hosts is no lack of a machine that has them.
      [[ $where == loopback && ${places[0]} == world ]] && grep -q 'needs the two hosts' "$log" && return
      skip "$lab: $scene ($where)" "$(sed -n 's/^SKIPPED *[^:]*: //p' "$log")"
      ;;
    *) cat "$log" && printf '\nfailed %s: %s\n' "$NAME" "$lab: $scene ($where)" ;;
  esac
}

scenes() { # "WHERE LAB SCENE" a line
  local lab scene place
  for lab in "${LABS[@]}"; do
    while read -r scene _; do
      [[ -z ${1:-} || $scene == "$1" ]] || continue
      for place in "${places[@]}"; do echo "$place $lab $scene"; done
    done < <("labs/$lab/run.sh" --list)
  done
}
scenes "${2:-}" >"$folder/scenes"
[[ -s $folder/scenes ]] || wrong_usage "there is no scene '${2:-}' in ${LABS[0]}"
side_by_side 6 play_scene <"$folder/scenes" # they mostly wait
