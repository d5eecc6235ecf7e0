#!/usr/bin/env bash
# --predict: asks before it shows, what the keys do, and the sheets of paper. Scenes of
# several labs, and tiny plays.
# shellcheck disable=SC2317  # conditions
source "${BASH_SOURCE[0]%/*}/lib.sh"
link_project
mkdir -p "$folder/labs/tiny"

# --- scenes of several labs ---------------------------------------------------

# Whatever is answered: the score is that of as many questions as there were, no row
# of a line stands above its question, and the scene is as it was expected.
asks() { # LAB SCENE [NAME=VALUE]
  local said=$folder/said.$1.$2 status=0 count
  play_to "$said" env "${@:3}" bash -c "yes a | head -n 12 | scripts/lab run $1 $2 --predict" || status=$?
  [[ $status != 77 ]] || { cat "$said" && return 0; }
  count=$(grep -cE '^Question [0-9]+ of [0-9]+: ' "$said") || :
  ((status == 0 && count > 0 && count <= 10)) || { echo "status $status, $count questions" && return 1; }
  grep -qxE "[0-9]+ of $count" "$said" || { echo "no score of $count" && return 1; }
  [[ $(grep -cE '^  (Yes|No): ' "$said") == "$count" ]] || return 1
  grep -qE 'lines? met' "$said" || return 1
  ! grep -q $'\e' "$said" || { echo 'colour in a pipe' && return 1; }
  # 80 columns, but for what a program itself prints.
  (($(grep -E '[│─]|^Question|^  ' "$said" | LC_ALL=C.UTF-8 wc -L) <= 80))
}
if has_two_hosts 'asks about scenes of several labs'; then
  while read -r lab scene; do
    succeeds "asks about scene $scene of lab $lab" asks "$lab" "$scene"
  done <<'SCENES'
01 refused
03 curl_close
05 close
06 sigpipe
10 lost_fin
15 lost
SCENES
  q_ends_all_scenes() {
    echo q | scripts/lab run 05 three four --predict >"$folder/said" || return 1
    [[ $(grep -c 'what happens?$' "$folder/said") == 1 ]] && grep -q '^0 of 0; ' "$folder/said"
  }
  succeeds 'q ends all scenes, each of which has hosts of its own' q_ends_all_scenes
fi
succeeds 'asks on loopback, too' asks 05 sigpipe LAB_LOOPBACK=1
asks_of_calls_alone() {
  yes a | head -n 12 | LAB_LOOPBACK=1 scripts/lab run 05 sigpipe --predict >"$folder/said"
  ! grep -E 'kernel send|kernel there answer|sent again' "$folder/said"
}
succeeds 'asks on loopback about no segment' asks_of_calls_alone

# --- a tiny play --------------------------------------------------------------

export LAB_LOOPBACK=1 LAB_DEADLINE=5
play=$folder/labs/tiny/run.sh
cat >"$play" <<'PLAY'
#!/usr/bin/env bash
# Tiny?
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene one 'The secret of scene one.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
ask 'What comes first?' 'listen' 'accept' 'close'
go_on server 'listening'
say 'after that'
echo 'the play prints'
interrupt server
finish

scene two 'Scene two.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
ask 'And now?' 'listen' 'accept'
go_on server 'listening'
interrupt server
finish

scene broken 'It fails.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
printed server 'what it never prints'
finish

scene twice 'Two answers are the same.'
ask 'What?' 'this' 'that' 'this'
finish
PLAY
chmod +x "$play"
cat >"$folder/labs/tiny/README.md" <<'GUIDE'
## Why

Of `one`.
GUIDE
# What it prints, and its status.
predict() { # KEYS ARGUMENT ...
  local status=0
  printf '%b' "$1" | "$play" "${@:2}" 2>&1 || status=$?
  echo "(status $status)"
}
right=$("$play" one --predict=answers </dev/null | sed -n 's/^ *\([0-9]\)  listen$/\1/p')
wrong=$((right % 3 + 1))

score() { grep -E '^([0-9]+ of [0-9]+.*|\(status.*|  (missed|skipped) .*)$'; }
check 'counts a right answer' $'1 of 1\n(status 0)' "$(predict "$right\n" one --predict | score)"
check 'takes a letter, too, with blanks around it' $'1 of 1\n(status 0)' \
  "$(predict " $(tr 123 abc <<<"$right") \n" one --predict | score)"
check 'names what was missed' $'0 of 1\n  missed 1: What comes first?\n(status 0)' \
  "$(predict "$wrong\n" one --predict | score)"
check 'names what was skipped' $'0 of 1\n  skipped 1: What comes first?\n(status 0)' \
  "$(predict 's\n' one --predict | score)"
check 'says where the guide explains it' '      see labs/tiny/README.md, "Why"' \
  "$(predict "$wrong\n" one --predict | grep '^      see')"
check 'q ends it, with the score so far, and no other scene follows' $'1 of 1\n0 of 0; 1 not answered\n(status 0)' \
  "$(predict "$right\nq\n" one two --predict | score)"
check 'the end of the keys ends it' $'0 of 0; 1 not answered\n(status 0)' "$(predict '' one two --predict | score)"
check 'a wrong key says which there are' '  The keys: 1-3 or a-c answers, ? gives a hint, s skips, q ends.' \
  "$(predict 'x\n' one --predict | grep 'The keys')"
check 'a line of two keys is none' 1 "$(predict '12\n' one --predict | grep -c 'The keys')"
check '? gives a hint, and the place in the guide' 1 "$(predict '?\n' one --predict | grep -c '^  Hint: .*')"

before_question() { predict 's\n' one --predict | sed '/^Question/,$d'; }
check 'shows neither title nor rows before the question' '' \
  "$(before_question | grep -E 'secret|after that|listen\(|the play prints' || :)"
check 'shows all of them in the end, where they belong' 'listen(
after that
the play prints
secret' "$(predict 's\n' one --predict | sed '1,/Skipped/d' | grep -oE 'secret|after that|listen\(|the play prints')"
check 'without --predict a question does nothing' 0 "$("$play" one </dev/null | grep -c 'What comes' || :)"
check 'a scene that fails says so, and shows what came' $'server    == listening\n(status 1)' \
  "$(predict '' broken --predict | grep -E '== listening|status')"
check 'two answers must not be the same' "FAILED  twice, line 28: ask: two answers are the same
(status 1)" "$(predict '' twice | tail -n 2)"
check 'only these ways to predict' "tiny: --predict=no: it is --predict, --predict=quiz or --predict=answers
(status 2)" "$(predict '' one --predict=no)"
check 'not with --step' 2 "$(predict '' one --predict --step | grep -oE 'status [0-9]' | tr -dc 0-9)"

# --- a sheet of paper ---------------------------------------------------------

mkdir "$folder/sheets"
predict '' one --predict=quiz --save "$folder/sheets" >"$folder/printed"
check 'keeps quiz and answers apart, as text and as a page' \
  'one.answers.html one.answers.txt one.quiz.html one.quiz.txt one.trace' "$(cd "$folder/sheets" && echo *)"
has_answers() { grep -lE 'see labs|secret|after that|Why|listen\(' "$@" || :; }
check 'the quiz has nothing of the answers' '' \
  "$(has_answers "$folder"/sheets/*.quiz.* "$folder/printed")"
check 'the answers have' 2 "$(has_answers "$folder"/sheets/*.answers.* | wc -l)"
check 'the quiz is the same each time' "$(predict '' one --predict=quiz | sed '/^( 1 )/,$!d')" \
  "$(sed '/^( 1 )/,$!d' "$folder/printed")"
if has python3 'the pages are whole'; then
  check 'the pages are whole' '' "$(python3 - "$folder"/sheets/*.html <<'PYTHON'
import html.parser, sys
class Reader(html.parser.HTMLParser):
    def __init__(self): super().__init__(); self.open = []
    def handle_starttag(self, tag, _):
        if tag != "meta": self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: print("</" + tag + ">")
for name in sys.argv[1:]:
    reader = Reader()
    text = open(name).read()
    reader.feed(text)
    if reader.open or "http" in text: print(name, reader.open)
PYTHON
)"
fi

# --- a line that only looks, with --step --------------------------------------

cat >"$folder/labs/tiny/look.sh" <<'PLAY'
#!/usr/bin/env bash
# Tiny?
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene look 'It looks.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
printed server 'listen(listener, SOMAXCONN)'
say done
interrupt server
finish
PLAY
chmod +x "$folder/labs/tiny/look.sh"
# Enter for start and go_on: then say waits, and printed has been shown.
mkfifo "$folder/keys"
"$folder/labs/tiny/look.sh" --step <"$folder/keys" >"$folder/stepped" 2>&1 &
STARTED+=($!)
stepped=$!
exec {KEYS}<>"$folder/keys"
shows() { grep -qF -- "$1" "$folder/stepped"; }
in_time shows '> start server' || :
check 'with --step a line that acts waits' 0 "$(grep -c '== listening' "$folder/stepped" || :)"
printf '\n\n' >&"$KEYS"
in_time shows '> say ...' || :
check 'with --step a line that looks is shown when it is met, and does not wait' \
  "> printed server 'listen(listener, SOMAXCONN)'
> say ..." "$(sed '/== listening/d' "$folder/stepped" | tail -n 2)"
exec {KEYS}>&-
wait "$stepped" || :

# --- a terminal ---------------------------------------------------------------

on_terminal() { # KEYS: none needs Enter
  rm -f "$folder/screen"
  { in_time grep -qs 'Question 1' "$folder/screen" && printf '%b' "$1" && in_time grep -qs 'status ' "$folder/screen"; } |
    TERM=xterm script -qefc "$BASH -c 'stty cols 80; \"$play\" one --predict; echo status \$?'" "$folder/screen" >/dev/null || :
  tr -d '\r' <"$folder/screen"
}
if type -P script >/dev/null; then
  check 'on a terminal a key needs no Enter, and there is colour' $'1 of 1\nstatus 0' \
    "$(on_terminal "$right" | sed $'s/\e\\[[0-9;]*m//g' | grep -E '^[0-9] of|^status')"
  check 'there is colour' 1 "$(grep -c $'\e\\[38;5;28m  Yes' "$folder/screen")"
  check 'Ctrl-D ends it' $'0 of 0; 1 not answered\nstatus 0' \
    "$(on_terminal '\x04' | sed $'s/\e\\[[0-9;]*m//g' | grep -E '^[0-9] of|^status')"
else
  skip 'keys in a terminal' 'there is no script'
fi
