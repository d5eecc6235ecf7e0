#!/usr/bin/env bash
# Lab 14's chat over wss://, in headless Chromium: nginx ends TLS, with a certificate
# made for this test. The browser trusts its key alone (--ignore-certificate-errors-
# spki-list); a second browser that does not is told so.
source "${BASH_SOURCE[0]%/*}/lib.sh"
source tests/interop/chromium.sh
PROGRAMS=$BUILD/labs/14_websocket_frames
PATH=$PATH:/usr/sbin # Debian's place for nginx
for tool in nginx openssl ss curl; do has "$tool" 'the chat over wss://' || exit 0; done
BROWSER=$(find_browser) || {
  skip 'the chat over wss://' 'chromium is not installed'
  exit 0
}

# nginx cannot take any free port: it is given one after another. Sets PORT.
start_nginx() { # PORT-BEHIND
  local pid deadline=$((SECONDS + 20))
  while ((SECONDS < deadline)); do
    PORT=$((20000 + RANDOM % 12000))
    scripts/nginx.sh --in "$folder" "127.0.0.1:$PORT ssl" "ssl_certificate $folder/cert.pem" \
      "ssl_certificate_key $folder/key.pem" "proxy_set_header Host \$http_host" \
      "proxy_set_header Upgrade \$http_upgrade" 'proxy_set_header Connection upgrade' \
      "location / { proxy_pass http://127.0.0.1:$1; proxy_http_version 1.1; }" >"$folder/said" 2>&1 &
    pid=$!
    STARTED+=("$pid")
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do
      ! ss -Htlnp "sport = :$PORT" | grep -q "pid=$pid," || return 0
    done
  done
  cat "$folder/said" && give_up 'nginx listens'
}

# The page as it is in the end: of the chat, where an option does not name another.
says() { # OPTION ... [URL]
  [[ ${*: -1} == *://* ]] || set -- "$@" "https://127.0.0.1:$PORT/"
  local sandbox=()
  ((EUID != 0)) || sandbox=(--no-sandbox)
  HOME=$folder timeout -k 1 60 "$BROWSER" --headless "${sandbox[@]}" --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$folder/another_profile" --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --virtual-time-budget=5000 \
    --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' --dump-dom "$@" 2>"$folder/errors"
}

scripts/certificate.sh "$folder" 127.0.0.1 2>"$folder/said" || { cat "$folder/said" && give_up 'a certificate is made'; }
key=$(openssl x509 -in "$folder/cert.pem" -pubkey -noout | openssl pkey -pubin -outform der |
  openssl dgst -sha256 -binary | base64)
serve "$PROGRAMS/chat_server" --port 0
start_nginx "$PORT"

check 'curl gets the page, if it trusts the certificate' '<title>Chat</title>' \
  "$(curl -s --noproxy '*' --cacert "$folder/cert.pem" "https://127.0.0.1:$PORT/" | grep -o '<title>.*</title>')"
start_browser 'the chat over wss://' --ignore-certificate-errors-spki-list="$key"
open_page chat "https://127.0.0.1:$PORT/"
becomes 'the chat welcomes a browser over wss://' chat "document.body.innerText.includes('welcome, guest 1')" true
check 'the server has heard it come' '* guest 1 is here' "$(what_it_said '* guest 1 is here')"
says >"$folder/page"
check 'a browser that does not trust the certificate says so, and shows no chat' 'ERR_CERT_AUTHORITY_INVALID, 0 lines' \
  "$(grep -o 'ERR_CERT_AUTHORITY_INVALID' "$folder/errors"), $(wc -l <"$folder/page") lines"

# Does it open a WebSocket, whose server asks for no Origin? The page is loaded, and
# shown, when its picture is: that is asked of a server that never answers.
serve "$PROGRAMS/websocket_echo_server" --port 0
start_nginx "$PORT"
wss=$PORT
serve "$PROGRAMS/websocket_echo_server" --port 0 --step <&"$NEVER"
cat >"$folder/socket.html" <<END
<body><img id="picture" src="http://127.0.0.1:$PORT/"><script>
  const end = (text) => { document.body.append('it ends: ' + text); picture.src = 'data:,'; };
  const socket = new WebSocket('wss://127.0.0.1:$wss/');
  socket.onopen = () => end('open');
  socket.onclose = (event) => end('closed ' + event.code);
</script></body>
END
ends() { # OPTION ...
  says "$@" "file://$folder/socket.html" >"$folder/page"
  grep -m 1 -oE 'it ends: [a-z]+ ?[0-9]*' "$folder/page" || tail -n 5 "$folder/page"
}
check 'a browser opens a WebSocket, if it trusts the certificate' 'it ends: open' \
  "$(ends --ignore-certificate-errors-spki-list="$key")"
check 'onclose says 1006, if it does not' 'it ends: closed 1006' "$(ends)"
