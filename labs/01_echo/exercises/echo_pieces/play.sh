#!/usr/bin/env bash
# Does the server keep what comes in pieces, until a line is whole?
#
#     client                               server (yours)
#     send("hel")      ----- hel ------->  not a whole line: it is kept
#     send("lo\n")     ----- lo\n ------>  a whole line
#                      <-- 5 hello\n ----
#     shutdown         ----- FIN ------->  the last line is whole, too
#                      <-- answer, FIN --
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

# The client does what it is told, line by line; it says when it is done.
tells() { # LINE ...
  local line
  for line; do
    types client "$line"
    printed client "done: $line"
  done
}
# Sends a piece, and waits until the server has taken it: the next one is another.
sends_alone() { # TEXT
  tells "send $1"
  unread server 0
}

exercise echo_pieces 'a server sends back each line, in whatever pieces it comes'
a=$(vary hel w tcp 'a b' 1) b=$(vary lo orld /ip ' c' 23456)
many=$(vary 600 2100 700 1448 520)
wire --delay "$(vary 1ms 5ms 1ms 10ms 1ms)"
lost=$(vary '' 'drop client DATA 1' 'drop server DATA 2' 'drop server FIN 1' '')
[[ -z $lost ]] || wire --rule "$lost"
DEADLINE=30 # to start may take its time
yours server
DEADLINE=15
start client on client told_peer --host "$SERVER" --port "$PORT"

tells connect
sends_alone "$a"
tells "send $b\n" "receive $((${#a} + ${#b})) $a$b\n"
say 'A line in two pieces: one answer'

tells "send x\n$a\n$b!\n" "receive 1 x\n${#a} $a\n$((${#b} + 1)) $b!\n"
say 'Three lines in one segment: three answers'

sends_alone "$b\n$a"
tells "send $b\n" "receive ${#b} $b\n$((${#a} + ${#b})) $a$b\n"
say 'A line and half of the next in one segment: the half is kept'

tells 'send \n' 'receive 0 \n'
say 'An empty line: it is answered, too'

sends_alone "{${many}x}"
sends_alone "{${many}y}\n" # who reads byte by byte may take its time
tells "receive $((2 * many)) {${many}x}{${many}y}\n"
say 'A long line: one answer'

sends_alone "${a}gr\xc3"
tells 'send \xbcn\n' "receive $((${#a} + 5)) ${a}gr\xc3\xbcn\n"
say 'A character cut in two: it is whole again'

tells "send $b\n$a" end "receive ${#b} $b\n${#a} $a\n"
say 'The client has ended: its last line is answered'
tells 'receive end' close

tells connect "send $b\n" "receive ${#b} $b\n"
say 'Another client: nothing is left of the first one'
tells end 'receive end' close
curtain
interrupt yours
finish
