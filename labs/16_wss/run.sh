#!/usr/bin/env bash
# What does TLS change for the WebSocket inside it, and for its end?
#
#     client                             server
#     SYN               ------------>
#                       <------------    SYN ACK               1. TCP
#     [ClientHello]     ------------>
#                       <------------    [ServerHello, ...]    2. TLS
#     GET, encrypted    ------------>
#                       <------------    101, encrypted        3. WebSocket
#            ...
#                       <------------    Close frame, encrypted
#                       <------------    close_notify          three goodbyes
#                       <------------    FIN
OPENSSL_CONF=$(cd "${BASH_SOURCE[0]%/*}" && pwd)/openssl.cnf && export OPENSSL_CONF
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

BEHIND=''

# A new key and certificate for the scene. They are removed when the play ends.
FOLDER=''
certify() {
  [[ -n $PLAYING ]] || return 0
  [[ -n $FOLDER ]] || FOLDER=$(mktemp -d)
  trap 'rm -rf -- "$FOLDER"' EXIT
  env -u OPENSSL_CONF "$STAGE_ROOT/scripts/certificate.sh" "$FOLDER" server 2>"$FOLDER/said" || { cat "$FOLDER/said" >&2 && exit 1; }
}

# A server without TLS, on a port of its own. The one in front of it ends TLS, and
# passes what was inside on.
start_behind() { # PROGRAM ARGUMENT ...
  [[ $SERVER != 127.0.0.1 ]] || skip 'a server behind another needs the two hosts: it takes a second port'
  certify
  local port=$PORT
  start behind on server "$@"
  listens behind
  BEHIND=$PORT PORT=$port
}
start_echo_behind() {
  start_behind 14_websocket_frames/websocket_echo_server --host 127.0.0.1 --port 0 --quiet
  run_free behind
}

start_nginx() { # DIRECTIVE ...
  start server on server -- "$STAGE_ROOT/scripts/nginx.sh" "$PORT ssl" \
    'ssl_protocols TLSv1.2 TLSv1.3' "ssl_certificate $FOLDER/cert.pem" "ssl_certificate_key $FOLDER/key.pem" \
    "proxy_set_header Upgrade \$http_upgrade" 'proxy_set_header Connection upgrade' \
    "location / { proxy_pass http://127.0.0.1:$BEHIND; proxy_http_version 1.1; }" "$@"
  listens server
}

start_stunnel() {
  [[ -z $PLAYING ]] || printf '%s\n' 'foreground = yes' 'pid =' '[wss]' "accept = $SERVER:$PORT" \
    "connect = 127.0.0.1:$BEHIND" "cert = $FOLDER/cert.pem" "key = $FOLDER/key.pem" >"$FOLDER/stunnel"
  start server on server -- stunnel "$FOLDER/stunnel"
  listens server
}

# OpenSSL's own server: what is typed for it, it sends; what it reads, it prints.
start_s_server() { # OPTION ...
  certify
  start server on server -- openssl s_server -quiet -accept "$PORT" -cert "$FOLDER/cert.pem" -key "$FOLDER/key.pem" "$@"
  listens server
}

start_s_client() { # NAME OPTION ...
  start "$1" on client -- openssl s_client -connect "$SERVER:$PORT" -servername server \
    -CAfile "$FOLDER/cert.pem" -quiet "${@:2}"
  run_free "$1"
}

start_python() { # PROGRAM ARGUMENT ...
  ((DEADLINE >= 30)) || DEADLINE=${LAB_DEADLINE:-30} # it may start slowly
  start client on client -- python3 "$FILES/$1" "$SERVER" "$PORT" "$FOLDER/cert.pem" "${@:2}"
}

stop_both() {
  interrupt server
  interrupt behind
  finish
}

scene handshake13 'Three handshakes, one round trip each: TCP, TLS 1.3, WebSocket.'
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx
start_python wss_client.py
exits client 0
printed client 'TLSv1.3 in full'
printed client 'HTTP/1.1 101'
printed client 'closed: 1000'
stop_both

scene handshake_plain 'The same without TLS: two round trips, TCP and WebSocket.'
websocket
wire --delay 20ms
start server on server 14_websocket_frames/websocket_echo_server --host "$SERVER" --port "$PORT"
listens server
run_free server
start client on client 14_websocket_frames/websocket_client --host "$SERVER" --port "$PORT"
run_free client
types client '/close'
exits client 0
interrupt server
finish

scene handshake12 'TLS 1.2 needs two round trips, and shows more.'
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx
start_python wss_client.py 1.2
exits client 0
printed client 'TLSv1.2 in full'
printed client 'HTTP/1.1 101'
stop_both

scene resumed13 'The second connection resumes the session: no certificate, and still one round trip.'
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx
start_python wss_client.py twice
exits client 0
printed client 'TLSv1.3 in full'
printed client 'TLSv1.3 resumed'
printed client 'HTTP/1.1 101'
stop_both

scene resumed12 'In TLS 1.2 it saves a round trip: the server is the first to end the handshake.'
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx
start_python wss_client.py twice 1.2
exits client 0
printed client 'TLSv1.2 in full'
printed client 'TLSv1.2 resumed'
printed client 'HTTP/1.1 101'
stop_both

scene retry 'The server wants another group of keys: HelloRetryRequest, and a round trip more.'
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx 'ssl_ecdh_curve prime256v1'
start_python wss_client.py
exits client 0
printed client 'TLSv1.3 in full'
printed client 'HTTP/1.1 101'
stop_both

scene early_data 'The request goes with the ClientHello: TLS 1.3 costs no round trip any more.'
needs openssl nginx
tls
wire --delay 20ms
start_echo_behind
start_nginx 'ssl_early_data on'
start_s_client first -sess_out "$FOLDER/session"
types first $'GET / HTTP/1.0\n'
printed first '400'
exits first 0
[[ -z $PLAYING ]] || printf '%s\r\n' 'GET / HTTP/1.1' 'Host: server' 'Connection: Upgrade' 'Upgrade: websocket' \
  'Sec-WebSocket-Version: 13' 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' '' >"$FOLDER/request"
start_s_client client -sess_in "$FOLDER/session" -early_data "$FOLDER/request"
printed client 'HTTP/1.1 101'
interrupt client
stop_both

scene nagle "Without TCP_NODELAY the request waits for the ACK of the client's Finished."
needs openssl nginx python3
tls
wire --delay 20ms
start_echo_behind
start_nginx
start_python wss_client.py nagle
exits client 0
printed client 'HTTP/1.1 101'
stop_both

scene node "node writes Finished and the request at once: no Nagle, and nobody has asked for that."
needs openssl nginx node
tls
wire --delay 20ms
start_echo_behind
start_nginx
start client on client -- node "$FILES/wss_client.js" "$SERVER" "$PORT" "$FOLDER/cert.pem"
exits client 0
printed client 'TLSv1.3'
printed client 'HTTP/1.1 101'
printed client 'closed: 1000'
printed client 'the end'
stop_both

scene goodbyes 'Three goodbyes: Close frame, close_notify, FIN. The last two cross nobody.'
needs openssl nginx python3
tls
start_echo_behind
start_nginx
start_python wss_client.py
go_on client 'write( #4'
printed client 'HTTP/1.1 101'
say 'Now the Close frame.'
go_on client 'write('
printed client 'closed: 1000'
states CLOSE-WAIT FIN-WAIT-2
say 'The server has said all three. Now the client says close_notify, and nobody is there.'
exits client 0
states gone gone
stop_both

scene goodbyes_stunnel "stunnel waits for the client's close_notify before it closes: no RST."
needs openssl stunnel python3
tls
start_echo_behind
start_stunnel
start_python wss_client.py
go_on client 'write( #4'
printed client 'HTTP/1.1 101'
say 'Now the Close frame.'
go_on client 'write('
printed client 'closed: 1000'
unread client some
states ESTAB ESTAB
say 'The server has said two things, and waits. Now the client says close_notify.'
go_on client 'close('
states CLOSE-WAIT FIN-WAIT-2
exits client 0
states gone TIME-WAIT
stop_both

# The client's third segment is its report. It is lost, and so is all that TCP sends
# in its place, until the program has closed: for 0.6 s, and where TCP will never send
# it again behind the close, for longer than a slow machine needs.
LOSS='drop client DATA 3; drop client DATA 4; drop client DATA 5'

scene tickets 'The client only writes. The session tickets stay unread: RST, and its report is lost.'
needs openssl python3
tls
wire --rule "$LOSS; drop client DATA 6; drop client DATA 7; drop client DATA 8; drop client DATA 9"
start_s_server
start_python writing_client.py
go_on client 'close('
unread client some
states ESTAB ESTAB
exits client 0
states gone gone
interrupt server
finish

scene no_tickets 'The same loss, and no tickets: FIN, so TCP sends the report again.'
needs openssl python3
tls
tune client tcp_rto_min_us 1000000 # behind a time-out FIN would wait for the report
wire --rule "$LOSS"
start_s_server -num_tickets 0
start_python writing_client.py
go_on client 'close('
unread client 0
exits client 0
printed server 'a report'
interrupt server
finish

scene tickets12 'The same in TLS 1.2: the ticket is part of the handshake, and has been read.'
needs openssl python3
tls
tune client tcp_rto_min_us 1000000 # behind a time-out FIN would wait for the report
wire --rule "$LOSS"
start_s_server
start_python writing_client.py 1.2
go_on client 'close('
unread client 0
exits client 0
printed server 'a report'
interrupt server
finish

# Segment 4 of the server is the first that carries an answer: before it come its
# hello and two tickets. On a slow machine a ticket could be sent again, as a probe
# for a lost tail, and count as well: tcp_early_retrans 0.
scene truncated_python 'Somebody forges a FIN: for python, this is the end of the answer.'
needs openssl python3
tls
tune server tcp_early_retrans 0
wire --rule 'inject server FIN after server DATA 4'
start_s_server
start_python reading_client.py server
run_free client
printed client 'TLSv1.3'
types server 'You owe me 1000'
exits client 0
printed client '16 bytes'
printed client 'the end'
interrupt server
finish

scene truncated_strict 'The same FIN. Python is told to mind: an end without close_notify is an error.'
needs openssl python3
tls
tune server tcp_early_retrans 0
wire --rule 'inject server FIN after server DATA 4'
start_s_server
start_python reading_client.py server strict
run_free client
printed client 'TLSv1.3'
types server 'You owe me 1000'
exits client 0
printed client '16 bytes'
printed client 'EOF'
interrupt server
finish

scene truncated_openssl 'The same FIN, and what openssl says.'
needs openssl
tls
tune server tcp_early_retrans 0
wire --rule 'inject server FIN after server DATA 4'
start_s_server
start_s_client client
printed client 'verify return'
types server 'You owe me 1000'
printed client 'You owe me 1000'
exits client 1
interrupt server
finish

scene truncated_curl 'The same FIN, and what curl says. There is no Content-Length.'
needs openssl curl
tls
tune server tcp_early_retrans 0
wire --rule 'inject server FIN after server DATA 4'
start_s_server
start client on client -- curl -sS --noproxy '*' --cacert "$FOLDER/cert.pem" --connect-to "server:$PORT:$SERVER:$PORT" "https://server:$PORT/"
run_free client
printed server 'GET /'
types server $'HTTP/1.1 200 OK\n\nYou owe me 1000'
printed client 'You owe me 1000'
exits client 0
interrupt server
finish

scene reset_in_record 'RST in the middle of a record: nothing of it reaches the program.'
needs openssl
tls
tune server tcp_early_retrans 0
wire --rule 'inject server RST after server DATA 4'
start_s_server
start_s_client client
printed client 'verify return'
types server "$(printf '%03000d' 0)"
exits client 104
printed client 'errno=104'
interrupt server
finish

scene half_close13 'close_notify ends one direction of TLS 1.3: the answer still comes.'
needs openssl python3
tls
certify
start server on server -- python3 "$FILES/late_server.py" "$SERVER" "$PORT" "$FOLDER"
listens server
start_python half_close_client.py
run_free client
printed client 'close_notify sent'
printed server 'the end of the question'
printed client 'the answer'
exits client 0
exits server 0
finish

scene half_close12 'In TLS 1.2 it should end both. OpenSSL does the same as in 1.3.'
needs openssl python3
tls
certify
start server on server -- python3 "$FILES/late_server.py" "$SERVER" "$PORT" "$FOLDER"
listens server
start_python half_close_client.py 1.2
run_free client
printed client 'close_notify sent'
printed server 'the end of the question'
printed client 'the answer'
exits client 0
exits server 0
finish

scene half_close_s_server "OpenSSL's own server does not: it ends its direction at once, in both versions."
needs openssl python3
tls
start_s_server
for version in 1.3 1.2; do
  start_python half_close_client.py "$version"
  run_free client
  printed client 'close_notify sent'
  printed client 'close_notify'
  exits client 0
done
printed server 'GET /'
interrupt server
finish

scene half_close_nginx 'nginx answers first, in both versions.'
needs openssl nginx python3
tls
start_behind -- python3 -m http.server --bind 127.0.0.1 0
start_nginx
run_free server
for version in 1.3 1.2; do
  hold behind 'send('
  start_python half_close_client.py "$version"
  run_free client
  printed client 'close_notify sent'
  go_on behind 'send('
  run_free behind
  printed client '200 OK'
  exits client 0
done
stop_both

scene wrong_name 'The certificate is for another name: an alert, in clear, and then no TLS.'
needs openssl python3
tls
start_s_server
start_python reading_client.py other
exits client 0
printed client 'certificate verify failed'
interrupt server
finish

scene wrong_name12 'The same in TLS 1.2: the certificate itself is in clear, too.'
needs openssl python3
tls
start_s_server
start_python reading_client.py other 1.2
exits client 0
printed client 'certificate verify failed'
interrupt server
finish

scene unknown_name 'The server does not know the name in the ClientHello: an alert from the server.'
needs openssl python3
tls
certify
start_s_server -servername other -servername_fatal -cert2 "$FOLDER/cert.pem" -key2 "$FOLDER/key.pem"
start_python reading_client.py server
exits client 0
printed client 'unrecognized name'
interrupt server
finish

scene plain_to_tls 'Plain HTTP to a port of TLS. OpenSSL ends TCP without a word.'
needs openssl curl
tls
start_s_server
start client on client -- curl -sS --noproxy '*' "http://$SERVER:$PORT/"
exits client 52
printed client 'Empty reply'
printed server 'http request'
interrupt server
finish

scene plain_to_nginx 'The same, and nginx: it has looked at the first byte, and answers in plain HTTP.'
needs openssl nginx curl
tls
start_echo_behind
start_nginx
start client on client -- curl -sS --noproxy '*' "http://$SERVER:$PORT/"
exits client 0
printed client 'The plain HTTP request was sent to HTTPS port'
stop_both

scene tls_to_plain 'TLS to a port of plain HTTP: 400, which is no record of TLS.'
needs curl
tls
start server on server 14_websocket_frames/websocket_echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client -- curl -sS --noproxy '*' "https://$SERVER:$PORT/"
exits client 35
printed client 'wrong version number'
interrupt server
finish
