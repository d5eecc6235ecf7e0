#!/usr/bin/env bash
# Does the client get the whole answer after it has ended its direction?
#
#     client (yours)                         server
#     question            ------------->     reads on: is that all?
#     ends its direction  ---- FIN ---->     reads the end
#     reads               <--- answer --     a part
#     reads on            <--- answer --     the rest
#     reads the end       <--- FIN -----     closes
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

# The server does what it is told, line by line; it says when it is done.
tells() { # LINE ...
  local line
  for line; do
    types server "$line"
    printed server "done: $line"
  done
}

exercise answer_survives 'the client ends its direction, and still gets the whole answer'
question=$(vary 'question' 'another one' 'q' 'is anybody there?' '42')
# What a program could not know before: whoever prints it has read it.
first=$(vary and "$(unforeseen)") last=$(vary more "$(unforeseen)")
more=$(vary "$first $last" "$first {70000x} $last" "$first, that is all, $last" "{1x} $first $last" "{500y} $first $last")
given question "$question"
wire --delay "$(vary 100ms 20ms 1ms 60ms 5ms)"
lost=$(vary '' '' 'drop client FIN 1' 'drop server DATA 1' 'drop server FIN 1')
[[ -z $lost ]] || wire --rule "$lost"
start server on server 01_echo/told_peer --host "$SERVER" --port "$PORT" --listen
go_on server 'listening'
DEADLINE=30 # to start may take its time
yours client
tells accept "receive $question"
say 'The question has arrived'
tells 'receive end'
tells 'send answer '
unread client 0
tells "send $more" end 'receive end' close
printed yours 'answer'
printed yours "$first"
printed yours "$last"
finish
