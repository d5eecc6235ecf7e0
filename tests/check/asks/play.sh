#!/usr/bin/env bash
# Does the client get the whole answer after it has ended its direction?
#
#     client                                 server
#     question            ------------->
#     ends its direction  ---- FIN ---->     reads the end
#     reads               <--- answer --     two parts, and closes
# shellcheck source=../../../scripts/stage.sh
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise asks 'the client ends its direction, and still gets the whole answer'
given question "$(vary 'question' 'another one' 'q' 'is anybody there?')"
wire --delay "$(vary 5ms 20ms 1ms)"
lost=$(vary '' '' 'drop client FIN 1' 'drop server DATA 1')
[[ -z $lost ]] || wire --rule "$lost"
start server on server 05_shutdown_vs_close/talking_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
yours client
finish
