#!/usr/bin/env bash
# What happens to a sender when its receiver does not read?
#
#     writer                          the wire                         reader
#     send() ──► send queue ───────── in flight ──────► receive queue ──► recv()
#                Send-Q                                 Recv-Q
#                            ◄──── ACK, window: so much more
#
#     recv() is not called: Recv-Q fills, the window shrinks to 0, Send-Q fills,
#     and send() waits. No byte is lost. Who may wait how long?
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

# Starts a server, and a client that connects to it. (A delayed ACK would bring
# tail loss probes, which are not this lab's: lab 10.)
meet() { # SERVER [OPTION ...] -- CLIENT [OPTION ...]
  local server=()
  while [[ $1 != -- ]]; do server+=("$1") && shift; done
  [[ -z ${LAB_WORLD:-} ]] || tune client tcp_early_retrans 0
  start server on server "${server[@]}" --host "$SERVER" --port "$PORT"
  go_on server 'listening'
  start client on client "${@:2}" --host "$SERVER" --port "$PORT"
}

# Little room everywhere.
small_queues() {
  local host
  for host in client server; do
    tune "$host" tcp_rmem '4096 4096 4096'
    tune "$host" tcp_wmem '4096 4096 4096'
  done
}

# A path of 10 ms. The first window is more than 10 segments: what a sender begins
# with is less than that, so the kernel sees the transfer grow.
long_path() {
  run_on client ip link set wire mtu 2000
  run_on server ip link set wire mtu 2000
  tune server tcp_rmem '4096 60000 4000000'
  wire --delay 5ms
}

scene window_closes 'Nobody reads: the window shrinks to 0, and the rest waits at the sender.'
meet slow_reader --rcvbuf 4096 -- writer
go_on server 'accepted'
go_on client 'sent'
timer client 'persist'
unread server some
say 'send() has taken all 10000 bytes. Most of them have not left. Now the server reads.'
run_free client
go_on server 'read all'
printed server '9000 bytes more, and the end'
finish

scene probes 'A closed window, and zero-window probes: ever more seldom, and without end.'
meet slow_reader --rcvbuf 4096 -- writer
go_on server 'accepted'
go_on client 'sent'
timer client 'persist 1.[1-9]*' # the first timer is over, and the second one is longer: 2 s
states ESTAB ESTAB
say 'Each answer says that the reader lives. So nobody gives up: the writer is no orphan.'
run_free client
go_on server 'read all'
finish

scene lost_update 'The window update is lost. Without probes both sides would wait for ever.'
tune client tcp_rto_min_us 500000 # the first probe leaves after so long
wire --rule 'drop server UPDATE 1'
meet slow_reader --rcvbuf 4096 --take 10000 -- writer
go_on server 'accepted'
go_on client 'sent'
timer client 'persist'
go_on server 'took'
say 'The reader waits for data now, and the writer for room.'
run_free client
go_on server 'read all'
finish

scene silly 'The reader takes 200 bytes at a time: no window update for so little.'
meet slow_reader --rcvbuf 4096 --take 200 --times 3 -- writer
go_on server 'accepted'
go_on client 'sent'
timer client 'persist'
go_on server 'took'
go_on server 'took'
go_on server 'took'
timer client 'persist'
say '600 bytes are read, and the window is still 0. Now all the rest.'
run_free client
go_on server 'read all'
finish

scene small_window 'Room for less than a segment: the sender waits, too, and then sends what fits.'
tune server tcp_rmem '4096 6000 4000000' # no whole number of segments
tune client tcp_rto_min_us 1000000       # the timer's first time: there is time to look
meet slow_reader -- writer
go_on server 'accepted'
go_on client 'sent'
timer client 'persist'
say 'There is some room, and yet nothing is sent: a larger window may come soon.'
timer client 'persist 1.[1-9]*' # the first timer is over, and the second one is longer: 2 s
run_free client
go_on server 'read all'
finish

scene blocking 'send() gets no more room: it waits in the kernel, and the program with it.'
meet slow_reader --rcvbuf 4096 -- writer --sndbuf 4096 --bytes 30000
go_on server 'accepted'
blocks client send
timer client 'persist'
say 'The writer cannot do anything else now. Its reader decides when it goes on.'
run_free client
go_on server 'read all'
printed server '29000 bytes more, and the end'
printed client 'send(client, data, size, 0) = 30000'
finish

scene eagain 'Non-blocking: send() takes what there is room for, then EAGAIN; poll() waits.'
wire --delay 10ms
meet slow_reader --rcvbuf 4096 --take 3000 -- nonblocking_writer --sndbuf 40000 --bytes 100000
go_on server 'accepted'
go_on client 'full'
printed client 'send(fd, piece, size, MSG_NOSIGNAL) = -1 EAGAIN'
printed client ': 0% is free'
blocks client poll
go_on server 'took'
blocks client poll
say 'There is some room now, but not a third of the buffer: no POLLOUT.'
run_free server
go_on client 'writable'
printed client 'poll(&watched, 1, -1) = 1'
printed client '% is free'
finish

scene lowat 'TCP_NOTSENT_LOWAT: EAGAIN when 20000 bytes are unsent, though there is room.'
wire --delay 10ms
meet slow_reader --rcvbuf 4096 --take 3000 -- nonblocking_writer --sndbuf 100000 --bytes 100000 \
  --lowat 20000
go_on server 'accepted'
go_on client 'full'
printed client 'send(fd, piece, size, MSG_NOSIGNAL) = -1 EAGAIN'
printed client '% is free'
blocks client poll
go_on server 'took'
blocks client poll
say 'More than half of the 20000 bytes are unsent: no POLLOUT.'
run_free server
go_on client 'writable'
printed client 'poll(&watched, 1, -1) = 1'
finish

scene deadlock 'Both write and nobody reads: two full windows, and no timer that ends it.'
small_queues
meet 01_echo/echo_server --clients 1 -- greedy_client
run_free server
blocks client send
blocks server send
timer client 'persist'
timer server '*'
unread client some
unread server some
say 'Each waits until the other one reads. Only a program can end this.'
interrupt client
finish

scene no_deadlock 'The cure: it reads while it writes, as poll() says.'
small_queues
meet 01_echo/echo_server --clients 1 -- greedy_client --poll --bytes 20000
run_free server
go_on client 'done'
printed client 'all is back'
finish

scene closes 'close() behind a full window: FIN-WAIT-1, and no FIN has been sent.'
meet slow_reader --rcvbuf 4096 -- writer
go_on server 'accepted'
go_on client 'closed'
states FIN-WAIT-1 ESTAB
timer client 'persist'
exits client 0
say 'ss says FIN-WAIT-1. The FIN waits in the send queue, behind the data.'
go_on server 'read all'
printed server '9000 bytes more, and the end'
finish

scene lingers 'With SO_LINGER {1, 1} close() waits for the reader: one second, and in vain.'
meet slow_reader --rcvbuf 4096 -- 06_linger_rst/linger_client --linger 1 --bytes 10000
go_on server 'accepted'
go_on client 'sent'
blocks client close
states FIN-WAIT-1 ESTAB
go_on client 'closed'
printed client 'it took 1.'
states FIN-WAIT-1 ESTAB
go_on server 'read all'
printed server '9000 bytes more, and the end'
finish

scene killed 'The writer is killed: its kernel goes on, as the bytes were given to it.'
meet slow_reader --rcvbuf 4096 -- 06_linger_rst/linger_client --kill --bytes 10000
go_on server 'accepted'
go_on client 'sent'
exits client SIGKILL
states FIN-WAIT-1 ESTAB
go_on server 'read all'
printed server '9000 bytes more, and the end'
finish

scene orphan 'The reader never reads: the orphan is given up, and the rest is lost.'
tune client tcp_orphan_retries 1
meet slow_reader --rcvbuf 4096 -- writer
go_on server 'accepted'
go_on client 'closed'
exits client 0
states FIN-WAIT-1 ESTAB
states gone ESTAB
say 'One probe had no answer. A writer with a process would ask again; an orphan is given up.'
exits server 1
printed server 'ECONNRESET'
finish

scene doubled 'SO_RCVBUF and SO_SNDBUF: the kernel doubles them, within its bounds.'
start client on client socket_buffers
go_on client 'asked'
printed client 'asked for 1: '
printed client 'asked for 4096: SO_RCVBUF 8192, SO_SNDBUF 8192'
printed client 'asked for 100000: SO_RCVBUF 200000, SO_SNDBUF 200000'
finish

scene autotuning 'Nobody sets SO_RCVBUF: the kernel gives a reader that keeps up more room.'
long_path
meet slow_reader -- writer --bytes 2000000
go_on server 'accepted'
printed server 'SO_RCVBUF is 60000'
run_free client
go_on server 'read all'
printed server '1999000 bytes more, and the end'
finish

scene fixed 'SO_RCVBUF is set: this is the end of autotuning, and the transfer is slow.'
long_path
meet slow_reader --rcvbuf 30000 -- writer --bytes 2000000
go_on server 'accepted'
printed server 'SO_RCVBUF is 60000'
run_free client
go_on server 'read all'
printed server 'SO_RCVBUF is 60000'
finish

# Three requests in two pieces each. The first one is quick, whatever is set: on a
# new connection the kernel does not delay an ACK yet.
ask() { # OPTION ... [-- SERVER'S-OPTION ...]
  local client=()
  while (($#)) && [[ $1 != -- ]]; do client+=("$1") && shift; done
  meet pieces_server "${@:2}" -- pieces_client "${client[@]}"
  run_free server
  go_on client 'asked'
  go_on client 'asked'
  go_on client 'asked'
  finish
}

scene nagle 'Write, write, read: Nagle and the delayed ACK wait for each other, 40 ms.'
ask

scene nodelay 'TCP_NODELAY: the second piece does not wait for the ACK of the first.'
ask --nodelay

scene cork 'TCP_CORK: both pieces in one segment, which leaves when the cork does.'
ask --cork

scene forgotten 'The cork that nobody takes off: 200 ms, and the segment leaves all the same.'
ask --cork --forget

scene more 'MSG_MORE: the same as a cork, and one call less.'
ask --more

scene one_write 'One write for the whole request: nothing to wait for.'
ask --one

scene quickack 'The other end can help, too: TCP_QUICKACK on the server.'
ask -- --quickack

# A chat with a member who does not read, and one who says much.
open_chat() { # WHEN-FULL
  websocket
  tune client tcp_rmem '4096 4096 4096' # little room for what is not read
  tune server tcp_rmem '4096 4096 4096'
  start server on server 14_websocket_frames/chat_server --host "$SERVER" --port "$PORT" \
    --heartbeat 3600 --patience 3600 --queue 2048 --when-full "$1"
  go_on server 'listening'
  run_free server
  start deaf on client 14_websocket_frames/websocket_client --host "$SERVER" --port "$PORT" --show 30
  go_on deaf 'open' # it reads nothing, until it is let go on
  start ann on client 14_websocket_frames/websocket_client --host "$SERVER" --port "$PORT" --show 30
  go_on ann 'open'
}
say_lines() { # LAST ...: numbered texts of a thousand bytes
  local number
  for ((number = 1; number <= $1; ++number)); do
    types ann "$number$(printf '%1000s' '' | tr ' ' .)"
    (($# > 1)) || printed ann "guest 2: $number."
  done
}

scene chat_close '1013: the queue of the one who does not read is full, and it must go.'
open_chat 1013
say_lines 12
printed server '* guest 1 has left: 1013 you do not read'
go_on deaf 'closed'
printed deaf "closed: 1013 'you do not read'"
interrupt server
finish

scene chat_drop 'Drop: the one who does not read misses some texts. The others notice nothing.'
open_chat drop
say_lines 12
types deaf '/ping'
printed deaf 'got a pong' # it stands behind all that was unsent
types ann 'the last'
printed deaf 'guest 2: the last'
interrupt server
finish

scene chat_wait 'Wait: nothing is lost, and all wait for the slowest; ann, too.'
open_chat wait
say_lines 20 at-once
timer client 'persist'
say "ann has said 20 texts. The server reads no more: ann's window is closed."
types deaf '/ping'
printed deaf 'guest 2: 20.'
printed ann 'guest 2: 20.'
interrupt server
finish

slow_scene orphan_minutes 'The same with the settings that Linux comes with: five minutes and a half.'
DEADLINE=450
meet slow_reader --rcvbuf 4096 -- writer
go_on server 'accepted'
go_on client 'closed'
exits client 0
states FIN-WAIT-1 ESTAB
states gone ESTAB
interrupt server
finish
