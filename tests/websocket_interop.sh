#!/usr/bin/env bash
# Our echo server and our client with WebSockets that nobody here wrote: those
# of Debian's python3-websockets and python3-autobahn.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAMS=$BUILD/labs/14_websocket_frames

# A Python that has the module: another one may stand first in the path.
find_python() { # MODULE: PYTHON
  for PYTHON in python3 /usr/bin/python3; do
    if "$PYTHON" -c "import $1" 2>/dev/null; then return; fi
  done
  skip "$1" "python3-$1 is not installed"
  return 1
}

# What our client says of the messages and the end, in a line.
client() { # OPTION ...
  timeout 20 "$PROGRAMS/websocket_client" --port "$PORT" "$@" |
    sed -n 's/^websocket_client *\(closed:\|the server\|<\)/\1/p' | paste -s -d '|'
}

# Passes on the verdicts of the server.
verdicts() { # COUNT
  all() { (($(grep -c '^\(ok\|failed\) ' "$SAID") >= $1)); }
  in_time all "$1" || echo 'failed websocket_interop: the server says nothing more'
  grep '^\(ok\|failed\) ' "$SAID" || :
}

for library in websockets autobahn; do
  find_python "$library" || continue
  serve "$PROGRAMS/websocket_echo_server" --port 0
  timeout 60 "$PYTHON" "tests/interop/${library}_client.py" "$PORT" ||
    echo "failed $NAME: python3-$library as client does not come to its end"
done

if find_python websockets >/dev/null; then
  serve "$PYTHON" tests/interop/websockets_server.py
  check 'our client, --echo, is closed with 1001' "closed: 1001 'home'" "$(client --target /echo --echo)"
  check 'our client sends lines' 'closed: 1000' "$(printf 'one\nzwei ä' | client --target /lines)"
  check 'our client names the rule: bad text' 'the server broke a rule: text is UTF-8 (RFC 6455, 8.1)' \
    "$(client --target /bad --echo)"
  check 'our client names the rule: a masked frame' \
    'the server broke a rule: a server masks no frame (RFC 6455, 5.1)' "$(client --target /masked --echo)"
  check 'our client reports 1006 when TCP ends without a Close' 'closed: 1006' "$(client --target /vanish --echo)"
  verdicts 7
fi

if find_python autobahn >/dev/null; then
  serve "$PYTHON" tests/interop/autobahn_server.py
  check 'our client, --subprotocol, is closed with 1000' "closed: 1000 'done'" "$(client --echo --subprotocol chat)"
  verdicts 4
fi
