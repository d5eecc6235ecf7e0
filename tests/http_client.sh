#!/usr/bin/env bash
# The HTTP clients of labs 03 and 07, before a server that says what it is told.
shopt -s extglob
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Answers the Nth request, over whichever connection it comes, with the Nth of its
# arguments (printf's escapes), and ends the connection behind one that ends in
# FIN. Prints its port, and then each request's connection and its first line.
cat >"$folder/server" <<'END'
use strict; use IO::Socket::INET; use IO::Select;
$| = 1;
$SIG{PIPE} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die;
print "listens on ", $listener->sockport, "\n";
my ($all, %number, %input, $connections) = (IO::Select->new($listener));
sub answer {
  my ($socket) = @_;
  my $text = shift @ARGV // '';
  my $fin = $text =~ s/FIN$//;
  syswrite $socket, $text; # whether or not somebody still reads it
  return unless $fin;
  $socket->shutdown(1);
  $all->remove($socket); # what still comes there is not read
}
while (1) {
  for my $socket ($all->can_read) {
    if ($socket == $listener) {
      my $client = $listener->accept;
      $all->add($client);
      $number{$client} = ++$connections;
      next;
    }
    $all->remove($socket) unless sysread $socket, my $bytes, 4096;
    $input{$socket} .= $bytes // "";
    while ($input{$socket} =~ s/^(.*?)\r\n((.*\r\n)*?)\r\n//) {
      my $host = $2 =~ /^(Host: .*?)\r$/m ? $1 : '';
      print "$number{$socket} $1 $host\n";
      answer($socket);
    }
  }
}
END

# Runs a client before a server with these answers: STATUS, OUT (with ERR), and
# ASKED: the connection of each request, "1 1 2".
run() { # PROGRAM ARGS ... -- ANSWER ...
  local command=()
  while [[ $1 != -- ]]; do command+=("$1") && shift; done
  shift
  mapfile -t -d '' ANSWERS < <(for answer; do printf '%b\0' "$answer"; done)
  serve perl "$folder/server" "${ANSWERS[@]}"
  STATUS=0
  OUT=$(timeout 10 "$BUILD/labs/${command[0]}" --port "$PORT" "${command[@]:1}" 2>&1) || STATUS=$?
  kill -KILL "$PID"
  wait "$PID" 2>/dev/null || :
  ASKED=$(tail -n +2 "$SAID" | cut -d ' ' -f 1 | paste -s -d ' ' || :)
  HOST=$(sed -n 's/.*Host: //p' "$SAID" | head -n 1)
  ANSWERED=$(grep -E -o '[0-9]{3} [A-Za-z ]+, [0-9]+ bytes' <<<"$OUT" | paste -s -d '|' || :)
}

says() { grep -q -F -e "$1" <<<"$OUT" && echo yes || echo "no: $OUT"; }

one='HTTP/1.1 200 One\r\nContent-Length: 5\r\n\r\nhello'
two='HTTP/1.1 200 Two\r\nContent-Length: 3\r\n\r\ntwo'
hints='HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
client=03_keep_alive/http_client
web=07_server_closes_first/web_client

run "$client" --requests 2 -- "$hints$one" "$two"
check 'passes over an interim response' '200 One, 5 bytes|200 Two, 3 bytes' "$ANSWERED"
check 'stays on the connection behind one' '1 1' "$ASKED"
check 'shows it' yes "$(says '103 Early Hints')"
many=$(for ((i = 0; i < 300; ++i)); do printf '%s' "$hints"; done)
run "$client" -- "$many$one"
check 'passes over any number of them' '0 200 One, 5 bytes' "$STATUS $ANSWERED"
run "$web" -- "HTTP/1.1 100 Continue\\r\\n\\r\\n$hints$one"
check 'web_client passes over them, too' 'yes yes yes 0' \
  "$(says '100 Continue') $(says '103 Early Hints') $(says '200 One') $STATUS"

switch='HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'
for program in "$client" "$web"; do
  run "$program" -- "$switch$one"
  check "${program#*/} refuses a 101 that was not asked for" '1 yes' "$STATUS $(says 'no Upgrade was asked for')"
done

run "$client" --close --requests 2 -- "$one" "$two"
check 'sends no request behind its own close' '1 2' "$ASKED"
run "$client" --requests 2 -- 'HTTP/1.1 200 One\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$two"
check 'sends no request behind the close of the server' '1 2' "$ASKED"

run "$client" --requests 2 -- "$one$two" 'HTTP/1.1 200 Three\r\nContent-Length: 1\r\n\r\n3'
check 'takes no unasked response for an answer' '200 One, 5 bytes|200 Three, 1 bytes' "$ANSWERED"
check 'asks on a new connection instead' '1 2' "$ASKED"
run "$client" --requests 2 -- "${one}FIN" "$two"
check 'asks on a new connection when the kept one has ended' '200 One, 5 bytes|200 Two, 3 bytes' "$ANSWERED"

folded='HTTP/1.1 200 One\r\nA: b\r\n c\r\nContent-Length: 5\r\n\r\nhello'
for program in "$client" "$web"; do
  run "$program" -- "$folded"
  check "${program#*/} reads a folded line" "0 yes" "$STATUS $(says '200 One')"
  while IFS='|' read -r answer reason; do
    run "$program" -- "$answer"
    check "${program#*/} says of an answer: $reason" '1 yes' "$STATUS $(says "$reason")"
  done <<'END'
HTTP/1.1 200 OK\r\nContent-Length: 5,\r\n\r\nhello|empty Content-Length
HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello|two different Content-Lengths
HTTP/1.1 200 OK\r\nA b\r\n\r\n|no colon
HTTP/1.1 200\r\n\r\n|not 'version status reason'
HTTP/1.1 2x0 OK\r\n\r\n|the status is no number
HTTP/1.1 200 OK\nContent-Length: 0\n\n|bare CR or bare LF
SSH-2.0-OpenSSH\r\n\r\n|malformed HTTP version
HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;\r\nhello\r\n0\r\n\r\n|a chunk extension is
HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelFIN|ended
END
done

run "$web" --host localhost -- "$one"
check 'web_client names host and port' "localhost:port" "${HOST/%:+([0-9])/:port}"
