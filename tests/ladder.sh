#!/usr/bin/env bash
# The ladder as a program: live through a pipe, on terminals, with bad lines.
source "${BASH_SOURCE[0]%/*}/lib.sh"
LADDER=$BUILD/labs/00_instruments/ladder

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

printf '{}\n%.0s' {1..15000} >"$folder/nothing"
"$LADDER" --read "$folder/nothing" >/dev/null 2>"$folder/errors" || :
check 'names ten bad lines, and counts the others' '12 ladder: 14990 more lines were passed over' \
  "$(grep -c . "$folder/errors") $(sed -n 11p "$folder/errors")"

mkdir "$folder/directory"
: >"$folder/empty"
printf 'text\n\0' >"$folder/binary"
printf '\xd4\xc3\xb2\xa1\2\0\4\0rest' >"$folder/x.pcap"
printf '{"t":0,"event":"trace","version":2}\n%s\n' "$call" >"$folder/newer"
says() { # FILE
  "$LADDER" --read "$folder/$1" 2>&1 || :
}
check 'names the cure for a capture, once' \
  "ladder: $folder/x.pcap: is a capture, not a trace. Make it one: sniff --read $folder/x.pcap | ladder" \
  "$(says x.pcap | xargs)"
check 'refuses a directory' "ladder: $folder/directory: is a directory, and a trace is a file" "$(says directory)"
check 'refuses an empty file' "ladder: $folder/empty: is empty" "$(says empty)"
check 'refuses a trace of a newer version' \
  "ladder: $folder/newer: is a trace of version 2, and this program reads version 1: take a newer program" "$(says newer)"
check 'refuses a binary file' \
  "ladder: $folder/binary: is not a trace: a trace is text, a JSON object a line" "$(says binary)"

for wrong in '--digits 7' '--connection 0' '--host nowhere' '--from now' '--from nan' '--from 2 --to 1' '--width 59' '--width 1001' '--format xml' '--read' '--wrong'; do
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

connections() { # NUMBER: each of a segment, a second apart
  awk -v number="$1" 'BEGIN {
    for (i = 1; i <= number; ++i) {
      printf "{\"t\":%d.000042,\"event\":\"segment\",\"id\":%d,\"connection\":%d,\"from\":\"client\",", i, i, i
      printf "\"source\":\"192.0.2.%d:%d\",\"destination\":\"192.0.2.2:7000\",\"flags\":[\"SYN\"],", i % 250, 40000 + i % 9999
      printf "\"seq\":0,\"ack\":0,\"length\":0,\"window\":500,\"resent\":false,\"fate\":\"delivered\"}\n"
    }
  }'
}
connections 20 >"$folder/many"
numbers() { # ARGUMENT ...: of the segments on the list
  "$LADDER" --read "$folder/many" --format list "$@" | awk '$1 ~ /^[0-9]+$/ { print $1 }' | xargs
}
check 'draws the connections that are chosen' '3 17' "$(numbers --connection 3,17)"
check 'draws the port that is chosen' '5' "$(numbers --port 40005)"
check 'draws the host that is chosen' '7' "$(numbers --host 192.0.2.7)"
check 'draws the time that is chosen' '19 20' "$(numbers --from 18.5 --to 21)"
check 'says that no segment is chosen' \
  'ladder: none of 20 segments is chosen by --connection, --port, --host, --from, --to' \
  "$("$LADDER" --read "$folder/many" --connection 21 2>&1 >/dev/null)"
check 'draws no more rows than it may' '1 2 3' "$(numbers --rows 3)"
check 'says how to see the other rows' \
  '--- 17 more rows, from 4.000042 s on. See them: --rows 20; fewer: --connection, --port, --host, --from, --to' \
  "$("$LADDER" --read "$folder/many" --format list --rows 3 | tail -n 1)"
for format in text rows mermaid svg html; do
  check "says so in the format $format" 1 \
    "$("$LADDER" --read "$folder/many" --format "$format" --rows 3 --width 140 | grep -m 1 -c '37 more rows')"
done
check 'is as exact as one asks for' '4.000042' \
  "$("$LADDER" --read "$folder/many" --connection 4 --digits 6 | awk '/SYN/ { print $1 }')"

check 'draws 100,000 connections in 64 MiB' 200001 "$(limit && connections 100000 | "$LADDER" | wc -l)"
check 'makes a picture of 100,000 connections in 64 MiB' 1 \
  "$(limit && connections 100000 | "$LADDER" --format svg | grep -c '198000 more rows')"

for format in text list rows mermaid svg html; do
  check "draws the format $format" 1 \
    "$("$LADDER" --read "$folder/trace" --format "$format" | grep -m 1 -cE 'FIN,? ACK')"
done
check 'is 100 columns wide where there is no terminal' 100 \
  "$(printf '{"t":0,"event":"note","text":"x"}' | "$LADDER" --ascii | tail -n 1 | tr -d '\n' | wc -c)"

# A renderer that is no browser.
if type -P rsvg-convert >/dev/null; then
  check 'makes a picture whose colours librsvg knows: white paper, ink, the client blue' \
    'rgb(100%,100%,100%) rgb(14.117648%,16.078432%,18.431373%) rgb(4.313726%,43.137255%,60.000002%)' \
    "$("$LADDER" --read "$folder/trace" --format svg | rsvg-convert -f svg |
      grep -oE 'rgb\((100|14|4\.3)[^)]*\)' | awk '!seen[$0]++' | xargs)"
else
  echo 'skipped ladder in librsvg: there is no rsvg-convert'
fi

# On a terminal of script(1), which has no columns of its own.
if type -P script >/dev/null; then
  on_terminal() { # ENVIRONMENT ...
    env "$@" TERM=xterm script -qec "$LADDER --read $folder/trace" /dev/null | tail -n 1
  }
  check 'paints on a terminal' 1 "$(on_terminal LC_ALL=C.UTF-8 | grep -c $'\e\\[38;5;30m─')"
  check 'does not paint with NO_COLOR' 0 "$(on_terminal LC_ALL=C.UTF-8 NO_COLOR=1 | grep -c $'\e\\[' || :)"
  # It is resized when the ladder has looked at it, and waits for its trace.
  mkfifo "$folder/fifo"
  cat >"$folder/resize" <<END
stty cols 80
"$LADDER" --read "$folder/fifo" &
exec 3>"$folder/fifo"
stty cols 120
cat "$folder/trace" >&3
exec 3>&-
wait
END
  check 'is as wide as the terminal has become' '64 86' \
    "$(NO_COLOR=1 LC_ALL=C TERM=xterm script -qec "bash $folder/resize" /dev/null | tr -d '\r' |
      awk '/client/ { print index($0, "server") }' | xargs)"
  check 'is plain ASCII on a terminal whose locale has no UTF-8' 1 "$(on_terminal LC_ALL=C | grep -c -- '---->' || :)"
else
  echo 'skipped ladder on a terminal: there is no script(1)'
fi
