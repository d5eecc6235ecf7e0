#!/usr/bin/env bash
# Plays every scene of every lab as a student does, four at a time: in the
# two-host world and on loopback. States and results are checked by the plays
# themselves and by expected/*.ladder. As root, the worlds of an ordinary user
# are tried too.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"

play_scene() { # WHERE LAB SCENE
  local status=0 log=$1/$2.$3 as_user=()
  [[ $1 != user ]] || as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  [[ $1 != loopback ]] || export LAB_LOOPBACK=1
  "${as_user[@]}" scripts/lab run "$2" "$3" >"$FOLDER/$log" 2>&1 </dev/null || status=$?
  case $status in
    0) echo "ok $2: $3 ($1)" ;;
    77)
      # That a scene needs the hosts is no lack of a machine that has them.
      [[ $1 == loopback && -n $HAS_WORLD ]] && grep -q 'needs the two hosts' "$FOLDER/$log" && return
      echo "skipped $2: $3 ($1): $(sed -n 's/^SKIPPED *[^:]*: //p' "$FOLDER/$log")"
      ;;
    *) cat "$FOLDER/$log" && printf '\nfailed %s\n' "$2: $3 ($1)" ;;
  esac
}
export -f play_scene
export FOLDER=$folder

export HAS_WORLD=''
places=(loopback)
if reason=$(scripts/two_hosts.sh --check); then
  places=(world loopback) HAS_WORLD=1
  ((EUID != 0)) || places=(world user loopback)
else
  echo "skipped every scene in the two-host world: $reason"
fi
mkdir "${places[@]/#/$folder/}"
for play in labs/*/run.sh; do
  lab=${play#labs/} lab=${lab%/run.sh}
  while read -r scene _; do
    for place in "${places[@]}"; do printf '%s %s %s\n' "$place" "$lab" "$scene"; done
  done < <("$play" --list)
done | xargs -P 4 -L 1 bash -c 'play_scene "$@"' play_scene
