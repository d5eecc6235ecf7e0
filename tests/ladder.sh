#!/usr/bin/env bash
# The ladder as a program: live through a pipe, on terminals, with bad lines.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
LADDER=${BUILD:-build}/labs/00_instruments/ladder
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

check() { # SENTENCE EXPECTED ACTUAL
  if [[ $3 == "$2" ]]; then
    echo "ok ladder $1"
  else
    printf 'expected: %q\nactual:   %q\n' "$2" "$3"
    echo "failed ladder $1"
  fi
}

segment() { # FATE
  printf '{"t":0.1,"event":"segment","id":1,"connection":1,"from":"client",'
  printf '"source":"192.0.2.1:40000","destination":"192.0.2.2:7000","flags":["FIN","ACK"],'
  printf '"seq":9,"ack":1,"length":0,"window":500,"fate":"%s"}\n' "$1"
}
call='{"t":0.2,"event":"call","host":"client","program":"p","pid":1,"id":1,"text":"recv(fd)"}'
return='{"t":0.3,"event":"return","host":"client","pid":1,"id":1,"result":0}'

# The next line of the live ladder that holds TEXT, with single spaces. "none"
# if there is none within 10 s.
next_line() { # TEXT
  local line
  while IFS= read -r -t 10 -u "$reader" line; do
    [[ $line != *"$1"* ]] || { tr -s ' ' <<<"$line" && return; }
  done
  echo none
}

coproc live { exec "$LADDER" --ascii; }
pid=$! writer=${live[1]} reader=${live[0]}
segment held >&"$writer"
check 'shows a segment half drawn while it is held' \
  ' 0.100 |- FIN ACK seq 9 ack 1 -| held |' "$(next_line FIN)"
echo "$call" >&"$writer"
check 'shows a call before it returns' ' 0.200 recv(fd) ... | |' "$(next_line recv)"
kill -INT "$pid"
echo '{"t":0.4,"event":"arrival","id":1,"fate":"dropped"}' >&"$writer"
check 'draws on after Ctrl-C until its writer ends' \
  ' 0.400 | . FIN ACK seq 9 .x dropped|' "$(next_line dropped)"
exec {writer}>&-
wait "$pid"

printf '%s\n' 'nonsense' "$call" "$return" "$return" '{"t":0.3,' >"$folder/bad"
status=0
"$LADDER" --read "$folder/bad" >"$folder/out" 2>"$folder/errors" || status=$?
check 'ends with 1 if it passed over lines' 1 "$status"
check 'names the lines that it passes over' 'line 1,line 4,line 5,' \
  "$(grep -o 'line [0-9]*' "$folder/errors" | tr '\n' ,)"
check 'draws the other lines' 1 "$(grep -c 'recv(fd) = 0' "$folder/out")"
head -c 3000000 /dev/zero | tr '\0' x >"$folder/long"
check 'refuses a line without an end' 'ladder: line 1, byte 1048576: too long; passed over' \
  "$("$LADDER" --read "$folder/long" 2>&1 >/dev/null || :)"

for wrong in '--width 59' '--width 1001' '--format xml' '--read' '--wrong'; do
  status=0
  # shellcheck disable=SC2086  # two words
  "$LADDER" $wrong >/dev/null 2>&1 </dev/null || status=$?
  check "refuses $wrong" 2 "$status"
done
status=0
"$LADDER" --read "$folder/none" >/dev/null 2>&1 || status=$?
check 'fails for a file that is not there' 1 "$status"
segment delivered >"$folder/trace"
status=0
"$LADDER" --read "$folder/trace" >/dev/full 2>/dev/null || status=$?
check 'fails if it cannot write' 1 "$status"

for format in text list mermaid svg html; do
  check "draws the format $format" 1 \
    "$("$LADDER" --read "$folder/trace" --format "$format" | grep -cE 'FIN,? ACK')"
done
check 'is 100 columns wide where there is no terminal' 100 \
  "$(printf '{"t":0,"event":"note","text":"x"}' | "$LADDER" --ascii | tail -n 1 | tr -d '\n' | wc -c)"

# On a terminal of script(1), which has no columns of its own.
if type -P script >/dev/null; then
  on_terminal() { # ENVIRONMENT ...
    env "$@" TERM=xterm script -qec "$LADDER --read $folder/trace" /dev/null | tail -n 1
  }
  check 'paints on a terminal' 1 "$(on_terminal LC_ALL=C.UTF-8 | grep -c $'\e\\[36m─')"
  check 'does not paint with NO_COLOR' 0 "$(on_terminal LC_ALL=C.UTF-8 NO_COLOR=1 | grep -c $'\e\\[' || :)"
  check 'is plain ASCII on a terminal whose locale has no UTF-8' 1 "$(on_terminal LC_ALL=C | grep -c -- '---->' || :)"
else
  echo 'skipped ladder on a terminal: there is no script(1)'
fi
