#!/usr/bin/env bash
# Plays every scene of every lab as a student does: states and results are
# checked by the plays themselves.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for play in labs/*/run.sh; do
  lab=$(basename "$(dirname "$play")")
  while read -r scene _; do
    status=0
    scripts/lab run "$lab" "$scene" >"$log" 2>&1 </dev/null || status=$?
    case $status in
      0) echo "ok $lab: $scene" ;;
      77) echo "skipped $lab: $scene: $(sed -n 's/^SKIPPED *[^:]*: //p' "$log")" ;;
      *) cat "$log" && echo "failed $lab: $scene" ;;
    esac
  done < <("$play" --list)
done
