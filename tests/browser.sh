#!/usr/bin/env bash
# Lab 14's chat in a real browser: headless Chromium, told what to do by our own
# websocket_client, which speaks to the browser's DevTools: a WebSocket server
# that nobody here wrote. Each page gets one such client; what is typed there
# is JavaScript for the page.
source "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=tests/interop/chromium.sh
source tests/interop/chromium.sh
PROGRAMS=$BUILD/labs/14_websocket_frames
serve_chat() { serve "$PROGRAMS/chat_server" --port 0 "$@"; } # OPTION ...

STATE='state.textContent'
LAST='log.lastChild?.innerText'
type_text() { evaluate "$1" "text.value = '$2'; document.querySelector('#say button').click()"; } # NAME TEXT

start_browser 'the chat in a browser'

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
