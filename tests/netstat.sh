#!/usr/bin/env bash
# Where ss is missing, netstat does: scenes that show its lines play all the same.
# With neither they are skipped, and say why.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Every command but ss; every command but ss and netstat.
mkdir "$folder/netstat" "$folder/neither"
IFS=: read -ra paths <<<"$PATH"
for path in "${paths[@]}"; do
  for bin in netstat neither; do ln -s "$path"/* "$folder/$bin" 2>/dev/null || :; done
done
rm -f "$folder"/*/ss "$folder/neither/netstat"

play() { # BIN LAB SCENE SENTENCE WORDS: a line of the output has these
  local status=0 said
  said=$(PATH=$folder/$1 scripts/lab run "$2" "$3" 2>&1 </dev/null) || status=$?
  if ((status == 77)) && [[ $1 != neither ]]; then
    echo "skipped $4: $said"
  elif ((status == 0 || status == 77)) && grep -q -e "$5" <<<"$said"; then
    echo "ok $4"
  else
    printf '%s\n' "$said" "status $status"
    echo "failed $4"
  fi
}

if ! reason=$(scripts/two_hosts.sh --check); then
  echo "skipped the scenes that show sockets, with netstat: $reason"
  exit
fi
type -P netstat >/dev/null || { echo 'skipped the scenes that show sockets: netstat is missing' && exit; }
while read -r lab scene; do
  play netstat "$lab" "$scene" "$lab: $scene plays with netstat" '^tcp '
done < <(awk '
  $1 == "scene" { scene = $2 }
  $1 == "sockets" && !seen[FILENAME scene]++ { split(FILENAME, part, "/"); print part[2], scene }
  ' labs/*/run.sh)
play neither 01_echo handshake 'a scene without ss and netstat is skipped, and says why' \
  'SKIPPED  handshake: neither ss nor netstat'
