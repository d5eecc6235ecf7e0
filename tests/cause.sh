#!/usr/bin/env bash
# Why segments are sent, of whole plays: the traces that tests/predict keeps, so that
# nothing is played anew. Each rule has its test in tests/cause_test.cpp.
source "${BASH_SOURCE[0]%/*}/lib.sh"
LADDER=$BUILD/labs/00_instruments/ladder

# The causes of a trace, one a line: the ladder writes each below its segment.
causes() { # TRACE
  "$LADDER" --read "$1" --why --width 200 | grep -oE '(╰ .*[^ ] +│|│ +.* ╯)' | sed -E 's/[╰╯│]//g; s/^ +//; s/ +$//'
}

segments=0 unknown=0
for play in tests/predict/*.play; do
  grep '^{' "$play" >"$folder/trace"
  causes "$folder/trace" >"$folder/causes" || :
  check "each segment of $(basename "$play" .play) has a cause" \
    "$(grep -c '"event":"segment"' "$folder/trace")" "$(wc -l <"$folder/causes")"
  segments=$((segments + $(wc -l <"$folder/causes")))
  unknown=$((unknown + $(grep -cx unknown "$folder/causes" || :)))
done
check 'of 100 causes at least 98 are known' yes \
  "$( ((segments > 100 && unknown * 50 <= segments)) && echo yes || echo "$unknown of $segments are not")"

# What happens in 05 close, and nothing else.
grep '^{' tests/predict/05.close.play >"$folder/trace"
check 'a FIN is that of close(), and a RST refuses data' $'close(client)\nrefuses data' \
  "$(causes "$folder/trace" | grep -E '^(close\(client|refuses)')"
check 'without --why nobody asks' 0 "$("$LADDER" --read "$folder/trace" | grep -c '╰')"
check 'no line is wider than the terminal' '' \
  "$("$LADDER" --read "$folder/trace" --why --ascii --width 80 | awk 'length($0) > 80')"
check 'plain characters do, too' 1 "$("$LADDER" --read "$folder/trace" --why --ascii | grep -cF '` close(client)')"
