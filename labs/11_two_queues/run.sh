#!/usr/bin/env bash
# What waits before accept(), in which queue, and who does not get in?
#
#     client                                 server's kernel
#     SYN-SENT  ----- SYN -------------->    SYN queue: SYN-RECV
#     ESTAB     <---- SYN ACK -----------
#               ----- ACK -------------->    accept queue: ESTAB
#               ----- data ------------->                    |
#                                            accept() <------+
#
# The accept queue is full: the SYN is dropped, the ACK ignored. The SYN queue is
# full: the SYN is dropped, or answered with a SYN cookie, which needs no place.
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene early 'Connected, sent, and closed: all before accept().'
start server on server waiting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT" --leave
go_on client 'connected'
states ESTAB ESTAB
go_on client 'sent'
unread server 5
exits client 0
states FIN-WAIT-2 CLOSE-WAIT
say 'Even the FIN is acknowledged. Nobody has called accept().'
go_on server 'served'
printed server 'recv(peer, request, size, 0) = 5'
finish

scene full_syn 'The accept queue is full: SYNs are dropped, and connect() times out.'
tune client tcp_syn_retries 1
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --clients 2
go_on server 'listening'
start first on client knocking_client --host "$SERVER" --port "$PORT"
go_on first 'connected'
start second on client knocking_client --host "$SERVER" --port "$PORT"
go_on second 'connected'
counters server ListenOverflows 0 ListenDrops 0
start third on client knocking_client --host "$SERVER" --port "$PORT"
blocks third connect
states ESTAB ESTAB ESTAB ESTAB SYN-SENT gone
sockets server -tln
say 'Backlog 1 (Send-Q), and 2 wait (Recv-Q). The third SYN gets no answer.'
exits third 1
printed third 'connect(client, server, size) = -1 ETIMEDOUT'
printed third 'connect() took 3.'
counters server ListenOverflows 2 ListenDrops 2 TCPReqQFullDrop 0
finish

# The second client's ACK is on the way until the third one's has taken the last place.
LATE_ACK='hold client ACK 2 until client ACK 3'

scene full_ack 'The accept queue is full: the ACK is ignored. The client believes it is in.'
wire --rule "$LATE_ACK"
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --clients 3
go_on server 'listening'
start first on client knocking_client --host "$SERVER" --port "$PORT"
go_on first 'connected'
start second on client knocking_client --host "$SERVER" --port "$PORT"
go_on second 'connected'
start third on client knocking_client --host "$SERVER" --port "$PORT"
go_on third 'connected'
states ESTAB ESTAB ESTAB SYN-RECV ESTAB ESTAB
counters server ListenOverflows 1 ListenDrops 1
go_on second 'sent'
timer client 'on'
timer server 'on'
counters server ListenOverflows some
say 'send() has returned 5, and the server has not a byte. Both kernels will send again.'
go_on server 'accepted'
states ESTAB ESTAB ESTAB ESTAB ESTAB ESTAB
finish

scene full_again 'The same, and the client sends nothing: the SYN ACK is sent again.'
wire --rule "$LATE_ACK"
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --clients 3
go_on server 'listening'
start first on client knocking_client --host "$SERVER" --port "$PORT"
go_on first 'connected'
start second on client knocking_client --host "$SERVER" --port "$PORT" --silent --leave
go_on second 'connected'
start third on client knocking_client --host "$SERVER" --port "$PORT"
go_on third 'connected'
states ESTAB ESTAB ESTAB SYN-RECV ESTAB ESTAB
go_on server 'accepted'
say 'There is room now. But an ACK is not sent again: the server sends again.'
states ESTAB ESTAB ESTAB ESTAB ESTAB ESTAB
counters server ListenOverflows 1 TCPSynRetrans some
finish

scene abort 'The same with tcp_abort_on_overflow: RST, so the client knows.'
tune server tcp_abort_on_overflow 1
wire --rule "$LATE_ACK"
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --clients 2
go_on server 'listening'
start first on client knocking_client --host "$SERVER" --port "$PORT"
go_on first 'connected'
start second on client knocking_client --host "$SERVER" --port "$PORT" --silent
go_on second 'connected'
blocks second recv
start third on client knocking_client --host "$SERVER" --port "$PORT"
go_on third 'connected'
states ESTAB ESTAB gone gone ESTAB ESTAB
counters server ListenOverflows 1 ListenDrops 1
printed second 'recv(client, answer, size, 0) = -1 ECONNRESET'
finish

scene three_ways 'Three ways not to get in: RST, an ICMP error, silence.'
tune client tcp_syn_retries 1
wire --rule 'reject client SYN 2; drop client SYN 3; drop client SYN 4'
start refused on client knocking_client --host "$SERVER" --port "$PORT"
exits refused 1
printed refused 'connect(client, server, size) = -1 ECONNREFUSED'
printed refused 'connect() took 0.'
say 'Nobody listens: RST. Now a firewall refuses, with an ICMP error.'
start rejected on client knocking_client --host "$SERVER" --port "$PORT"
exits rejected 1
printed rejected 'connect(client, server, size) = -1 EHOSTUNREACH'
printed rejected 'connect() took 0.'
say 'And now nothing answers.'
start ignored on client knocking_client --host "$SERVER" --port "$PORT"
exits ignored 1
printed ignored 'connect(client, server, size) = -1 ETIMEDOUT'
printed ignored 'connect() took 3.'
finish

NO_LINEAR='tcp_syn_linear_timeouts came with Linux 6.5'

scene linear 'tcp_syn_linear_timeouts: a second, a second more, and then doubling.'
[[ -e /proc/sys/net/ipv4/tcp_syn_linear_timeouts ]] || skip "$NO_LINEAR"
tune client tcp_syn_retries 1
tune client tcp_syn_linear_timeouts 1
wire --rule 'drop client SYN'
start client on client knocking_client --host "$SERVER" --port "$PORT"
blocks client connect
timer client 'on'
exits client 1
printed client 'connect(client, server, size) = -1 ETIMEDOUT'
printed client 'connect() took 4.'
finish

slow_scene linear_default 'The same with 6 retries and 4 linear timeouts, the defaults: 11 SYNs, 134 s.'
[[ -e /proc/sys/net/ipv4/tcp_syn_linear_timeouts ]] || skip "$NO_LINEAR"
tune client tcp_syn_linear_timeouts 4
wire --rule 'drop client SYN'
start client on client knocking_client --host "$SERVER" --port "$PORT"
exits client 1
printed client 'connect(client, server, size) = -1 ETIMEDOUT'
printed client 'connect() took 13'
finish

scene synack_retries 'The last ACK is lost, each time: the server forgets, and nobody tells the client.'
tune server tcp_synack_retries 1
wire --rule 'drop client ACK'
start server on server waiting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB SYN-RECV
timer server 'on'
states ESTAB gone
say 'Half-open. The client learns it when it sends something.'
go_on client 'ended'
printed client 'send(client, hello, size, MSG_NOSIGNAL) = 5'
printed client 'recv(client, answer, size, 0) = -1 ECONNRESET'
states gone gone
interrupt server
finish

slow_scene synack_default 'The same with 5 retries, the default: 65 s.'
wire --rule 'drop client ACK'
start server on server waiting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB SYN-RECV
states ESTAB gone
interrupt server
finish

# --- a SYN flood -------------------------------------------------------------------

# The forged clients are of 198.51.100.0/24: SYN ACKs go there through the wire, and
# nobody answers. First a look: a kernel lets peers in that it knows from before, so
# a flood may seem to do nothing.
prepare_flood() {
  run_on server ip route add 198.51.100.0/24 dev wire
  # shellcheck disable=SC2016  # it is for that bash
  run_on server bash -c '[[ -z $(ip tcp_metrics show) ]]'
  say 'Checked: the server knows no peer (ip tcp_metrics show).'
}

scene flood_0 'A SYN flood, tcp_syncookies 0: who comes now does not get in.'
prepare_flood
tune server tcp_syncookies 0
tune client tcp_syn_retries 1
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1
go_on server 'listening'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 4
go_on flood 'flooded'
sockets server -tan
counters server TCPReqQFullDrop some ListenDrops some ListenOverflows 0
say 'SYN-RECV, and no client behind it. The backlog is the limit of this queue, too.'
start client on client knocking_client --host "$SERVER" --port "$PORT"
exits client 1
printed client 'connect(client, server, size) = -1 ETIMEDOUT'
counters server TCPReqQFullDrop 2 ListenDrops 2 SyncookiesSent 0
interrupt server
finish

scene flood_1 'tcp_syncookies 1, the default: the SYN queue is full, and the client gets in.'
prepare_flood
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --options
go_on server 'listening'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 4
go_on flood 'flooded'
counters server SyncookiesSent some TCPReqQFullDoCookies some TCPReqQFullDrop 0
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
sockets server -tan
counters server SyncookiesSent 1 SyncookiesRecv 1
say 'Its ACK brought the cookie back. The server never had it in SYN-RECV.'
go_on server 'accepted'
printed server 'timestamps yes, SACK yes, window scale yes, MSS 1448'
finish

scene flood_2 'tcp_syncookies 2: always cookies. No SYN takes a place.'
prepare_flood
tune server tcp_syncookies 2
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1
go_on server 'listening'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 4
go_on flood 'flooded'
counters server SyncookiesSent 4 TCPReqQFullDoCookies 4
say 'Nothing is in the SYN queue. TCPReqQFullDoCookies counts each cookie all the same.'
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB ESTAB
counters server SyncookiesSent 1 SyncookiesRecv 1
finish

scene cookie_options 'What a cookie cannot remember: without timestamps, the options of the SYN.'
prepare_flood
tune client tcp_timestamps 0
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 1 --clients 2 --options
go_on server 'listening'
start before on client knocking_client --host "$SERVER" --port "$PORT" --mss 1000
go_on before 'connected'
go_on server 'accepted'
printed server 'timestamps no, SACK yes, window scale yes, MSS 1000'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 3
go_on flood 'flooded'
counters server SyncookiesSent some
start after on client knocking_client --host "$SERVER" --port "$PORT" --mss 1000
go_on after 'connected'
counters server SyncookiesRecv 1
run_free before
go_on server 'accepted'
printed server 'timestamps no, SACK no, window scale no, MSS 536'
say 'The same SYN as before. A cookie has room for one of four MSS, and for nothing else.'
finish

scene cookie_lost_ack 'What a cookie cannot remember: that a SYN ACK is to be sent again.'
prepare_flood
tune server tcp_syncookies 2
wire --rule 'drop client ACK 1; delay client DATA 1200ms'
start server on server waiting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB gone
say 'The ACK is lost. In SYN-RECV a kernel would send SYN ACK again, after a second.'
go_on client 'sent'
states ESTAB ESTAB
counters server SyncookiesSent 1 SyncookiesRecv 1
say 'The data has an ACK number, too, and that is the cookie.'
finish

scene cookie_guess 'A cookie that was never sent: RST.'
prepare_flood
tune server tcp_syncookies 2
start server on server waiting_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 2
go_on flood 'flooded'
start guess on client syn_flood --host "$SERVER" --port "$PORT" --count 2 --guess
go_on guess 'flooded'
counters server SyncookiesSent 2 SyncookiesFailed 2 SyncookiesRecv 0
interrupt server
finish

scene known_peer 'A flood that seems to do nothing: the server knows this client.'
run_on server ip route add 198.51.100.0/24 dev wire
tune server tcp_no_metrics_save 0
tune server tcp_syncookies 0
tune server tcp_max_syn_backlog 8
tune client tcp_syn_retries 1
start server on server waiting_server --host "$SERVER" --port "$PORT" --backlog 100 --clients 2
go_on server 'listening'
start before on client knocking_client --host "$SERVER" --port "$PORT"
go_on before 'sent'
go_on server 'served'
blocks server accept
exits before 0
run_on server ip tcp_metrics show
say 'This visit is over, and the server remembers its round trip time.'
start flood on client syn_flood --host "$SERVER" --port "$PORT" --count 9
go_on flood 'flooded'
counters server ListenDrops some TCPReqQFullDrop 0
say 'The last quarter of tcp_max_syn_backlog is for peers that it knows.'
start known on client knocking_client --host "$SERVER" --port "$PORT"
go_on known 'connected'
counters server ListenDrops 0
# The same client from another address is a stranger.
run_on client ip addr add 192.0.2.3/32 dev wire
run_on server ip route add 192.0.2.3 dev wire
run_on client ip route replace 192.0.2.2 dev wire src 192.0.2.3
start stranger on client knocking_client --host "$SERVER" --port "$PORT"
exits stranger 1
printed stranger 'connect(client, server, size) = -1 ETIMEDOUT'
counters server ListenDrops 2
finish

# --- a listener ends -----------------------------------------------------------------

scene close_listener 'close() of a listener: RST to who waits in the accept queue.'
wire --rule 'hold client ACK 2 until client DATA'
start server on server waiting_server --host "$SERVER" --port "$PORT" --close
go_on server 'listening'
start first on client knocking_client --host "$SERVER" --port "$PORT" --silent
go_on first 'connected'
blocks first recv
start second on client knocking_client --host "$SERVER" --port "$PORT"
go_on second 'connected'
states ESTAB ESTAB ESTAB SYN-RECV
go_on server 'closed'
printed first 'recv(client, answer, size, 0) = -1 ECONNRESET'
states gone gone ESTAB gone
say 'Nothing is sent to who waits in the SYN queue. Its ACK will find no listener.'
go_on second 'ended'
states gone gone gone gone
finish

scene reuseport 'Two listeners, one port. One ends, and its queue with it: RST.'
start old on server waiting_server --host "$SERVER" --port "$PORT" --reuseport --close
go_on old 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT" --silent
go_on client 'connected'
start new on server waiting_server --host "$SERVER" --port "$PORT" --reuseport
go_on new 'listening'
blocks client recv
exits old 0
states gone gone
printed client 'recv(client, answer, size, 0) = -1 ECONNRESET'
say 'The new listener has been there all the time, and got nothing.'
interrupt new
finish

scene migrate 'The same with tcp_migrate_req: the connection moves to the other queue.'
[[ -e /proc/sys/net/ipv4/tcp_migrate_req ]] || skip 'tcp_migrate_req came with Linux 5.14'
tune server tcp_migrate_req 1
start old on server waiting_server --host "$SERVER" --port "$PORT" --reuseport --close
go_on old 'listening'
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
start new on server waiting_server --host "$SERVER" --port "$PORT" --reuseport
go_on new 'listening'
sockets server -tln
exits old 0
states ESTAB ESTAB
sockets server -tln
counters server TCPMigrateReqSuccess 1
go_on client 'sent'
go_on new 'served'
states ESTAB ESTAB
finish

# --- TCP_DEFER_ACCEPT ---------------------------------------------------------------

scene defer 'TCP_DEFER_ACCEPT: accept() returns when there is something to read.'
start server on server waiting_server --host "$SERVER" --port "$PORT" --defer 1
go_on server 'listening'
blocks server accept
start client on client knocking_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
states ESTAB SYN-RECV
counters server TCPDeferAcceptDrop 1 ListenOverflows 0
say 'The ACK has come, and is ignored: the server waits for data.'
go_on client 'sent'
go_on server 'accepted'
states ESTAB ESTAB
finish

scene defer_silent 'The same, and no data comes: SYN ACK again, and then its ACK will do.'
start server on server waiting_server --host "$SERVER" --port "$PORT" --defer 1
go_on server 'listening'
blocks server accept
start client on client knocking_client --host "$SERVER" --port "$PORT" --silent --leave
go_on client 'connected'
states ESTAB SYN-RECV
go_on server 'accepted'
states ESTAB ESTAB
counters server TCPDeferAcceptDrop 1
finish
