#!/usr/bin/env bash
# The picture of the queues: of a scene while it is played, of a trace that was kept,
# and of a capture. The figures are checked in tests/queues_test.cpp.
source "${BASH_SOURCE[0]%/*}/lib.sh"
LADDER=$BUILD/labs/00_instruments/ladder
export LC_ALL=C.UTF-8

# The picture in the guide is one of this scene, as the program draws it now: all its
# words, but for the figures, which differ from run to run, and the marks of the time.
words_of() { grep -E '^<(svg|text|title)' "$1" | sed -E 's/[0-9.]+/N/g' | grep -v '>N s<'; }

has_two_hosts 'the queues of a scene' && {
  play_to "$folder/said" scripts/lab run 12 window_closes --queues --save "$folder/kept" || :
  check 'a scene ends with its queues' 1 "$(grep -c '^client → server, connection 1' "$folder/said")"
  check 'the window has been 0 while bytes were unread' yes \
    "$(grep -qE ' [1-9][0-9]* █+ *│ +0$' "$folder/said" && echo yes)"
  trace=$folder/kept/window_closes.trace
  "$LADDER" --read "$trace" --format queues --width 100 >"$folder/again"
  check 'ladder draws the same of the trace' '' \
    "$(grep -vxF -f "$folder/said" "$folder/again")"
  "$LADDER" --read "$trace" --format queues-svg --title window_closes >"$folder/again.svg"
  check '--save keeps the same picture as ladder draws of the trace' same \
    "$(cmp "$folder/kept/window_closes.queues.svg" "$folder/again.svg" && echo same)"
  check 'the picture in the guide has the words of this one' '' \
    "$(diff <(words_of labs/12_backpressure/window_closes.svg) <(words_of "$folder/again.svg"))"
  check '--from leaves out what was before' 1 \
    "$("$LADDER" --read "$trace" --format queues --from 999 | grep -c 'No segment with data')"
  check '--rows bounds the rows' yes \
    "$( (($("$LADDER" --read "$trace" --format queues --rows 2 | wc -l) < 9)) && echo yes)"
  "$BUILD/labs/00_instruments/sniff" --read "$folder/kept/window_closes.pcap" |
    "$LADDER" --format queues --ascii >"$folder/capture"
  check 'of a capture the queues are not known' '' \
    "$(grep -E '^ +[0-9]+\.' "$folder/capture" | grep -vE '^ +[0-9.]+ +\? .*\| +\? ')"
  check 'of a capture the closed window is' yes \
    "$(grep -qE ' \? .* 0 .* \? .*\| +0$' "$folder/capture" && echo yes)"
}

said=$(LAB_LOOPBACK=1 scripts/lab run 12 nodelay --queues 2>&1) || :
check 'on loopback it says that nobody sees them' 1 \
  "$(grep -c 'Without a wire nobody sees the queues' <<<"$said")"
check 'a format that is none is refused' 2 \
  "$("$LADDER" --format queue </dev/null >/dev/null 2>&1; echo $?)"
