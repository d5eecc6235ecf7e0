#!/usr/bin/env bash
# WebSocket frames as the programs show them, and the stage's word `websocket`.
source "${BASH_SOURCE[0]%/*}/lib.sh"
instruments=$BUILD/labs/00_instruments

# --- of a trace -------------------------------------------------------------

segment() { # FROM SEQ BYTES: as printf writes them
  local here=192.0.2.1:40000 there=192.0.2.2:7000
  [[ $1 == client ]] || { here=192.0.2.2:7000 && there=192.0.2.1:40000; }
  printf '{"t":0.1,"event":"segment","id":1,"connection":1,"from":"%s",' "$1"
  printf '"source":"%s","destination":"%s","flags":["ACK"],"seq":%s,' "$here" "$there" "$2"
  # shellcheck disable=SC2059  # bytes
  printf '"ack":1,"length":%s,"window":500,"fate":"delivered","data":"%s"}\n' \
    "$(printf "$3" | wc -c)" "$(printf "$3" | base64 -w 0)"
}
{
  segment client 1 'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'
  segment server 1 'HTTP/1.1 101 Switching Protocols\r\n\r\n'
  segment client 43 '\x88\x82\x01\x02\x03\x04\x02\xea'
} >"$folder/trace"

ladder() { "$instruments/ladder" --read "$folder/trace" "$@"; }
for format in text list mermaid svg; do
  check "stand in the format $format" '[GET /chat] [101] [Close 1000]' \
    "$(ladder --websocket 7000 --format "$format" | grep -o '\[[GC1][^]]*\]' | xargs)"
done
check 'stand in the rows of the page' '[GET /chat] [101] [Close 1000]' \
  "$(ladder --websocket 7000 --format html | grep '^{"row"' | grep -o '\[[GC1][^]]*\]' | xargs)"
{
  segment client 1 'GET /a HTTP/1.1\r\n\r\n'
  segment server 1 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  segment client 20 'GET /b HTTP/1.1\r\n\r\n'
} >"$folder/http"
check 'of a connection that stays HTTP are its heads' '[GET /a] [200] [GET /b]' \
  "$("$instruments/ladder" --read "$folder/http" --websocket 7000 | grep -o '\[[G2][^]]*\]' | xargs)"
check 'of another port are none' '' "$(ladder --websocket 7001 | grep -F '[' || :)"
check 'are not read unless one asks for it' '' "$(ladder | grep -F '[' || :)"

# Status and what is said of an expectation.
verify() { # EXPECTATION ARGUMENT ...
  local status=0
  echo "$1" >"$folder/expected"
  "$instruments/verify" --read "$folder/trace" --expect "$folder/expected" "${@:2}" 2>&1 | sed -n '1s/.*, line/line/p' || status=$?
  echo "$status"
}
check 'are as expected' 0 "$(verify 'client sends DATA 8 [Close 1000]' --websocket 7000)"
check 'are not as expected' $'line 1: not met: client sends [Close 1001]\n1' \
  "$(verify 'client sends [Close 1001]' --websocket 7000)"
check 'are expected, and verify says that it must be told of them' \
  $'line 1: to see frames, verify needs --websocket PORT or --tls PORT; in a play: the line \'websocket\' or \'tls\' before the first start\n1' \
  "$(verify 'never client sends [Close 1000]')"
check 'need no port where only calls are judged' 0 "$(verify 'client sends [Close 1000]' --calls-only)"
check 'are what verify says that was' 'client sends ACK DATA 8 [Close 1000]' \
  "$("$instruments/verify" --read "$folder/trace" --websocket 7000 | tail -n 1)"

# --- in a play --------------------------------------------------------------

link_project
mkdir -p "$folder/labs/tiny/expected"
play() { # SCENE
  local status=0
  "$folder/labs/tiny/run.sh" "$1" >"$folder/out" 2>&1 </dev/null || status=$?
  echo "$status $(grep -o 'websocket comes before.*' "$folder/out" || :)"
}
scene() { # NAME LINE-BEFORE-THE-START LINE-BEHIND-IT
  cat <<END
scene $1 'A scene.'
$2
start server on server 14_websocket_frames/websocket_echo_server --host "\$SERVER" --port "\$PORT"
go_on server 'listening'
$3
run_free server
start client on client 14_websocket_frames/websocket_client --host "\$SERVER" --port "\$PORT"
go_on client 'open'
exits client 0
interrupt server
finish

END
}
{
  printf '%s\n' '#!/usr/bin/env bash' "source '$folder/scripts/stage.sh'" ''
  scene met websocket ''
  scene unmet websocket ''
  scene late '' websocket
} >"$folder/labs/tiny/run.sh"
chmod +x "$folder/labs/tiny/run.sh"
echo 'client sends [Close 1000]' >"$folder/labs/tiny/expected/met.ladder"
echo 'client sends [Close 1001]' >"$folder/labs/tiny/expected/unmet.ladder"

check 'in a play must be asked for before the first start' '1 websocket comes before the first start' \
  "$(LAB_LOOPBACK=1 play late)"
check 'in a play do no harm on loopback' '0 ' "$(LAB_LOOPBACK=1 play unmet)"
if has_two_hosts 'in a play with a wire'; then
  check 'in a play are checked at its end' '0 1 ' "$(play met)$(play unmet)"
  play met >"$folder/status"
  check 'in a play stand in its live ladder' '[GET /] [101] [Close 1000] [Close 1000]' \
    "$(grep -o '\[.*\]' "$folder/out" | xargs)"
fi
