#!/usr/bin/env bash
# The examples in the READMEs are what the programs print now: runs the command
# of each ```text block that begins with "$ ", and looks for each of its lines, in
# that order, in what comes. Ports and times are masked, and of a call its result,
# which stands on a line of its own if something came between. build/ in a command
# is where this build is.
#
#   tests/excerpts.sh            a test
#   tests/excerpts.sh --write    puts the lines as they come now into the READMEs
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
if ! reason=$(scripts/two_hosts.sh --check); then
  echo "skipped the excerpts of the READMEs: $reason" # on loopback they differ
  exit
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mask() {
  sed -E 's/^ +[0-9]+\.[0-9]{3} /TIME /; s/:[0-9]{4,5}\b/:PORT/g
    s/[0-9.]+ ?(sec|ms|s)\b/TIME/g; s/\b([a-z_0-9]+)\([^│]*\) (=[^│]*|… *)/\1() /; s/ +/ /g; s/( |─)+$//'
}

# Prints what came for each line that is wanted, in order; those that did not
# come stay as they are, and the first of them goes to $folder/missing.
pick_lines() { # WANTED CAME
  awk -v missing="$folder/missing" -v FS='\t' '
    FILENAME == ARGV[1] { wanted[++n] = $0; next }
    FILENAME == ARGV[2] { masked_wanted[++m] = $0; next }
    FILENAME == ARGV[3] { came[++k] = $0; next }
    { masked_came[++j] = $0 }
    END {
      at = 1
      for (i = 1; i <= n; i++) {
        for (here = at; here <= j && masked_came[here] != masked_wanted[i]; here++);
        if (here <= j) { print came[here]; at = here + 1 } else {
          print wanted[i]
          if (!seen++) print wanted[i] >missing
        }
      }
    }' "$1" <(mask <"$1") "$2" <(mask <"$2")
}

# Each block in a file of its own, FOLDER/1, FOLDER/2, ...; the rest, with a line
# "@N" in the place of block N, to standard output.
take_blocks() { # README
  awk -v folder="$folder" '
    /^```/ { inside = /^```text$/ && !inside; print; if (inside) { file = folder "/" ++n; print "@" n }; next }
    inside { print >file; next }
    { print }' "$1"
}

for readme in README.md labs/*/README.md; do
  take_blocks "$readme" >"$folder/rest"
  blocks=$(grep -c '^@[0-9]' "$folder/rest" || :)
  for ((i = 1; i <= blocks; i++)); do
    cp "$folder/$i" "$folder/new$i"
    read -r dollar command <"$folder/$i"
    [[ $dollar == '$' ]] || continue
    command=${command//build\//${BUILD:-build}/}
    status=0
    rm -f "$folder/missing"
    # shellcheck disable=SC2086  # a command line, to be split
    $command >"$folder/out" 2>&1 </dev/null || status=$?
    tail -n +2 "$folder/$i" >"$folder/wanted"
    { head -n 1 "$folder/$i" && pick_lines "$folder/wanted" "$folder/out"; } >"$folder/new$i"
    if ((status == 77)); then
      echo "skipped $readme: '$command' cannot run here"
    elif ((status == 0)) && [[ ! -e $folder/missing ]]; then
      echo "ok $readme: '$command' prints what it shows"
    else
      echo "status $status; not printed, or not there: $(cat "$folder/missing" 2>/dev/null)"
      echo "failed $readme: '$command' prints what it shows"
    fi
  done
  if [[ ${1:-} == --write ]]; then
    while IFS= read -r line; do
      if [[ $line == @[0-9]* ]]; then cat "$folder/new${line#@}"; else printf '%s\n' "$line"; fi
    done <"$folder/rest" >"$folder/readme"
    cp "$folder/readme" "$readme"
  fi
  rm -f "$folder"/[0-9]* "$folder"/new*
done
