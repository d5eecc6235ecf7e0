#!/usr/bin/env bash
# Does an echo server serve the others, while one client sends and does not read?
#
#     slow client (#1)               your server                 others (#2, #4)
#     sends, and reads nothing ───►  echo ... no room
#                                    the window closes    ◄───── "hello"
#                                    echo                 ─────► "hello"
#     reads at last            ◄───  each byte, and the end
source "${BASH_SOURCE[0]%/*}/../../../../scripts/stage.sh"

exercise slow_client 'a client that does not read stops no other one, and loses nothing'
word=$(vary hello 'good morning' x 'two words' 12345)
given word "$word"
room=$(vary 16384 8192 4096 30000 16384) # little, so that the queues are full soon
for host in client server; do
  tune "$host" tcp_rmem "$room $room $room"
  tune "$host" tcp_wmem "$room $room $room"
done
DEADLINE=20 # a program may be slow to begin
yours server
DEADLINE=5 # from here on: what your server must do, takes no time

start slow on client slow_client --host "$SERVER" --port "$PORT"
go_on slow 'full'
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on other 'echoed'
exits other 0

say 'Another slow client: it ends in the middle, and has not read.'
start rude on client slow_client --host "$SERVER" --port "$PORT"
go_on rude 'full'
interrupt rude
start last on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$word"
go_on last 'echoed'
exits last 0
states ESTAB ESTAB TIME-WAIT gone gone gone TIME-WAIT gone

say 'The slow client reads now.'
DEADLINE=6
exits slow 0
curtain
interrupt yours
finish
