#!/usr/bin/env bash
# An argument of each states line of each play, falsified: the scene must fail at
# that line, say which end is not in that state, and exit 1. With ss; and one of
# each lab with netstat in its place. On loopback, where a play costs least, or
# in the two-host world, if the scene needs that.
#
#   tests/falsified.sh [all]     one argument of a line, or all of them
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"

ALL=${1:-}
[[ $ALL =~ ^(all)?$ ]] || wrong_usage "'$1' is not 'all'"

# The falsified plays find all else where it always is; and "bin" has every
# command but ss.
link_project
cp -r labs "$folder"
path_without "$folder/bin" ss

# The state that a careless stage would most likely take for this one.
another() { # STATE
  case $1 in
    gone) echo TIME-WAIT ;;
    FIN-WAIT-1) echo FIN-WAIT-2 ;;
    FIN-WAIT-2) echo FIN-WAIT-1 ;;
    *) echo gone ;;
  esac
}

# Writes a copy of a play for each argument, false in it, and prints its
# name and its last words: "LAB/SCENE:LINE:ARGUMENT FAILED ...".
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
      [[ -n $ALL ]] || ((i == 1 + n % (${#words[@]} - 1))) || continue
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

play_false() { # "TOOL COPY LAST-WORDS"
  local tool copy words scene status=0 said path=$PATH
  read -r tool copy words <<<"$1"
  scene=${copy#*/} scene=${scene%%:*}
  [[ $tool == ss ]] || path=$folder/bin
  has "$tool" "$copy, with $tool" || return 0
  said=$(LAB_LOOPBACK=1 PATH=$path bash "$folder/labs/$copy" "$scene" 2>&1) || status=$?
  if ((status == 77)) && [[ $said == *'needs the two hosts'* ]]; then
    status=0
    said=$(PATH=$path bash "$folder/labs/$copy" "$scene" 2>&1) || status=$?
  fi
  if ((status == 77)); then
    skip "$copy" "${said##*: }"
  else
    [[ ${said##*$'\n'} == "$words" ]] || printf '%s\n' "$said"
    check "$copy, with $tool: ${words#*: }" "1 $words" "$status ${said##*$'\n'}"
  fi
}

for play in labs/*/run.sh; do falsify "$play"; done >"$folder/copies"
{
  sed 's/^/ss /' "$folder/copies"
  tac "$folder/copies" | sort -u -t/ -k1,1 | sed 's/^/netstat /'
} | side_by_side 4 play_false # they mostly wait
