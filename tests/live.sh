#!/usr/bin/env bash
# Lab 19's live page: rows for all that follow, keys from the teacher alone, and peers
# that would hurt it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAMS=$BUILD/labs/19_live
CLIENT=$BUILD/labs/14_websocket_frames/websocket_client
trap '' PIPE # a peer that has gone is a failed check, not the end
ulimit -n 4096 2>/dev/null || ulimit -n "$(ulimit -Hn)"

# Starts a server whose rows are what `row` writes.
serve_rows() { # OPTION ...
  mkfifo "$folder/rows"
  exec {ROWS}<>"$folder/rows"
  serve "$PROGRAMS/live_server" --port 0 "$@" <"$folder/rows"
  rm "$folder/rows"
}
row() { printf '%s\n' "$@" >&"$ROWS"; }
follow() { # NAME [QUERY]
  converse "$1" "$CLIENT" --port "$PORT" --target "/rows${2:-}"
}
# As in lib.sh; but a Ping every 20 seconds is a line, too.
await_line() { # NAME TEXT
  local end=$((SECONDS + 30))
  LINE=''
  until [[ $LINE == *"$2"* ]]; do
    { ((SECONDS < end)) && IFS= read -r -t 30 -u "${FROM[$1]}" LINE; } || { LINE="no '$2'" && return 1; }
  done
}
says() { printf '%s\n' "$2" >&"${TO[$1]}" || :; } # NAME TEXT
# The next line that NAME shows and that holds a text, from its < on.
shows() { # NAME TEXT
  await_line "$@" || { echo "$LINE" && return; }
  local line=${LINE#websocket_client*  }
  line=${line#"${line%%[! ]*}"}
  echo "${line#< }"
}
# What NAME shows next, up to a text.
shows_up_to() { # NAME TEXT
  local line
  until [[ ${line:-} == *"$2"* ]]; do
    line=$(shows "$1" '< ')
    [[ $line != "no '"* ]] || break
    echo "$line"
  done
}

# --- rows -------------------------------------------------------------------

serve_rows --patience 5
row '{"n":0}' '{"n":1}' 'no row' '' '["neither"]' $'{"n":"\xff"}' "{\"n\":\"$(printf '%70000s' '')\"}" '{"n":2}'
row_is_there() { [[ $("$CLIENT" --port "$PORT" --target /rows </dev/null 2>&1) == *"$1"* ]]; } # ROW
in_time row_is_there '{"n":2}' || :
follow ann
check 'a newcomer is told of the run, and all its rows' $'0\n{"n":0}\n{"n":1}\n{"n":2}' \
  "$(shows_up_to ann '"n":2' | sed 's/.*"from":\([0-9]*\)}/\1/')"
follow bob '?from=2'
check 'who has seen two rows goes on with the third' $'2\n{"n":2}' \
  "$(shows_up_to bob '"n":2' | sed 's/.*"from":\([0-9]*\)}/\1/')"
row '{"n":3}' '{"n":4,"t":"grüße"}'
check 'a new row goes to each of them' $'{"n":3}\n{"n":4,"t":"grüße"}' "$(shows_up_to ann grüße)"
check 'the same to the other' $'{"n":3}\n{"n":4,"t":"grüße"}' "$(shows_up_to bob grüße)"
follow carl '?from=4&run=another'
check 'who comes back from another run is told all of this one' '"from":0}' "$(shows carl '"run"' | grep -o '"from".*')"
follow dora '?from=4294967296000000000000'
check 'who asks for a row that cannot be is told all' '"from":0}' "$(shows dora '"run"' | grep -o '"from".*')"
follow emil '?from=9'
check 'who asks for a row that is not there yet waits for the next' '"from":5}' "$(shows emil '"run"' | grep -o '"from".*')"

# --- HTTP ---------------------------------------------------------------------

connect() { # BYTES: PEER
  exec {PEER}<>"/dev/tcp/127.0.0.1/$PORT"
  printf '%b' "$1" >&"$PEER" || :
}
hang_up() { exec {PEER}>&-; }
# Sends bytes at once, and gives what comes until the server ends.
talk() { # BYTES
  connect "$1"
  timeout 30 cat <&"$PEER" || echo '(no end)'
  hang_up
}
status() { talk "$1" | sed -n '1s/^HTTP\/1.1 \([0-9]*\).*/\1/p' | tr -d '\0'; } # BYTES
upgrade='Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
close='\x88\x80\0\0\0\0' # masked with zeros, as all frames here
while IFS='|' read -r code request sentence; do
  check "answers $sentence: $code" "$code" "$(status "$request")"
done <<END
200|GET / HTTP/1.1\r\nHost: localhost\r\n\r\n|a GET with the page
200|HEAD / HTTP/1.1\r\nHost: 127.0.0.1:$PORT\r\n\r\n|a HEAD
200|GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n|a Host that is an address
403|GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n|another name in Host (DNS rebinding)
403|GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n|a name that begins as an address
403|GET / HTTP/1.1\r\nHost: localhost.evil.example:$PORT\r\n\r\n|a name that begins as localhost
403|GET / HTTP/1.1\r\nHost:\r\n\r\n|no name in Host
403|GET /rows HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n$upgrade\r\n|another name, and its own page
403|GET /rows HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n$upgrade\r\n|a page from elsewhere
403|GET /rows HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:2\r\n$upgrade\r\n|a page of another port
403|GET /rows HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n$upgrade\r\n|a page from nowhere
101|GET /rows HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n$upgrade\r\n$close|a page of its own
101|GET /rows?from=x&from HTTP/1.1\r\nHost: localhost\r\n$upgrade\r\n$close|a query that says nothing
404|GET /rows/ HTTP/1.1\r\nHost: localhost\r\n$upgrade\r\n|another path
404|GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n|a path upwards
404|GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n|a path with two slashes
404|GET /?x HTTP/1.1\r\nHost: localhost\r\n\r\n|a query for the page
426|GET /rows HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n|version 8
400|GET /rows HTTP/1.1\r\nHost: localhost\r\n\r\n|rows without a WebSocket
405|POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n|POST
413|POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n|a body
431|GET / HTTP/1.1\r\nHost: localhost\r\nX: $(printf '%9000s' '' | tr ' ' x)\r\n\r\n|a head of more than 8 KiB
400|nonsense\r\n\r\n|what is no HTTP
END
head=$(talk 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' | tr -d '\r')
while IFS= read -r line; do
  check "the page comes with ${line%%:*}" "$line" "$(grep -F "${line%%:*}:" <<<"$head" | sed 's/; script.*//')"
done <<'END'
Content-Security-Policy: default-src 'none'
X-Content-Type-Options: nosniff
Referrer-Policy: no-referrer
END

# --- who asks for more than to look -------------------------------------------

opening="GET /rows HTTP/1.1\r\nHost: localhost\r\n$upgrade\r\n"
frame() { # TEXT: of less than 126 bytes, masked with zeros
  printf '\\x81\\x%02x\\0\\0\\0\\0%s' $((128 + ${#1})) "$1"
}
# The code of the last Close among these bytes, and its reason.
closing() {
  local all
  all=$(hex)
  all=${all##*88}
  printf '%d ' "0x${all:2:4}"
  for ((i = 6; i < ${#all}; i += 2)); do printf '%b' "\\x${all:i:2}"; done
}
still_follow() { # SENTENCE
  row "{\"after\":\"$1\"}"
  check "$1: others go on" "{\"after\":\"$1\"}" "$(shows ann "$1")"
}
while IFS='|' read -r sentence bytes closed; do
  check "closes $sentence with ${closed%% *}" "$closed" "$(talk "$opening$bytes$close" | closing)"
done <<END
a text of a guest|$(frame hello)|1008 you may look, and no more
a key of a guest|$(frame '{"do":"drop"}')|1008 you may look, and no more
a token, where there is no teacher|$(frame '{"teacher":"x"}')|1008 that is not the teacher's token
an empty token|$(frame '{"teacher":""}')|1008 you may look, and no more
a text that is no UTF-8|\x81\x81\0\0\0\0\xff|1007 text is UTF-8 (RFC 6455, 8.1)
a frame of 2^62 bytes|\x81\xff\x40\0\0\0\0\0\0\0\0\0\0\0|1009 a frame keeps within our limit (RFC 6455, 10.4)
an unmasked frame|\x81\x01a|1002 a client masks every frame (RFC 6455, 5.1)
END
still_follow 'wrong frames'

# --- slow ones ------------------------------------------------------------------

connect 'GET / HTTP/1.1\r\nX: '
drip "$PEER" x
check 'ends a request that drips in after its time' '' "$(timeout 30 cat <&"$PEER" || echo '(no end)')"
hang_up
still_follow 'a request that drips in'

# Rows for one that does not read, until the server says so.
serve_rows --queue 4096 --patience 1 --heartbeat 600
follow late
shows late '"run"' >/dev/null
connect "$opening"
long=$(printf '%4000s' '' | tr ' ' x)
for ((i = 0; i < 3000; ++i)); do
  ! server_said 'does not read' || break
  row "{\"i\":\"$i.$long\"}"
  await_line late "{\"i\":\"$i." || break
done
check 'dismisses who does not read' 'dismisses one that does not read' "$(what_it_said 'dismisses one that does not read')"
row '{"after":"all"}'
check 'and the other goes on' '{"after":"all"}' "$(shows late after)"
check 'the Close stands behind what was sent before' '1008 you do not read' \
  "$( (timeout 30 cat <&"$PEER" || echo '(no end)') | tail -c 20 | closing)"
hang_up

# --- more rows than are kept -----------------------------------------------------

seq -f '{"n":%.0f}' 0 100009 >"$folder/many"
serve "$PROGRAMS/live_server" --port 0 <"$folder/many"
"$CLIENT" --port "$PORT" --target '/rows?from=99998' </dev/null >"$folder/said" 2>&1 || :
check 'keeps 100,000 rows, says that there were more, and that this is the end' \
  '{"n":99998} {"n":99999} {"live":"full"} {"live":"end","status":0} ' \
  "$(sed -n 's/.*< \(.*\)/\1/p' "$folder/said" | tail -n +2 | tr '\n' ' ')"

# --- the teacher ------------------------------------------------------------------

# Plays nothing: each key becomes a row.
cat >"$folder/stage" <<'END'
#!/usr/bin/env bash
echo "{\"plays\":\"$*\"}"
while IFS= read -r -N 1 key; do
  [[ $key != $'\n' ]] || key=Enter
  echo "{\"key\":\"$key\"}"
  [[ $key != q ]] || exit 3
done
END
chmod +x "$folder/stage"
printf '%s\n' '05_shutdown half_close' '06_linger zero' >"$folder/scenes"
serve_stage() { # OPTION ...
  serve "$PROGRAMS/live_server" --port 0 --stage "$folder/stage" --scenes "$folder/scenes" \
    --play '05_shutdown half_close' "$@"
}
serve_stage --link "$folder/link"
in_time test -s "$folder/link" || :
token=$(<"$folder/link") token=${token#*#teacher=}
check 'the token has 128 bits, in characters that a URL may hold' yes "$([[ $token =~ ^[A-Za-z0-9_-]{22}$ ]] && echo yes)"
check 'the file with the link is for its owner alone' 600 "$(stat -c %a "$folder/link")"
follow guest
shows guest '"run"' >/dev/null
check 'a scene is played' '{"plays":"05_shutdown half_close step"}' "$(shows guest plays)"
follow teacher
says teacher "{\"teacher\":\"$token\"}"
check 'the teacher is told which scenes there are' '{"live":"teacher","scenes":["05_shutdown half_close","06_linger zero"]}' \
  "$(shows teacher '"live":"teacher"')"
for deed in step deliver drop duplicate hold run stop; do says teacher "{\"do\":\"$deed\"}"; done
check 'what the teacher presses, the play reads' 'Enter n d u h r p ' \
  "$(shows_up_to guest '"p"' | sed 's/.*:"\(.*\)"}/\1/' | tr '\n' ' ')"
says teacher '{"do":"start","scene":"06_linger zero","how":"wire"}'
check 'another scene ends the first one, and is a new run' '"scene":"06_linger zero","from":0}' \
  "$(shows guest '"run"' | grep -o '"scene".*')"
check 'which all see' '{"plays":"06_linger zero wire"}' "$(shows guest plays)"
says teacher '{"do":"end"}'
check 'the end of a play has its exit status' '{"live":"end","status":3}' "$(shows guest '"end"')"
says teacher '{"do":"start","scene":"05_shutdown half_close"}'
check 'and the next one can be started' '{"plays":"05_shutdown half_close step"}' "$(shows guest plays)"

last=A && [[ $token != *A ]] || last=Q
while IFS='|' read -r sentence text closed; do
  check "$sentence: ${closed%% *}" "$closed" "$(talk "$opening$(frame "$text")$close" | closing)"
done <<END
a token with one wrong character|{"teacher":"${token%?}$last"}|1008 that is not the teacher's token
a token that is too short|{"teacher":"${token%?}"}|1008 that is not the teacher's token
a guest that starts a scene|{"do":"start","scene":"06_linger zero"}|1008 you may look, and no more
END
of_teacher() { talk "$opening$(frame "{\"teacher\":\"$token\"}")$(frame "$1")$close" | closing; } # TEXT
check 'no scene but those of the list' '1008 there is no such scene' "$(of_teacher '{"do":"start","scene":"../x y"}')"
check 'no way to play it but three' '1008 there is no such scene' \
  "$(of_teacher '{"do":"start","scene":"06_linger zero","how":"--save"}')"
check 'no deed but those of the list' '1008 there is no such deed' "$(of_teacher '{"do":"rm"}')"
check 'nothing that is no JSON' '1008 that is no message of the page' "$(of_teacher step)"
says teacher '{"do":"deliver"}'
check 'after all of these the play has read one key, the next one of the teacher' '{"key":"n"}' "$(shows guest key)"
check 'the token is in nothing that the server says' 0 "$(grep -acF "$token" "$SAID" || :)"

# --- the end ----------------------------------------------------------------------

plays() { pgrep -f "$folder/stage 05_shutdown" >/dev/null; }
check 'a play is there' yes "$(plays && echo yes)"
kill -INT "$PID"
check 'Ctrl-C: each follower hears 1001' "closed: 1001 'the server ends'" "$(shows guest closed)"
in_time has_ended "$PID" || :
status=0
wait "$PID" || status=$?
check 'it ends with 0' 0 "$status"
check 'and the play with it' no "$(plays || echo no)"

serve_stage
check 'without a terminal and a file, nobody can steer, which is said' 'Nobody can steer it' "$(what_it_said 'Nobody can steer it')"
check 'and the link stands nowhere' 0 "$(grep -acF '#teacher' "$SAID" || :)"

# --- lab live ---------------------------------------------------------------------

serve_lab() { # ARGUMENT ...
  rm -f "$folder/link"
  serve scripts/lab live "$@" --port 0 --link "$folder/link"
}
# It says its address when it listens, as a link.
listens() {
  PORT=$(sed -n 's|^The ladder is at:.*:\([0-9]*\)/$|\1|p' "$SAID")
  [[ -n $PORT ]]
}
mkdir "$folder/temporary"
export TMPDIR=$folder/temporary
serve_lab half_close --run
follow eve
check 'lab live plays the scene that is named' '"scene":"05_shutdown_vs_close half_close","from":0}' \
  "$(shows eve '"run"' | grep -o '"scene".*')"
check 'its rows come while it plays' yes "$([[ $(shows eve 'shutdown(') == *SHUT_WR* ]] && echo yes)"
check 'up to its end' '{"live":"end","status":0}' "$(shows eve '"end"')"
in_time test -s "$folder/link" || :
token=$(<"$folder/link") token=${token#*#teacher=}
follow fay
says fay "{\"teacher\":\"$token\"}"
shows fay '"live":"teacher"' >/dev/null
says fay '{"do":"start","scene":"01_echo handshake","how":"step"}'
check 'the teacher starts another one' '"scene":"01_echo handshake","from":0}' "$(shows eve '"scene":"01_echo' | grep -o '"scene".*')"
says fay '{"do":"step"}'
says fay '{"do":"step"}'
check 'and lets it go on, line by line' yes "$([[ $(shows eve 'listen(') == *SOMAXCONN* ]] && echo yes)"
kill -INT "$PID"
check 'Ctrl-C in the middle of a play: each follower hears 1001' "closed: 1001 'the server ends'" "$(shows eve closed)"
in_time has_ended "$PID" || :
status=0
wait "$PID" || status=$?
check 'ends with 0' 0 "$status"
is_empty() { [[ -z $(ls -A "$TMPDIR") ]]; }
in_time is_empty || :
check 'and leaves no temporary file' '' "$(ls -A "$TMPDIR")"

while IFS='|' read -r arguments said; do
  read -ra words <<<"$arguments"
  status=0
  scripts/lab live "${words[@]}" >"$folder/said" 2>&1 </dev/null || status=$?
  check "lab live $arguments: refused" "2 $said" "$status $(head -n 1 "$folder/said")"
done <<'END'
99|live: there is no scene '99'; scripts/lab list names them
5 nonsense|live: there is no scene '5 nonsense'; scripts/lab list names them
5 half_close more|live: 'more' is too much: scripts/lab live LAB SCENE
--port|live: --port takes a value
--nonsense|live: '--nonsense' is not an option; scripts/lab live --help names them
END
