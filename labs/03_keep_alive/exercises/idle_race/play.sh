#!/usr/bin/env bash
# Does the client survive that the server closes while its request is on the way?
#
#     client                        server
#     #1  GET               --->    200 OK, and keeps the connection ...
#         GET               --->    ... but closes it in that moment: RST
#     #2  the same GET      --->    200 OK
#         POST              --->    RST again
#     #3  GET               --->    200 OK: the POST was not repeated
#         GET               --->    read, and no answer: FIN
#     #4  the same GET      --->    FIN again
#     #5  GET               --->    200 OK: once more was enough
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"
DEADLINE=6

exercise idle_race 'the server closes while a request is on its way: ask again, or not'
first=$(vary /one /a /index.html /1 /x/y)
second=$(vary /two /b /style.css /2 /x/y/z)
third=$(vary /order /pay /comment /3 /x)
fourth=$(vary /three /c /logo.png /4 /y)
fifth=$(vary /four /d /font.woff /5 /z)
sixth=$(vary /five /e /icon.ico /6 /last)
given first "$first"
given second "$second"
given third "$third"
given fourth "$fourth"
given fifth "$fifth"
given sixth "$sixth"
more=$(vary '' 'GET /more ' '' 'GET /m GET /n ' '') # of the first connection: who counts, is wrong
given requests "GET $first ${more}GET $second POST $third GET $fourth GET $fifth GET $sixth"
delay=$(vary '' 5ms '' 20ms 1ms)
lost=$(vary '' '' 'drop server DATA 1' 'drop client DATA 2' 'drop client SYN 2')
[[ -z $delay ]] || wire --delay "$delay"
[[ -z $lost ]] || wire --rule "$lost"
plan=$(vary au aau au aaau au),au,ar,r,a
pieces=$(vary '' --pieces --pieces '' --pieces)
start server on server 03_keep_alive/impatient_server --host "$SERVER" --port "$PORT" \
  --plan "$plan" ${pieces:+"$pieces"}
go_on server 'listening'
run_free server
yours client
finish
