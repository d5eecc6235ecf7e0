#!/usr/bin/env bash
# The examples in the READMEs are what the programs print now: runs the command
# of each ```text block that begins with "$ ", and looks for each of its lines, in
# that order, in what comes. Ports and times are masked.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mask() { sed -E 's,^ *[0-9]+\.[0-9]{3} ,TIME ,; s/:[0-9]{4,5}\b/:PORT/g; s/[0-9.]+ ?(sec|ms|s)\b/TIME/g; s/  +/  /g'; }

for readme in README.md labs/*/README.md; do
  # One file a block: FOLDER/1, FOLDER/2, ...
  blocks=$(awk -v folder="$folder" '
    /^```/ { inside = /^```text$/ && !inside; if (inside) file = folder "/" ++n; next }
    inside { print > file }
    END { print n + 0 }' "$readme")
  for ((i = 1; i <= blocks; i++)); do
    read -r dollar command <"$folder/$i"
    [[ $dollar == '$' ]] || continue
    status=0
    # shellcheck disable=SC2086  # a command line, to be split
    $command >"$folder/out" 2>&1 </dev/null || status=$?
    missing=$(tail -n +2 "$folder/$i" | mask | awk '
      NR == FNR { wanted[++n] = $0; next }
      { line = $0; if (at < n && line == wanted[at + 1]) at++ }
      END { if (at < n) print wanted[at + 1] }' - <(mask <"$folder/out"))
    if ((status == 77)); then
      echo "skipped $readme: '$command' cannot run here"
    elif ((status == 0)) && [[ -z $missing ]]; then
      echo "ok $readme: '$command' prints what it shows"
    else
      echo "status $status; not printed, or not there: $missing"
      echo "failed $readme: '$command' prints what it shows"
    fi
  done
  rm -f "$folder"/[0-9]*
done
