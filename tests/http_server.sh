#!/usr/bin/env bash
# The HTTP servers of labs 03 and 07, by curl and by bytes written by hand.
source "${BASH_SOURCE[0]%/*}/lib.sh"
PROGRAM=03_keep_alive/http_server

# Starts PROGRAM, whose idle connections end after so many seconds.
serve_http() { # SECONDS [COMMAND ...]: that starts it
  serve "${@:2}" "$BUILD/labs/$PROGRAM" --port 0 --idle "$1"
}

# Sends bytes (printf's escapes), says with FIN that this was all, and prints
# what comes until the server ends.
talk() { # BYTES
  # shellcheck disable=SC2016  # perl's
  printf '%b' "$1" | timeout 30 perl -MIO::Socket::INET -e '
    my $socket = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die;
    $SIG{PIPE} = "IGNORE"; # it may have ended
    print $socket $_ while <STDIN>;
    $socket->flush;
    $socket->shutdown(1);
    while (sysread $socket, my $bytes, 65536) { print $bytes }' "$PORT" || echo '(no end)'
}

# The status codes of all answers.
statuses() { grep -a -o 'HTTP/1.1 [0-9]*' | cut -d ' ' -f 2 | paste -s -d ' '; }

serve_http 60
url=http://127.0.0.1:$PORT

check 'keeps the connection for a second URL of curl' 1 \
  "$(curl -sv --http1.1 "$url/a" "$url/b" 2>&1 | grep -c 'Re-using existing connection')"
check 'closes after "Connection: close"' 0 \
  "$(curl -sv --http1.1 -H 'Connection: close' "$url/a" "$url/b" 2>&1 | grep -c 'Re-using existing connection')"
check 'answers HEAD with the length and without the body' $'Content-Length: 11\r' \
  "$(curl -sI "$url/abc" | grep Content-Length)"

head -c 300000 /dev/urandom >"$folder/body"
for framing in 'Expect:' 'Expect: 100-continue' 'Transfer-Encoding: chunked'; do
  curl -s -H "$framing" --data-binary @"$folder/body" "$url/" >"$folder/echo"
  check "reads a body to its end, with $framing" same \
    "$(cmp -s "$folder/body" "$folder/echo" && echo same || echo another)"
done

host='Host: x\r\n'
long=$(printf '%9000s' '' | tr ' ' x)
while IFS='|' read -r status request sentence; do
  check "$sentence" "$status" "$(talk "$request" | statuses)"
done <<END
200 200|GET / HTTP/1.1\r\n$host\r\nGET /b HTTP/1.1\r\n$host\r\n|answers two pipelined requests
200 501 200|GET / HTTP/1.1\r\n$host\r\nBREW / HTTP/1.1\r\n$host\r\nGET / HTTP/1.1\r\n$host\r\n|goes on after a method that it does not know: 501
200 200|POST / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n$host\r\n|finds the next request behind a body
200 200|POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n$host\r\n|finds the next request behind chunks
200|GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\nGET / HTTP/1.1\r\n$host\r\n|answers nothing behind "close"
200|GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n|closes after HTTP/1.0
200 200|GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n|keeps HTTP/1.0 that asks for it
400|GET  / HTTP/1.1\r\n$host\r\n|refuses a bad request line: 400
400|GET / HTTP/1.1\r\n$host Header\r\n\r\n|refuses a header without a colon: 400
400|GET / HTTP/1.1\r\nHost : x\r\n\r\n|refuses a space before the colon: 400
400|GET / HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello|refuses two lengths: 400
400|GET / HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n|refuses a length beside chunks: 400
400|GET / HTTP/1.1\r\n${host}X: a\rb\r\n\r\n|refuses a bare CR: 400
400|GET / HTTP/1.1\r\n\r\n|refuses a request without Host: 400
413|POST / HTTP/1.1\r\n${host}Content-Length: 2000000\r\n\r\n|refuses a body that is too large before it comes: 413
431|GET / HTTP/1.1\r\n${host}X: $long\r\n\r\n|refuses a head that is too large: 431
501|POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n|refuses a transfer coding that it does not know: 501
505|GET / HTTP/2.0\r\n$host\r\n|refuses another major version: 505
200 400|GET / HTTP/1.1\r\n$host\r\nnonsense\r\n\r\nGET / HTTP/1.1\r\n$host\r\n|answers what came before nonsense, and nothing after it
END

# The same of both servers: what the grammar refuses, and the head alone for HEAD.
check_grammar() {
  local status request sentence
  while IFS='|' read -r status request sentence; do
    check "$sentence" "$status" "$(talk "$request" | statuses)"
  done <<END
200|GET http://a:8/b?c HTTP/1.1\\r\\n$host\\r\\n|takes a target in absolute form
400|GET foo HTTP/1.1\\r\\n$host\\r\\n|refuses a target that has no form
400|GET a:80 HTTP/1.1\\r\\n$host\\r\\n|refuses authority form, but for CONNECT
501|CONNECT a:80 HTTP/1.1\\r\\n$host\\r\\n|makes no tunnel: 501
400|CONNECT / HTTP/1.1\\r\\n$host\\r\\n|refuses a CONNECT without an authority
501|OPTIONS * HTTP/1.1\\r\\n$host\\r\\n|takes asterisk form with OPTIONS, which it does not know
400|GET * HTTP/1.1\\r\\n$host\\r\\n|refuses asterisk form with GET
400|GET / HTTP/1.1\\r\\nHost: ::1\\r\\n\\r\\n|refuses a Host without its brackets
400|GET / HTTP/1.1\\r\\nHost: a:b\\r\\n\\r\\n|refuses a Host whose port is no number
400|GET / HTTP/1.1\\r\\nHost: [\\r\\n\\r\\n|refuses half a bracket
200|GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n|takes an empty Host
400|POST / HTTP/1.1\\r\\n${host}Content-Length: 5,\\r\\n\\r\\nhello|refuses a length with a comma
400|POST / HTTP/1.1\\r\\n${host}Content-Length: 5, 5,\\r\\n\\r\\nhello|refuses two lengths with a comma
400|POST / HTTP/1.1\\r\\n${host}Transfer-Encoding: chunked\\r\\n\\r\\n5;\\r\\nhello\\r\\n0\\r\\n\\r\\n|refuses an extension without a name
400|GET / HTTP/1.1\\r\\n${host}A: b\\r\\n c\\r\\n\\r\\n|refuses a folded line
END
  check 'refuses a HEAD with the head alone' 'Connection: close||' \
    "$(talk 'HEAD / HTTP/1.1\r\n\r\n' | grep -a -A 9 Connection: | tr -d '\r' | sed '2s/^Content-Length: [0-9]*$//' | paste -s -d '|')"
  check 'sends Date' "$(date -u '+Date: %a, %d %b %Y')" \
    "$(LC_ALL=C talk "GET / HTTP/1.1\r\n$host\r\n" | grep -a -o '^Date: ..., .. ... ....')"
  check 'sends Date with a refusal' 1 "$(talk 'GET\r\n\r\n' | grep -a -c '^Date: ..., .. ... .... ..:..:.. GMT')"
}

# Slow ones, with the patience of a second.
check_patience() {
  local empty slow
  serve_http 1
  # An empty line now and then, and no request: it ends all the same.
  exec {empty}<>"/dev/tcp/127.0.0.1/$PORT"
  drip "$empty" '\r\n'
  check 'ends a connection on which only empty lines come' '' "$(timeout 10 cat <&"$empty" || echo still open)"
  exec {empty}>&-
  # A drop at a time does not win more time.
  exec {slow}<>"/dev/tcp/127.0.0.1/$PORT"
  drip "$slow" X
  check 'ends a request that drips in: 408' $'HTTP/1.1 408 Request Timeout\r' \
    "$(timeout 10 head -n 1 <&"$slow")"
  exec {slow}>&-
}
check_grammar

many=$(for ((i = 0; i < 3000; ++i)); do printf 'GET / HTTP/1.1\\r\\n%s\\r\\n' "$host"; done)
check 'answers 3000 pipelined requests whose client has half closed' 3000 \
  "$(talk "$many" | grep -a -c '^HTTP/1.1 200')"

# A 413 for a body on its way: the answer is not destroyed by a reset.
head -c 5000000 /dev/zero >"$folder/large"
check 'gets its refusal through although the body is on its way: 413' 413 \
  "$(curl -s -o "$folder/refusal" -w '%{http_code}' -H 'Expect:' --data-binary @"$folder/large" "$url/")"

check_patience
# Half a request, and then nothing, with the connection held open.
exec {half}<>"/dev/tcp/127.0.0.1/$PORT"
printf 'GET / HTTP/1.1\r\n' >&"$half"
check 'ends half a request after its time: 408' $'HTTP/1.1 408 Request Timeout\r' \
  "$(timeout 10 head -n 1 <&"$half")"
exec {half}>&-
exec {idle}<>"/dev/tcp/127.0.0.1/$PORT"
check 'ends an idle connection without a word' '' "$(timeout 10 cat <&"$idle")"
exec {idle}>&-

# The descriptors run out: the server waits, and goes on when one is free.
serve_http 1 prlimit --nofile=12
for ((i = 0; i < 12; ++i)); do
  # shellcheck disable=SC2034  # held open until the script ends
  exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
done
check 'serves again when it has run out of descriptors' 200 \
  "$(curl -s -m 10 -o "$folder/late" -w '%{http_code}' "http://127.0.0.1:$PORT/")"

# Who come together are accepted in one turn: epoll_wait() returns once, and all of
# them are accepted before any is answered.
serve_http 100
kill -STOP "$PID"
in_time grep -q '^State:.T' "/proc/$PID/status"
for ((i = 0; i < 100; ++i)); do
  # shellcheck disable=SC2034  # held open until the script ends
  exec {held}<>"/dev/tcp/127.0.0.1/$PORT"
done
kill -CONT "$PID"
check 'answers a newcomer beside idle peers' 200 \
  "$(curl -s -m 10 -o "$folder/newcomer" -w '%{http_code}' "http://127.0.0.1:$PORT/")"
in_time server_said 'GET /' || :
check 'has accepted all that came together in one turn' '100 EAGAIN' \
  "$(sed -E '0,/epoll_wait\(.* = [0-9]/d; /epoll_wait/,$d' "$SAID" |
    awk '/ accept\(/ { if ($NF == "EAGAIN") print n " EAGAIN"; n++ }')"

NAME=web_server PROGRAM=07_server_closes_first/web_server
serve_http 60
check_grammar
check 'lets a client send its body after 100 Continue' 200 \
  "$(curl -s -m 10 -o "$folder/late" -w '%{http_code}' -H 'Expect: 100-continue' --expect100-timeout 20 \
    --data-binary @"$folder/body" "http://127.0.0.1:$PORT/")"
check_patience
serve_http 1000000000
check 'takes the longest time that can be asked for' 200 \
  "$(curl -s -m 10 -o "$folder/late" -w '%{http_code}' "http://127.0.0.1:$PORT/")"

NAME=http_server
kill -INT "${STARTED[0]}"
status=0
wait "${STARTED[0]}" || status=$?
check 'ends with 0 at Ctrl-C' 0 "$status"
