#!/usr/bin/env bash
# Lab 19's live page in a real browser: headless Chromium, led by our own
# websocket_client.
source "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=tests/interop/chromium.sh
source tests/interop/chromium.sh
start_browser 'the live page in a browser'

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
in_time test -s "$folder/link" || :
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

there=$PID
serve "$BUILD/labs/14_websocket_frames/chat_server" --port 0
open_page dora "http://127.0.0.1:$PORT/"
becomes 'a page of another server is there' dora 'state.textContent' open
evaluate dora "other = new WebSocket('ws://127.0.0.1:$live/rows'); other.onclose = event => other = event; 0"
becomes 'a page from elsewhere may not even look: 403, and 1006 for onclose' dora "other.code + ''" 1006

kill -INT "$there"
becomes 'onclose says 1001 when the server ends' guest 'state.textContent' 'closed: 1001 the server ends'
in_time has_ended "$there"
serve_live "$live"
becomes 'a page comes again by itself, and begins anew' guest 'state.textContent + scene.textContent' 'live05_shutdown half_close'
becomes 'that with the key of the last server may look' teacher 'state.textContent + teacher.hidden + token' livetruenull
