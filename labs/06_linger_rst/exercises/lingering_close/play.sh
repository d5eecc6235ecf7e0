#!/usr/bin/env bash
# Does the answer survive a body that the server does not read?
#
#     client                                  server (yours)
#     head, a part of the body  ---------->   enough to see: too large
#                               <----------   the whole answer, then FIN
#     more of the body          ---------->   reads it, and drops it
#     reads the whole answer
#     FIN                       ---------->   close()
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

# A client does what it is told, line by line; it says when it is done.
tells() { # NAME LINE ...
  local name=$1 line
  for line in "${@:2}"; do
    types "$name" "$line"
    printed "$name" "done: $line"
  done
}

exercise lingering_close 'a server refuses an upload, and its answer arrives'
size=$(vary 30000 50000 24000 40000) piece=$(vary 3000 1000 1448 5000)
given size "$size"
given patience 1000
head='POST /upload HTTP/1.1\r\nHost: server\r\nContent-Length: 5000000\r\n\r\n'
status='HTTP/1.1 413 Content Too Large\r\n'
rest="Connection: close\r\nContent-Length: $size\r\n\r\n{${size}x}"
tune client tcp_rmem '4096 8192 8192' # the answer cannot all be on its way
wire --delay "$(vary 1ms 5ms 1ms 10ms 2ms)"
lost=$(vary '' 'drop client DATA 2' 'drop server FIN 1' 'drop client DATA 4' 'drop client FIN 1')
[[ -z $lost ]] || wire --rule "$lost"
DEADLINE=30 # to start may take its time
yours server
DEADLINE=15
start client on client 01_echo/told_peer --host "$SERVER" --port "$PORT"

tells client connect "send ${head:0:30}" "send ${head:30}{${piece}b}" "receive $status"
say 'The answer comes, although most of the body does not'

# It sends slowly: a server that closes has closed by now.
tells client 'wait 100' "send {${piece}b}" "send {${piece}c}" "send {${piece}d}" "receive $rest"
say 'The client has gone on sending, and the whole answer arrives'

tells client 'receive end'
say 'Behind the answer comes the end, and not RST'

tells client "send {${piece}e}" end close

start silent on client 01_echo/told_peer --host "$SERVER" --port "$PORT"
tells silent connect "send $head" "receive $status$rest" 'receive end'
types silent 'wait 1600'
tells client connect "send $head" "receive $status$rest" 'receive end' close
printed silent 'done: wait'
say 'A client stays, and is silent: the next one is served'
tells silent close
curtain
interrupt yours
finish
