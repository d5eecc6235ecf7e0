#!/usr/bin/env bash
# Each argument of each states line of each play, falsified: the scene must fail at
# that line, say which end is not in that state, and exit 1. With ss; and one of
# each lab with netstat in its place. On loopback, where a play costs least, or
# in the two-host world, if the scene needs that.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
folder=$(mktemp -d)
trap 'wait; rm -rf "$folder"' EXIT

# The falsified plays find all else where it always is; and "bin" has every
# command but ss.
ln -s "$PWD"/* "$folder"
rm "$folder/labs"
cp -r labs "$folder"
mkdir "$folder/bin"
IFS=: read -ra paths <<<"$PATH"
for path in "${paths[@]}"; do
  ln -s "$path"/* "$folder/bin" 2>/dev/null || :
done
rm -f "$folder/bin/ss"

# The state that a careless stage would most likely take for this one.
another() { # STATE
  case $1 in
    gone) echo TIME-WAIT ;;
    FIN-WAIT-1) echo FIN-WAIT-2 ;;
    FIN-WAIT-2) echo FIN-WAIT-1 ;;
    *) echo gone ;;
  esac
}

# Writes a copy of a play for each argument, and prints its name and its last
# words: "LAB/SCENE:LINE:ARGUMENT FAILED ...".
falsify() { # PLAY
  local lab=${1#labs/} scene='' n i lines words copy false host of
  lab=${lab%/run.sh}
  mapfile -t lines <"$1"
  for ((n = 0; n < ${#lines[@]}; ++n)); do
    read -ra words <<<"${lines[n]}"
    [[ ${words[0]:-} != scene ]] || scene=${words[1]}
    [[ ${words[0]:-} != slow_scene ]] || scene='' # takes minutes
    [[ ${words[0]:-} == states && -n $scene ]] || continue
    for ((i = 1; i < ${#words[@]}; ++i)); do
      false=("${words[@]}")
      false[i]=$(another "${words[i]}")
      copy=("${lines[@]}")
      # The true line comes first, so that it is this argument that fails the
      # scene; and then at once, for nothing is under way any more.
      copy[n]+="; DEADLINE=0 ${false[*]}"
      printf '%s\n' "${copy[@]}" >"$folder/labs/$lab/$scene:$((n + 1)):$i"
      chmod +x "$folder/labs/$lab/$scene:$((n + 1)):$i"
      host=client of=''
      ((i % 2)) || host=server
      ((${#words[@]} == 3)) || of=" of connection $(((i + 1) / 2))"
      echo "$lab/$scene:$((n + 1)):$i FAILED  $scene, line $((n + 1)):" \
        "the $host$of is ${words[i]}, not ${false[i]}"
    done
  done
}

check() { # TOOL COPY LAST-WORDS
  local scene=${2#*/} status=0 said path=$PATH
  [[ $1 == ss ]] || path=$folder/bin
  type -P "$1" >/dev/null || { echo "skipped falsified $2: $1 is missing" && return; }
  said=$(LAB_LOOPBACK=1 PATH=$path bash "$folder/labs/$2" "${scene%%:*}" 2>&1 </dev/null) || status=$?
  if ((status == 77)) && [[ $said == *'needs the two hosts'* ]]; then
    status=0
    said=$(PATH=$path bash "$folder/labs/$2" "${scene%%:*}" 2>&1 </dev/null) || status=$?
  fi
  if ((status == 77)); then
    echo "skipped falsified $2: ${said##*: }"
  elif ((status == 1)) && [[ ${said##*$'\n'} == "$3" ]]; then
    echo "ok falsified $2, with $1: ${3#*: }"
  else
    printf '%s\n' "$said" "status $status; the last line should be: $3"
    echo "failed falsified $2, with $1"
  fi
}

for play in labs/*/run.sh; do falsify "$play"; done >"$folder/copies"
{
  sed 's/^/ss /' "$folder/copies"
  tac "$folder/copies" | sort -u -t/ -k1,1 | sed 's/^/netstat /'
} >"$folder/checks"

# Eight play at once: they mostly wait.
playing=0
while read -r tool copy words; do
  ((++playing <= 8)) || wait -n
  check "$tool" "$copy" "$words" >"$folder/labs/$copy.$tool" &
done <"$folder/checks"
wait
cat "$folder"/labs/*/*.{ss,netstat}
