#!/usr/bin/env bash
# Does the server make messages of frames, wherever TCP cuts them?
#
#     client                              server (yours)
#     Text, Binary     ------------->     the same, back
#     half a frame     ------------->     is kept
#     Text...          ------------->     is kept
#     Ping             ------------->     Pong, at once
#     Continuation     ------------->     Text, whole
#     Close            ------------->     Close, and the end
#     Text unmasked    ------------->     Close 1002
#     too much         ------------->     Close 1009, as soon as a header says so
#     no UTF-8         ------------->     Close 1007
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=15 # the client waits 4 s for what must come, and says what came instead

# The client does what it is told, line by line; it says when it is done.
tells() { # LINE ...
  local line
  for line; do
    types client "$line"
    printed client "done: $line"
  done
}
# Sends a frame in pieces; the server has read each before the next one comes.
sends_pieces() { # FRAME SIZE ...
  local size
  tells "keep $1"
  for size in "${@:2}"; do
    tells "piece $size"
    unread server 0
  done
}

exercise frames 'a WebSocket server: frames, fragments, Ping, and what it refuses'
needs python3
websocket
limit=$(vary 70000 65536 100000 66000 200000)
code=$(vary 1001 1000 4000 1000 3999)
text=$(vary hello 'a longer text' x 'a b' "{125y}")
middle=$(vary 300 126 65535 1000 127)
given limit "$limit"
given middle "$middle"
given code "$code"
wire --delay "$(vary 1ms 2ms 1ms 5ms 1ms)"
lost=$(vary '' 'drop server DATA 3' 'drop client DATA 5' 'drop server FIN 1' 'drop client DATA 12')
[[ -z $lost ]] || wire --rule "$lost"
yours server
start client on client -- python3 "$FILES/client.py" "$SERVER" "$PORT"

tells connect
say 'The opening handshake is answered'

tells "send text $text" "get text $text"
say 'A short text comes back'

tells "send binary {${middle}b}" "get binary {${middle}b}"
say "A binary message of $middle bytes comes back"

tells "send text one | text $text | binary three" "get text one | text $text | binary three"
say 'Three frames in one segment: three answers'

# Cut within the header, the length, the mask and the payload.
sends_pieces 'text {200z}' 1 1 1 2 "$(vary 30 3 1 5 120)" 20
tells 'piece 300' 'get text {200z}'
say 'A frame in pieces is answered when it is whole'

tells "send binary {${limit}B}" "get binary {${limit}B}"
say "A message of $limit bytes, the most, comes back"

tells 'send text' 'get text'
say 'An empty message comes back'

ping=$(vary 'still there?' '' p "{125p}" 'a b c')
tells "send ping $ping" "get pong $ping"
say 'A Ping is answered by a Pong with its payload'

tells "send pong $ping | text behind it" 'get text behind it'
say 'A Pong is not answered'

tells 'send text+ one, gr\xc3' 'send ping now' 'get pong now'
say 'A Ping between two fragments is answered at once'

tells 'send continuation+' 'send continuation \xbcn' 'get text one, gr\xc3\xbcn'
tells 'send binary+ 1 | ping {20q} | continuation 2 | text next' 'get pong {20q} | binary 12 | text next'
say 'The fragments come back as one message'

tells "send close $code" "get close $code" end
say 'The Close is answered, and the connection ended'

tells connect
say 'Another client is served'
tells "send bare text $text" 'get close 1002' 'leave 1002'
say 'A frame without a mask is refused'

tells connect "send header binary {$((limit + 1))x}" 'get close 1009' 'leave 1009'
say 'A frame that is too big is refused, as soon as its header has come'

tells connect "send binary+ {$((limit - 5))x}" 'send header continuation {6x}' 'get close 1009' 'leave 1009'
say 'Fragments that are too big together are refused'

tells connect "send text $(vary 'gr\xfc' 'gr\xc3' '\xc0\xaf' '\xed\xa0\x80' '\xf5\x80\x80\x80')" 'get close 1007' 'leave 1007'
say 'A text that is no UTF-8 is refused'

tells connect 'send text+ not whole' 'send close' 'get close' end
say 'A Close within a message, and without a code: it is answered'
curtain
interrupt yours
finish
