#!/usr/bin/env bash
# The page of ladder --format html in a real browser, from a file: led by the keyboard,
# and compared with the text ladder of the same trace.
source "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=tests/interop/chromium.sh
source tests/interop/chromium.sh
LADDER=$BUILD/labs/00_instruments/ladder
for tool in curl base64; do has "$tool" 'the player in a browser' || exit 0; done

make_page() { "$LADDER" --read "$folder/$1.trace" --format html --title "$1" "${@:2}" >"$folder/$1.html"; } # NAME OPTION ...
press() { # PAGE KEY [NUMBER]: of one that moves the page, as Windows numbers keys
  ask "$1" Input.dispatchKeyEvent "\"type\":\"rawKeyDown\",\"key\":\"$2\",\"code\":\"$2\",\"windowsVirtualKeyCode\":$3"
}

# The words of each row, in an order that does not depend on who draws the row.
# The text ladder has no time beside a note of the play.
sort_words() {
  sed -E 's/[─┄►◄│┤├╳]/ /g; s/^ *[0-9]+\.[0-9]{3} / /' |
    awk '{
      $1 = $1
      for (i = 2; i <= NF; ++i)
        for (k = i; k > 1 && $(k - 1) "" > $k ""; --k) { word = $k; $k = $(k - 1); $(k - 1) = word }
      print }'
}
text_rows() { "$LADDER" --read "$folder/$1.trace" --width 1000 | tail -n +2 | sort_words; } # NAME
page_rows() {                                                                                # PAGE
  run_script "$1" "copy = document.querySelector('#rows').cloneNode(true); copy.querySelectorAll('.data').forEach(data => data.remove())"
  evaluate "$1" "lines = [...copy.rows].map(row => [...row.cells].map(cell => cell.textContent).join(' ')); btoa(unescape(encodeURIComponent(lines.join('\\\\n') + '\\\\n')))"
  base64 -d <<<"$VALUE" | sort_words
}

start_browser 'the player in a browser'

for play in 05.close 10.lost_fin 03.curl_close; do
  grep -v '^> ' "tests/predict/$play.play" >"$folder/$play.trace"
  make_page "$play"
  open_page "$play" "file://$folder/$play.html"
  becomes "$play: opens at its first row" "$play" "document.querySelector('[aria-current]')?.id" row-1
  rows=$("$LADDER" --read "$folder/$play.trace" --format rows | wc -l)
  press "$play" End 35
  becomes "$play: End goes to the last row" "$play" "document.querySelector('[aria-current]').id" "row-$rows"
  check "$play: each row says what the text ladder says" "$(text_rows "$play")" "$(page_rows "$play")"
done

# The states of each moment, as the rows of the trace have set them.
states_by_rows() { # NAME ROW
  "$LADDER" --read "$folder/$1.trace" --format rows | head -n "$2" | awk '
    { for (i = 1; i <= 2; ++i) { host = i == 1 ? "client" : "server"
        if (match($0, "\"" host "\":\"[^\"]*\"")) state[i] = substr($0, RSTART + 10, RLENGTH - 11) } }
    END { print state[1], state[2] }'
}
TOKENS="['client', 'server'].map(host => document.querySelector('.state.' + host + '[data-state]')?.dataset.state ?? '').join(' ')"
page=05.close
press $page Home 36
for ((row = 1; row <= 24; ++row)); do
  ((row % 6 > 0)) || check "at row $row the two tokens are in the states of the trace" \
    "$(states_by_rows $page $row)" "$(evaluate $page "$TOKENS" && echo "$VALUE")"
  press $page ArrowRight 39
done
becomes 'the address links to the row' $page location.hash '#row=25'
press $page ArrowLeft 37
becomes 'and follows one row back' $page location.hash '#row=24'
becomes 'the slider says where it is' $page "slider.value + ' ' + slider.getAttribute('aria-valuetext').slice(0, 6)" '24 Row 24'
becomes 'the line that is read aloud, too' $page "words.textContent.slice(0, 6)" 'Row 24'
run_script $page "location.hash = '#row=7'"
becomes 'a link goes to its row' $page "document.querySelector('[aria-current]').id" row-7
press $page ' ' 32
becomes 'the space bar plays' $page "byId('play').textContent" Pause
press $page ' ' 32
becomes 'and pauses' $page "byId('play').textContent" Play
check 'the page asks nobody for anything' 0 \
  "$(evaluate $page "performance.getEntriesByType('resource').length + ''" && echo "$VALUE")"

# What a trace says runs nowhere.
cat >"$folder/hostile.trace" <<'TRACE'
{"t":0,"event":"trace","version":1}
{"t":0.1,"event":"note","text":"</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"}
{"t":0.2,"event":"note","host":"client","text":"<svg onload='window.ran = 3'>"}
TRACE
make_page hostile
open_page hostile "file://$folder/hostile.html"
becomes 'a hostile note is shown as it is' hostile \
  "document.querySelector('#row-1 .across')?.textContent.slice(0, 9)" '</script>'
check 'and does not run' 'undefined 0' \
  "$(evaluate hostile "typeof window.ran + ' ' + document.images.length" && echo "$VALUE")"
run_script hostile "const bad = document.createElement('script'); bad.textContent = 'window.ran = 4'; document.body.append(bad)"
check 'a script that is not the page'\''s own does not run' undefined \
  "$(evaluate hostile 'typeof window.ran' && echo "$VALUE")"
