#!/usr/bin/env bash
# Does the writer hear the reader, while it cannot write?
#
#     your client                                         the reader
#     1 ..........  2 ..........  3 ... ──► send queue, receive queue: full
#                                                         reads nothing; reads some;
#                                                         reads nothing
#                                       ◄──────────────── "stop", the window is 0
#     reads it; no new line
#     the rest of what it has begun     ────────────────► reads again
#     ends its direction                ◄──────────────── ends
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise full_window 'a writer whose window is full hears the reader, and loses nothing'
size=$(vary 20000 100 50000 777 12345)
given size "$size" # of a line
tune client tcp_wmem "$(vary '16384 16384 16384' '4096 4096 4096' '30000 30000 30000' '8192 8192 8192' '20000 20000 20000')"
tune server tcp_rmem "$(vary '16384 16384 16384' '8192 8192 8192' '4096 4096 4096' '30000 30000 30000' '8192 8192 8192')"
wire --delay "$(vary 0ms 0ms 5ms 0ms 2ms)"
DEADLINE=20 # a program may be slow to begin
start server on server pausing_reader --host "$SERVER" --port "$PORT" --size "$size"
go_on server 'listening'
yours client
go_on server 'accepted'
DEADLINE=5
timer client 'persist'
say 'The reader reads a part, and pauses again.'
go_on server 'took'
timer client 'persist'
say 'The reader says "stop", and still does not read.'
go_on server 'said stop'
unread client 0
say 'Now it reads.'
run_free server
exits server 0
exits yours 0
finish
