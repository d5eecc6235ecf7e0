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

exercise answer_survives 'the client ends its direction, and still gets the whole answer'
given question "$(vary 'question' 'another one' 'q' 'is anybody there?' '42')"
wire --delay "$(vary 100ms 20ms 1ms 60ms 5ms)"
lost=$(vary '' '' 'drop client FIN 1' 'drop server DATA 1' 'drop server FIN 1')
[[ -z $lost ]] || wire --rule "$lost"
start server on server talking_server --host "$SERVER" --port "$PORT" --bytes "$(vary 0 70000 3000 1 500)"
go_on server 'listening'
DEADLINE=20 # to start may take its time
yours client
go_on server 'asked'
DEADLINE=4
go_on server 'client ended'
go_on server 'answered'
unread client 0
run_free server
printed yours 'answer'
printed yours 'more'
finish
