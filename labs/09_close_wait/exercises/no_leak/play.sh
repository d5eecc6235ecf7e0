#!/usr/bin/env bash
# Does the server give back the descriptor of every guest, however it leaves?
#
#     guest                              server (yours)
#     "5\n"            ------------->    xxxxx, and close()
#     FIN, at once     ------------->    close()
#     "1", FIN         ------------->    close()
#     RST, at once     ------------->    close()
#     "1", RST         ------------->    close()
#     "300000\n"       ------------->    xxxxxxxx...
#                      RST ---------->   send() fails: close()
#     "300000\n", FIN  ------------->    xxxxxxxx...
#                      RST ---------->   send() fails otherwise: close()
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

# The guests are one program, which does what it is told; it says when it is done.
tells() { # LINE ...
  local line
  for line; do
    types client "$line"
    printed client "done: $line"
  done
}
# A guest that is served well; so the server is still there.
is_served() { # NUMBER
  tells connect "send $1\n" "receive {$1x}" 'receive end' close
}

exercise no_leak 'a server closes each connection, however the client has left'
size=$(vary 5 1 12 1000 30) half=$(vary 1 23 4)
many=$(vary 300000 900000 200000)
tune client tcp_rmem '4096 8192 8192' # little room: the answer cannot all be on its way
tune server tcp_wmem '4096 16384 16384'
wire --delay "$(vary 1ms 5ms 1ms 10ms 2ms)"
lost=$(vary '' 'drop client FIN 1' 'drop client DATA 2' 'drop server FIN 2' '')
[[ -z $lost ]] || wire --rule "$lost"
DEADLINE=30 # to start may take its time
yours server
DEADLINE=15
start client on client 01_echo/told_peer --host "$SERVER" --port "$PORT"

is_served "$size"
say 'A guest asks and stays: it gets its answer, and the end'

tells connect close
is_served "$size"
say 'A guest leaves at once: the next one is served'

tells connect "send $half" close
is_served "$size"
say 'A guest leaves in the middle of its line: the next one is served'

tells connect abort
is_served "$size"
say 'A guest resets at once: the next one is served'

tells connect "send $half"
unread server 0 # it has been accepted, and its half line read
tells abort
is_served "$size"
say 'A guest resets in the middle of its line: the next one is served'

tells connect "send $many\n" 'receive {10x}' abort
is_served "$size"
say 'A guest leaves in the middle of the answer: the next one is served'

tells connect "send $many\n" 'receive {10x}' end close
is_served "$size"
say 'A guest ends its direction, and leaves in the middle of the answer: the next one is served'
curtain
interrupt yours
finish
