#!/usr/bin/env bash
# Lab 14's chat and lab 19's live page in a real browser: headless Chromium, told what to do by our own
# websocket_client, which speaks to the browser's DevTools: a WebSocket server
# that nobody here wrote. Each page gets one such client; what is typed there
# is JavaScript for the page.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAMS=$BUILD/labs/14_websocket_frames
find_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    ! type -P "$name" || return 0
  done
  return 1
}

serve_chat() { serve "$PROGRAMS/chat_server" --port 0 "$@"; } # OPTION ...
start_client() { converse "$1" "$PROGRAMS/websocket_client" --port "${@:2}"; } # NAME PORT OPTION ...

# Opens a page in the browser, with a client to its DevTools.
open_page() { # NAME URL
  local target
  target=$(curl -s -X PUT "http://127.0.0.1:$DEVTOOLS/json/new?${2//#/%23}" |
    sed -n 's/.*"webSocketDebuggerUrl": "ws:..[^/]*\(.*\)".*/\1/p')
  start_client "$1" "$DEVTOOLS" --target "$target"
}

# Sends a command of the DevTools protocol; its answer is LINE.
ASKED=0
ask() { # NAME METHOD [PARAMETERS]
  ASKED=$((ASKED + 1))
  printf '{"id":%d,"method":"%s","params":{%s}}\n' "$ASKED" "$2" "${3:-}" >&"${TO[$1]}"
  await_line "$1" "{\"id\":$ASKED,"
}

# VALUE: of an expression in a page. It holds no double quotes, nor does its value.
evaluate() { # NAME EXPRESSION
  ask "$1" Runtime.evaluate "\"expression\":\"$2\"" || give_up "the page $1 answers: $LINE"
  VALUE=${LINE#*\"value\":}
  VALUE=${VALUE%%\}*}
  VALUE=${VALUE//\"/}
}

run_script() { evaluate "$1" "$2; 0"; } # NAME STATEMENTS

is() { # NAME EXPRESSION VALUE
  evaluate "$1" "$2"
  [[ $VALUE == "$3" ]]
}

# An expression must come to have that value.
becomes() { # SENTENCE NAME EXPRESSION VALUE
  in_time is "$2" "$3" "$4" || :
  check "$1" "$4" "$VALUE"
}

STATE='state.textContent'
LAST='log.lastChild?.innerText'
type_text() { evaluate "$1" "text.value = '$2'; document.querySelector('#say button').click()"; } # NAME TEXT

BROWSER=$(find_browser) || {
  skip 'the chat in a browser' 'chromium is not installed'
  exit 0
}
# A session of its own, so that all its processes can be ended; and it asks
# nobody outside. Root has no sandbox.
sandbox=()
((EUID != 0)) || sandbox=(--no-sandbox)
HOME=$folder setsid "$BROWSER" --headless "${sandbox[@]}" --disable-gpu --disable-dev-shm-usage \
  --user-data-dir="$folder/profile" --remote-debugging-port=0 --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync \
  --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' about:blank >"$folder/browser" 2>&1 &
STARTED+=("-$!")
in_time test -s "$folder/profile/DevToolsActivePort" || { cat "$folder/browser" && give_up 'it starts'; }
read -r DEVTOOLS <"$folder/profile/DevToolsActivePort"

# A page that is pinged, and asked about it at the end: without an answer it
# would be closed after four seconds.
serve_chat --heartbeat 2
open_page pinged "http://127.0.0.1:$PORT/"
becomes 'a page is there, and will be pinged' pinged "$STATE" open
since=$SECONDS

serve_chat --queue 4096
url=http://127.0.0.1:$PORT
open_page ann "$url/"
becomes 'our client reads the title of a page by DevTools' ann document.title Chat
evaluate ann "'x'.repeat(200000)"
check 'our client takes a message of 200000 characters from DevTools' 200000 "${#VALUE}"
becomes 'the page opens a WebSocket' ann "$STATE" open
check 'the page loads nothing but itself' 0 "$(evaluate ann "performance.getEntriesByType('resource').length + ''" && echo "$VALUE")"
becomes 'the page is welcomed' ann 'log.innerText' '* welcome, guest 1, one of 1. /name ann makes you ann'
open_page bob "$url/"
becomes 'another page comes' ann "$LAST" '* guest 2 is here'
start_client carl "$PORT"
becomes 'and a terminal client' ann "$LAST" '* guest 3 is here'

type_text ann 'hello, both'
becomes 'what a page says, the other page hears' bob "$LAST" 'guest 1: hello, both'
await_line carl 'hello' || :
check 'what a page says, a terminal client hears' 'guest 1: hello, both' "${LINE##*< }"
echo 'hello, pages' >&"${TO[carl]}"
becomes 'what a terminal client says, a page hears' ann "$LAST" 'guest 3: hello, pages'
type_text ann '/name ann'
type_text ann '<img src=x>'
becomes 'a page takes a name, and what it says is shown as it is' bob "$LAST" 'ann: <img src=x>'

evaluate ann "document.querySelector('#reason').value = 'why'; document.querySelector('#end button').click()"
check 'its own close(4000, why) arrives at the server' '* ann has left: 4000 why' \
  "$(what_it_said '* ann has left: 4000 why')"
becomes 'and comes back to onclose' ann "$STATE" 'closed: 4000 why (clean)'
evaluate ann 'again.click()'
becomes 'the page comes again, under its name' bob "$LAST" '* guest 4 is ann now'

# What the server says of the end, in the words of onclose.
while IFS='|' read -r sentence sent closed; do
  evaluate ann 'again.click()'
  becomes "opens again ($sentence)" ann "$STATE" open
  evaluate ann "socket.send($sent)"
  becomes "is closed when it sends $sentence" ann "$STATE" "closed: $closed (clean)"
done <<'CASES'
what is binary|new Uint8Array([1, 2])|1003 only text
a message that is too long|'x'.repeat(5000)|1009 a frame keeps within our limit (RFC 6455, 10.4)
CASES

# A page that does not read: its script stands still, as in a debugger. The
# others go on: each text comes back before the next one is sent.
ask bob Debugger.enable
printf '{"id":0,"method":"Runtime.evaluate","params":{"expression":"debugger"}}\n' >&"${TO[bob]}"
await_line bob Debugger.paused || :
long=$(printf '%4000s' '' | tr ' ' x)
for ((i = 0; i < 2000; ++i)); do
  ! server_said '* guest 2 has left' || break
  echo "$long" >&"${TO[carl]}"
  await_line carl "$long" || break
done
check 'a page that does not read is dismissed, and the others go on' '* guest 2 has left: 1008 you do not read' \
  "$(what_it_said '* guest 2 has left: 1008 you do not read')"
becomes 'which each of them hears' ann "log.innerText.includes('* guest 2 has left: 1008') + ''" true
ask bob Debugger.resume
becomes 'onclose says 1008 to it' bob "$STATE" 'closed: 1008 you do not read (clean)'

run_script ann 'again.click()'
becomes 'opens again' ann "$STATE" open
ask ann Page.close
check 'a page that is closed says 1001' '* ann has left: 1001' "$(what_it_said '* ann has left: 1001')"

# A page from elsewhere: the other chat's.
there=$PORT
serve_chat
open_page dora "http://127.0.0.1:$PORT/"
becomes 'a page of another server is there' dora "$STATE" open
evaluate dora "other = new WebSocket('ws://127.0.0.1:$there/'); other.onclose = event => other = event; 0"
becomes 'a page from elsewhere may not speak for its visitor: 403, and 1006 for onclose' dora "other.code + ''" 1006

kill -KILL "$PID"
wait "$PID" 2>/dev/null || :
becomes 'onclose says 1006 when the server is killed' dora "$STATE" 'closed: 1006  (not clean)'

serve_chat
open_page emil "http://127.0.0.1:$PORT/"
becomes 'a page is there' emil "$STATE" open
kill -INT "$PID"
becomes 'onclose says 1001 when the server ends' emil "$STATE" 'closed: 1001 goodbye (clean)'
in_time has_ended "$PID"
check 'the server ends in good order' '== closed' "$(tail -n 1 "$SAID" | sed 's/^chat_server *//')"

while ((SECONDS < since + 6)); do rest; done
becomes 'the browser answers Pings, while the page says nothing' pinged "$STATE" open

# --- the live page ------------------------------------------------------------

# Plays nothing: each key becomes a row.
cat >"$folder/stage" <<'END'
#!/usr/bin/env bash
printf '{"kind":"note","t":0,"text":"plays %s"}\n' "$*" '<img src=x onerror=hacked=1>'
while IFS= read -r -N 1 key; do
  [[ $key != $'\n' ]] || key=Enter
  printf '{"kind":"note","t":1.5,"text":"key %s"}\n' "$key"
done
END
chmod +x "$folder/stage"
printf '%s\n' '05_shutdown half_close' '06_linger zero' >"$folder/scenes"
serve_live() { # PORT
  serve "$BUILD/labs/19_live/live_server" --port "$1" --stage "$folder/stage" --scenes "$folder/scenes" \
    --play '05_shutdown half_close' --link "$folder/link"
}
LAST_ROW='rows.lastElementChild?.lastElementChild.textContent'
ACROSS='model.rows.length + words.textContent'

serve_live 0
live=$PORT url=http://127.0.0.1:$PORT
open_page guest "$url/"
becomes 'a row is shown as it is, and is no HTML' guest "$LAST_ROW" 'plays <img src=x onerror=hacked=1>'
becomes 'nothing in it has run' guest "typeof hacked + rows.querySelectorAll('img').length" undefined0
becomes 'a script that some text might bring in does not run' guest \
  "document.body.append(Object.assign(document.createElement('script'), {textContent: 'hacked=1'})), typeof hacked" undefined
becomes 'a guest has no keys' guest "teacher.hidden + ''" true
open_page teacher "$(<"$folder/link")"
becomes 'the teacher has them' teacher "teacher.hidden + ''" false
becomes 'the token is not in the address bar any more' teacher 'location.href' "$url/"
becomes 'nor in the name of anything that was asked for' teacher \
  "performance.getEntriesByType('resource').filter(one => one.name.includes(token)).length + ''" 0
press() { evaluate teacher "document.querySelector('[data-do=$1]').click()"; } # DEED
press step
becomes 'what the teacher presses, a guest sees' guest "$LAST_ROW" 'key Enter'
becomes 'who is at the last row stays there' guest "$ACROSS" '3Row 3 of 3, 1.500 s. key Enter.'
ask guest Input.dispatchKeyEvent '"type":"keyDown","key":"ArrowLeft","code":"ArrowLeft"'
press drop
becomes 'key by key' guest "$LAST_ROW" 'key d'
becomes 'who has gone back stays where he is' guest "$ACROSS" '4Row 2 of 4, 0.000 s. plays <img src=x onerror=hacked=1>.'
run_script teacher "scenes.value = '06_linger zero', how.value = 'wire'"
press start
becomes 'another scene begins anew for all' guest "scene.textContent + rows.textContent.split('plays').length" '06_linger zero3'
becomes 'and is followed' guest "$ACROSS" '2Row 2 of 2, 0.000 s. plays <img src=x onerror=hacked=1>.'
ask teacher Page.reload
becomes 'after a reload the teacher is still the teacher' teacher "document.readyState + teacher.hidden" completefalse
becomes 'and sees all rows' teacher "rows.textContent.split('plays').length + ''" 3

run_script guest "socket.send('{}')"
becomes 'a guest that sends is told to look: 1008' guest 'state.textContent' 'closed: 1008 you may look, and no more'
ask guest Page.reload
becomes 'and may come again' guest "document.readyState + state.textContent" completelive

evaluate dora "other = new WebSocket('ws://127.0.0.1:$live/rows'); other.onclose = event => other = event; 0"
becomes 'a page from elsewhere may not even look: 403, and 1006 for onclose' dora "other.code + ''" 1006

kill -INT "$PID"
becomes 'onclose says 1001 when the server ends' guest 'state.textContent' 'closed: 1001 the server ends'
in_time has_ended "$PID"
serve_live "$live"
becomes 'a page comes again by itself, and begins anew' guest 'state.textContent + scene.textContent' 'live05_shutdown half_close'
becomes 'that with the key of the last server may look' teacher 'state.textContent + teacher.hidden + token' livetruenull
