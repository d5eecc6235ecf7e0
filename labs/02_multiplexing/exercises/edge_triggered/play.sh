#!/usr/bin/env bash
# Does an edge-triggered echo server do all that an event tells of?
#
#     epoll_wait() tells once, when something happens. Your server is held before that
#     call, so that more than one thing happens before it is told:
#
#       two clients connect                     one edge
#       much comes, more than one recv() takes  one edge
#       a word and the end come                 one edge
#       room comes back, and data lies there    one edge
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise edge_triggered 'epoll with EPOLLET: what is told once is done whole'
word=$(vary hello 'good morning' x 'two words' 12345)
size=$(vary 10000 20001 9000 16384 12345)
for host in client server; do
  tune "$host" tcp_rmem '65536 65536 65536'
  tune "$host" tcp_wmem '16384 16384 16384'
done
DEADLINE=20 # a program may be slow to begin
yours server all # epoll_ctl, too
DEADLINE=5 # from here on: what your server must do, takes no time

say 'A client alone (#1), and then another one (#2), while the first says nothing.'
start first on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on first 'echoed'
start second on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on second 'echoed'
states ESTAB ESTAB ESTAB ESTAB
hold yours 'epoll_wait('
exits second 0 # its end wakes your server
go_on yours 'epoll_wait('

say 'Two connect (#3, #4) before epoll_wait() is called: one edge.'
start third on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on third 'sent'
start fourth on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on fourth 'sent'
run_free yours
go_on third 'echoed'
go_on fourth 'echoed'

say "$size bytes lie there (#5) when epoll_wait() is called: one edge."
hold yours 'epoll_wait('
start much on client slow_client --host "$SERVER" --port "$PORT" --bytes "$size" --first
go_on much 'connected'
go_on yours 'epoll_wait('
go_on much 'full'
unread server "$size"
run_free yours
exits much 0

say 'A word and the end lie there (#6): one edge.'
hold yours 'epoll_wait('
start short on client 05_shutdown_vs_close/half_close_client --host "$SERVER" --port "$PORT"
go_on yours 'epoll_wait('
go_on short 'half closed'
run_free yours
exits short 0

say 'A client that does not read (#7), and later does.'
start slow on client slow_client --host "$SERVER" --port "$PORT" --first
go_on slow 'full'
say 'The client that did not read reads now.'
DEADLINE=6
exits slow 0
curtain
interrupt yours
finish
