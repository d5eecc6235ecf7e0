#!/usr/bin/env bash
# The examples in the READMEs are what the programs print now: runs the command
# of each ```text block that begins with "$ ", and looks for each of its lines, in
# that order, in what comes. Ports and times are masked, the sizes of a kernel's buffers
# (skmem of ss), and of a call its result, which stands on a line of its own if something
# came between, or reaches into the wire. build/ in a command is where this build is.
#
#   tests/excerpts.sh [LAB]            a test, of all or of a lab (05, or its name)
#   tests/excerpts.sh [LAB] --write    puts the lines as they come now into the READMEs
source "${BASH_SOURCE[0]%/*}/lib.sh"
WRITE='' LAB=''
for argument; do
  if [[ $argument == --write ]]; then WRITE=1
  elif [[ $argument != -* && -z $LAB ]]; then LAB=$argument
  else wrong_usage "tests/excerpts.sh [LAB] [--write] takes no '$argument'"; fi
done
find_labs README.md "$LAB"
readmes=()
[[ -n $LAB ]] || readmes=(README.md)
for lab in "${LABS[@]}"; do readmes+=(labs/"$lab"/*.md); done

export LC_ALL=C.UTF-8 # the masks name characters, not bytes
has_two_hosts 'its examples' || exit 0 # on loopback they differ

mask() {
  sed -E 's/^ +[0-9]+\.[0-9]{3} /TIME /; s/:[0-9]{4,5}\b/:PORT/g
    s/[0-9.]+ ?(sec|ms|s)\b/TIME/g; s/\b([a-z_0-9]+)\([^│]*\) (=[^│]*|… *)/\1() /; s/ +/ /g; s/( |─)+$//
    /skmem:/s/\b(rb|tb|o)[0-9]+/\1NUMBER/g; s/\(\) │ │$/() │/; s/^TIME │ │ ([a-z_0-9]+\(\))/TIME │ \1/'
}

# Prints what came for each line that is wanted, in order; those that did not
# come stay as they are, and the first of them goes to $folder/missing. A state
# stands on the line of a segment, or on one of its own beside it: both will do. What
# ss shows ("─── ss") may come later than what a timer sends next: a look takes its time.
pick_lines() { # WANTED CAME
  awk -v missing="$folder/missing" -v FS='\t' '
    function state(line, side,    cell, word, last) {
      if (split(line, cell, "│") != 3) return ""
      last = split(cell[side], word, " ")
      return word[side == 1 ? last : 1] ~ states ? word[side == 1 ? last : 1] : ""
    }
    function without_states(line,    side, name) {
      for (side = 1; side <= 3; side += 2)
        if ((name = state(line, side)) != "")
          sub(side == 1 ? name " *│" : "│ *" name "$", "│", line)
      sub(/ +$/, "", line)
      return line
    }
    # The line of the next state on that side; with a name, of the next of that
    # name. The line of the last state before.
    function next_state(side, from, name,    now) {
      for (; from <= j; ++from)
        if ((now = state(masked_came[from], side)) != "" && (!name || now == name)) break
      return from
    }
    function last_state(side, from) {
      while (from > 0 && state(masked_came[from], side) == "") --from
      return from
    }
    function miss(line) { if (!seen++) print line >missing }
    BEGIN {
      states = "^(LISTEN|SYN-SENT|SYN-RECV|ESTAB|FIN-WAIT-[12]|CLOSE-WAIT|CLOSING|LAST-ACK|TIME-WAIT|gone)$"
    }
    FILENAME == ARGV[1] { wanted[++n] = $0; next }
    FILENAME == ARGV[2] { masked_wanted[++m] = $0; next }
    FILENAME == ARGV[3] { sub(/ +$/, ""); came[++k] = $0; next }
    { masked_came[++j] = $0; bare_came[j] = without_states($0) }
    END {
      at = 1
      for (i = 1; i <= n; i++) {
        bare = without_states(masked_wanted[i])
        here = at
        only_state = bare != masked_wanted[i] && bare ~ /│ ?(#[0-9]+)? ?│$/
        if (!only_state)
          while (here <= j && bare_came[here] != bare) ++here
        if (here > j) { print wanted[i]; miss(wanted[i]); continue }
        if (!only_state) print came[here]
        timer_sends = masked_wanted[i + 1] ~ / retrans/
        if (!only_state && !(bare ~ /^─── ss/ && timer_sends)) at = here + 1
        for (side = 1; side <= 3; side += 2) {
          if ((name = state(masked_wanted[i], side)) == "") continue
          stands = last_state(side, only_state ? at - 1 : here)
          if (state(masked_came[stands], side) != name)
            stands = only_state ? next_state(side, at, name) : next_state(side, here)
          if (state(masked_came[stands], side) != name) miss(wanted[i])
          else if (only_state && stands >= at) { print came[stands]; at = stands + 1 }
        }
      }
    }' "$1" <(mask <"$1") "$2" <(mask <"$2")
}

# Each block in a file of its own, FOLDER/1, FOLDER/2, ...; the rest, with a line
# "@N" in the place of block N, to standard output.
take_blocks() { # README FOLDER
  awk -v folder="$2" '
    /^```/ { inside = /^```text$/ && !inside; print; if (inside) { file = folder "/" ++n; print "@" n }; next }
    inside { print >file; next }
    { print }' "$1"
}

# The status and the output of a block's command: FILE.status, FILE.out.
run_command() { # FILE
  local command status=0 tool
  command=$(sed -n '1s/^\$ //p' "$1")
  for tool in python3 curl tshark; do
    [[ $command != *"$tool "* ]] || type -P "$tool" >/dev/null || status=77
    ((status == 0)) || { echo "SKIPPED  excerpt: there is no $tool" >"$1.out" && break; }
  done
  ((status == 77)) || play_to "$1.out" bash -c "${command//build\//$BUILD/}" || status=$?
  echo "$status" >"$1.status"
}

compare() { # README FILE: what came goes to FILE.new
  local title status expected=0
  [[ $(head -n 1 "$2") != *solutions/wrong/* ]] || expected=1
  title="$1: '$(sed -n '1s/^\$ //p' "$2")' prints what it shows"
  status=$(<"$2.status")
  : >"$folder/missing"
  tail -n +2 "$2" >"$folder/wanted"
  { head -n 1 "$2" && pick_lines "$folder/wanted" "$2.out"; } >"$2.new"
  if ((status == 77)); then
    skip "$title" "$(sed -n 's/^SKIPPED *[^:]*: //p' "$2.out")"
  else
    [[ $status == "$expected" && ! -s $folder/missing ]] || sed 's/^/    /' "$2.out" # what came
    check "$title" "$expected, and missing: " "$status, and missing: $(<"$folder/missing")"
  fi
}

for i in "${!readmes[@]}"; do
  mkdir "$folder/$i"
  take_blocks "${readmes[i]}" "$folder/$i" >"$folder/$i/rest"
done

# Side by side, for they mostly wait; but undisturbed if it is for the reader.
{ grep -lE '^\$ ' "$folder"/*/[0-9]* || :; } | side_by_side "$([[ -n $WRITE ]] && echo 1 || echo 3)" run_command

for i in "${!readmes[@]}"; do
  for file in "$folder/$i"/*.status; do
    [[ ! -e $file ]] || compare "${readmes[i]}" "${file%.status}"
  done
  [[ -n $WRITE ]] || continue
  while IFS= read -r line; do
    file=$folder/$i/${line#@}
    if [[ $line != @[0-9]* ]]; then printf '%s\n' "$line"
    elif [[ -e $file.new ]]; then cat "$file.new"
    else cat "$file"; fi
  done <"$folder/$i/rest" >"$folder/readme"
  cp "$folder/readme" "${readmes[i]}"
done
