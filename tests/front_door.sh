#!/usr/bin/env bash
# The picture that the main README begins with, and the page that it links to, are what
# the ladder makes of a kept trace; and that is what must happen in this scene.
source "${BASH_SOURCE[0]%/*}/lib.sh"
kept=labs/05_shutdown_vs_close/close
LADDER=$BUILD/labs/00_instruments/ladder

#   tests/front_door.sh --write      draws it anew
draw() {
  "$LADDER" --read "$kept.trace" --from 0.17 --to 0.4215 --format svg --dark \
    --title 'A client has called close(). Its server cannot know that, and answers.'
}
play() { "$LADDER" --read "$kept.trace" --format html --title 'close: A client has called close()'; }
[[ ${1:-} != --write ]] || { draw >"$kept.svg" && play >"$kept.html" && exit 0; }

check 'the picture is drawn of the kept trace' '' "$(draw | diff "$kept.svg" - | cut -c -200)"
check 'the page is made of the kept trace' '' "$(play | diff "$kept.html" - | cut -c -200)"
check 'the README links to the page' 1 "$(grep -c "($kept.html)" README.md)"
check 'the kept trace is what this scene must show' '19 of 19 lines met' \
  "$("$BUILD/labs/00_instruments/verify" --read "$kept.trace" --expect labs/05_shutdown_vs_close/expected/close.ladder)"
check 'the README begins with the picture' 1 "$(head -n 12 README.md | grep -c "($kept.svg)")"
check 'the picture has two sets of colours' '1 1' \
  "$(grep -c '^<rect class="paper" fill="#fff" x="-0.0" y="0.0"' "$kept.svg") $(grep -c 'prefers-color-scheme: dark' "$kept.svg")"
