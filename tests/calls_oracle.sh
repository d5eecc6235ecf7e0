#!/usr/bin/env bash
# calls sees what strace sees: of programs that do the same each time, the sequences
# of call, descriptor, result and errno are equal, thread by thread.
#
# Where they differ, they must: a call that a signal interrupts and the kernel makes
# again is one call here, and strace's ERESTARTSYS lines are left out there; if it is
# not made again, it is EINTR here, as its program sees it. The end of a process,
# which closes sockets without a call, is left out here.
source "${BASH_SOURCE[0]%/*}/lib.sh"
CALLS=$BUILD/labs/00_instruments/calls
FORMS=$BUILD/tests/calls/forms
# What a sanitizer looks for at the end, it cannot under a tracer.
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0 TSAN_OPTIONS=handle_segv=0
source tests/calls/names.sh
NAMES=$CALL_NAMES

has strace 'sees what strace sees' || exit 0
if ! strace -f -o /dev/null true 2>/dev/null; then
  skip 'sees what strace sees' 'strace cannot trace here' && exit 0
fi

# The lines of each thread by themselves, without its number, in an order that does
# not depend on who ran first.
by_thread() {
  awk '{ thread = $1; sub(/^[0-9]+ /, ""); text[thread] = text[thread] $0 ";" }
    END { for (thread in text) print text[thread] }' | sort | tr ';' '\n'
}
as_of_one_thread() { sed 's/^[0-9]* //'; }
# The threads of a JVM open files meanwhile, so the same socket may get another
# number: it is the first, the second ... that was made.
by_socket() {
  by_thread | awk '$1 == "socket" && $3 ~ /^[0-9]/ { $3 = made[$3] = "#" ++count }
    $2 in made { $2 = made[$2] } { print }'
}
ORDER=by_thread OMIT='nothing'

# How each of them is run; with_strace and with_calls leave a file to be read.
with_strace() { strace -f -yy --seccomp-bpf -e signal=none -e trace="$NAMES" -o "$folder/strace" "$@"; }
with_calls() { "$CALLS" --host client --all "${OPTIONS[@]}" --trace "$folder/trace" -- "$@"; }
seen_by_strace() { awk -f tests/calls/strace.awk "$folder/strace" | sed "/$OMIT/d" | "$ORDER"; }
seen_by_calls() { awk -f tests/calls/trace.awk "$folder/trace" | sed "/$OMIT/d" | "$ORDER"; }

OPTIONS=(--no-waits)
compare() { # SENTENCE FUNCTION ...: which runs the program after the words that it is given
  local expected actual
  "${@:2}" with_strace >"$folder/said" 2>&1 </dev/null || :
  expected=$(seen_by_strace)
  "${@:2}" with_calls >>"$folder/said" 2>&1 </dev/null || :
  actual=$(seen_by_calls)
  if [[ -z $expected ]]; then
    tail -n 5 "$folder/said" && echo "failed $NAME: $1: strace has seen nothing" && return
  fi
  check "$1 ($(wc -l <<<"$expected") lines)" "$expected" "$actual"
}

forms() { "$2" "$FORMS" "$1"; } # GROUP TRACER
for group in moves options refused datagrams numbers signals children threads passing; do
  compare "forms $group" forms "$group"
done

# --- clients in other languages, of our own server --------------------------------

serve "$BUILD/labs/03_keep_alive/http_server" --port 0
HTTP=127.0.0.1:$PORT
OMIT=' EAGAIN$' # whether an answer has come already
REQUEST='GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n'

bash_client() { "$1" bash -c "exec 3<>/dev/tcp/${HTTP/:/\/}; printf '$REQUEST' >&3; read -r line <&3; exec 3>&-"; }
curl_client() { "$1" curl -s "http://$HTTP/" "http://$HTTP/again"; }
python_client() { "$1" python3 -c "
import socket
with socket.create_connection(('${HTTP%:*}', ${HTTP#*:}), timeout=20) as server:
    server.sendall(b'$REQUEST')
    server.shutdown(socket.SHUT_WR)
    while server.recv(65536): pass
"; }
perl_client() { "$1" perl -e "
use IO::Socket::INET;
my \$server = IO::Socket::INET->new(PeerAddr => '$HTTP', Proto => 'tcp') or die;
syswrite(\$server, qq{$REQUEST});
1 while sysread(\$server, my \$buffer, 65536);
close(\$server);
"; }
php_client() { "$1" php -r "
\$server = stream_socket_client('tcp://$HTTP');
fwrite(\$server, \"$REQUEST\");
while (fread(\$server, 8192) != '');
fclose(\$server);
"; }
ruby_client() { "$1" ruby -rsocket -e "
server = TCPSocket.new('${HTTP%:*}', ${HTTP#*:})
server.write \"$REQUEST\"
server.read
server.close
"; }
node_client() { "$1" node -e "
const server = require('net').connect(${HTTP#*:}, '${HTTP%:*}');
server.write('$REQUEST');
server.resume();
"; }
java_client() {
  cat >"$folder/Client.java" <<END
import java.net.Socket;
class Client {
  public static void main(String[] arguments) throws Exception {
    try (Socket server = new Socket("${HTTP%:*}", ${HTTP#*:})) {
      server.getOutputStream().write("$REQUEST".getBytes());
      server.getInputStream().readAllBytes();
    }
  }
}
END
  [[ -e $folder/Client.class ]] || (cd "$folder" && javac Client.java)
  "$1" java -cp "$folder" Client
}
go_client() {
  cat >"$folder/client.go" <<END
package main
import ("io"; "net")
func main() {
  server, _ := net.Dial("tcp", "$HTTP")
  server.Write([]byte("$REQUEST"))
  io.ReadAll(server)
  server.Close()
}
END
  [[ -e $folder/client ]] || (cd "$folder" && GOCACHE=$folder/go go build client.go)
  "$1" "$folder/client"
}
for program in bash curl python3 perl php ruby node javac go; do
  language=${program%3} language=${language%c} ORDER=by_thread
  [[ $program != go ]] || ORDER=as_of_one_thread # whichever is free goes on
  [[ $program != javac ]] || ORDER=by_socket
  if has "$program" "a client in $language"; then
    compare "a client in $language" "${language}_client"
  fi
done

# --- servers: one request, then they end -------------------------------------------

ask() { # TRACER COMMAND ...
  serve "$@"
  curl -s --max-time 20 "http://127.0.0.1:$PORT/"
  wait "$PID"
}
python_server() { ask "$1" python3 -uc "
from http.server import *
server = HTTPServer(('127.0.0.1', 0), SimpleHTTPRequestHandler)
print('listens on 127.0.0.1:%d' % server.server_address[1])
server.handle_request()
server.server_close()
"; }
node_server() { ask "$1" node -e "
const server = require('http').createServer((request, response) => {
  response.setHeader('Connection', 'close').end('hello\n');
  server.close();
});
server.listen(0, '127.0.0.1', () => console.log('listens on 127.0.0.1:' + server.address().port));
"; }
# It is given one port after another until one is free.
nginx_server() {
  for _ in {1..20}; do
    PORT=$((20000 + RANDOM % 12000))
    # keepalive_timeout: it ends each connection, before it is ended itself.
    "$1" scripts/nginx.sh --in "$folder" "127.0.0.1:$PORT" 'keepalive_timeout 0' \
      'location / { return 200 "hello\n"; }' &
    PID=$!
    STARTED+=("$PID")
    if in_time nginx_listens_or_ended && runs "$PID"; then break; fi
  done
  curl -s --max-time 20 "http://127.0.0.1:$PORT/" "http://127.0.0.1:$PORT/again"
  kill -QUIT "$(<"$folder/pid")"
  wait "$PID"
}
nginx_listens_or_ended() { [[ -n $(ss -Htln "sport = :$PORT") ]] || has_ended "$PID"; }

PATH=$PATH:/usr/sbin # Debian's place for nginx
for program in python3 node nginx; do
  if has curl "a server: ${program%3}" && has "$program" "a server: ${program%3}"; then
    compare "a server: ${program%3}" "${program%3}_server"
  fi
done

# --- what is ready ------------------------------------------------------------------

NAMES+=,$WAIT_NAMES OPTIONS=() ORDER=by_thread OMIT='nothing'
compare 'forms waits' forms waits
