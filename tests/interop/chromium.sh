# shellcheck shell=bash
# A real browser for tests: headless Chromium, told what to do by our own
# websocket_client, which speaks to the browser's DevTools.
find_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    ! type -P "$name" || return 0
  done
  return 1
}

start_client() { converse "$1" "$BUILD/labs/14_websocket_frames/websocket_client" --port "${@:2}"; } # NAME PORT OPTION ...

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

# A session of its own, so that all its processes can be ended; and it asks nobody
# outside. Root has no sandbox.
start_browser() { # SENTENCE [OPTION ...]: which is skipped without one
  local browser sandbox=()
  browser=$(find_browser) || {
    skip "$1" 'chromium is not installed'
    exit 0
  }
  ((EUID != 0)) || sandbox=(--no-sandbox)
  HOME=$folder setsid "$browser" --headless "${sandbox[@]}" --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$folder/profile" --remote-debugging-port=0 --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' "${@:2}" about:blank >"$folder/browser" 2>&1 &
  STARTED+=("-$!")
  in_time test -s "$folder/profile/DevToolsActivePort" || { cat "$folder/browser" && give_up 'it starts'; }
  read -r DEVTOOLS <"$folder/profile/DevToolsActivePort"
}
