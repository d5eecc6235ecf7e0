#!/usr/bin/env bash
# Our echo server and our client with WebSockets that nobody here wrote: those
# of Debian's python3-websockets and python3-autobahn.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
PROGRAMS=$BUILD/labs/14_websocket_frames
started=()
folder=$(mktemp -d)
trap 'kill -KILL "${started[@]}" 2>/dev/null || :; rm -rf "$folder"' EXIT

check() { # SENTENCE EXPECTED ACTUAL
  if [[ $3 == "$2" ]]; then
    echo "ok websocket_interop $1"
  else
    printf 'expected: %q\nactual:   %q\n' "$2" "$3"
    echo "failed websocket_interop $1"
  fi
}

# A Python that has the module: another one may stand first in the path.
find_python() { # MODULE: PYTHON
  for PYTHON in python3 /usr/bin/python3; do
    if "$PYTHON" -c "import $1" 2>/dev/null; then return; fi
  done
  echo "skipped websocket_interop $1: python3-$1 is not installed"
  return 1
}

# Starts a server that says on which port it listens: PORT. What else it prints
# is read from descriptor OUT.
serve() { # COMMAND ...
  local line=''
  mkfifo "$folder/pipe"
  "$@" >"$folder/pipe" &
  started+=($!)
  disown
  exec {OUT}<"$folder/pipe"
  rm "$folder/pipe"
  until [[ $line == *'listens on '* ]]; do read -r -t 10 -u "$OUT" line; done
  PORT=${line##*[: ]}
}

# What our client says of the messages and the end, in a line.
client() { # OPTION ...
  timeout 20 "$PROGRAMS/websocket_client" --port "$PORT" "$@" |
    sed -n 's/^websocket_client *\(closed:\|the server\|<\)/\1/p' | paste -s -d '|'
}

# Passes on as many verdicts of the server.
verdicts() { # COUNT
  local line
  for ((i = 0; i < $1; ++i)); do
    read -r -t 10 -u "$OUT" line || line='failed websocket_interop the server says nothing'
    echo "$line"
  done
}

for library in websockets autobahn; do
  find_python "$library" || continue
  serve "$PROGRAMS/websocket_echo_server" --port 0
  timeout 60 "$PYTHON" "tests/interop/${library}_client.py" "$PORT" ||
    echo "failed websocket_interop python3-$library as client: does not come to its end"
done

if find_python websockets >/dev/null; then
  serve "$PYTHON" tests/interop/websockets_server.py
  check 'our client, --echo, is closed with 1001' "closed: 1001 'home'" "$(client --target /echo --echo)"
  verdicts 4
  check 'our client sends lines' 'closed: 1000' "$(printf 'one\nzwei ä' | client --target /lines)"
  verdicts 2
  check 'our client names the rule: bad text' 'the server broke a rule: text is UTF-8 (RFC 6455, 8.1)' \
    "$(client --target /bad --echo)"
  verdicts 1
  check 'our client names the rule: a masked frame' \
    'the server broke a rule: a server masks no frame (RFC 6455, 5.1)' "$(client --target /masked --echo)"
  verdicts 1
  check 'our client reports 1006 when TCP ends without a Close' 'closed: 1006' "$(client --target /vanish --echo)"
fi

if find_python autobahn >/dev/null; then
  serve "$PYTHON" tests/interop/autobahn_server.py
  check 'our client, --subprotocol, is closed with 1000' "closed: 1000 'done'" "$(client --echo --subprotocol chat)"
  verdicts 4
fi
