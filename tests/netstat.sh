#!/usr/bin/env bash
# Where ss is missing, netstat does: scenes that show its lines play all the same.
# With neither they are skipped, and say why.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Every command but ss; every command but ss and netstat.
path_without "$folder/netstat" ss
path_without "$folder/neither" ss netstat

play() { # BIN LAB SCENE SENTENCE WORDS: a line of the output has these
  local status=0 said
  said=$(PATH=$folder/$1 scripts/lab run "$2" "$3" 2>&1 </dev/null) || status=$?
  if ((status == 77)) && [[ $1 != neither ]]; then
    skip "$4" "$said"
  elif ((status == 0 || status == 77)) && grep -q -e "$5" <<<"$said"; then
    echo "ok $NAME: $4"
  else
    printf '%s\n' "$said" "status $status"
    echo "failed $NAME: $4"
  fi
}

has_two_hosts 'the scenes that show sockets' || exit 0
has netstat 'the scenes that show sockets' || exit 0
while read -r lab scene; do
  play netstat "$lab" "$scene" "$lab: $scene plays with netstat" '^tcp '
done < <(awk '
  $1 == "scene" { scene = $2 }
  $1 == "sockets" && !seen[FILENAME scene]++ { split(FILENAME, part, "/"); print part[2], scene }
  ' labs/*/run.sh)
play neither 01_echo handshake 'a scene without ss and netstat is skipped, and says why' \
  'SKIPPED  handshake: neither ss nor netstat'
