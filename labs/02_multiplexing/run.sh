#!/usr/bin/env bash
# One server, many clients: who waits for whom, and what does each way cost?
#
#     one client                    the server                    another client
#     connects, sends nothing
#                                   recv() waits for it ...
#                                   ... and who serves this one?  connects
#                                                       <-------  "hello"
#                                   a process, a thread, or
#                                   select, poll, epoll  ------>  "hello"
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

scene one_by_one 'One client after another: a silent one holds all others.'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
blocks server recv
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'sent'
blocks other recv
unread server 5
states ESTAB ESTAB ESTAB ESTAB
say 'The silent one is here, and sends nothing. The other one has sent, and waits.'
interrupt silent
go_on other 'echoed'
interrupt server
finish

scene by_fork 'A process for each client: the parent accepts, and a child waits.'
start server on server fork_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
printed server 'accept(listener, nullptr, nullptr) = '
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene by_thread 'A thread for each client: they share all descriptors.'
start server on server thread_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
printed server 'accept(listener, nullptr, nullptr) = '
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene by_select 'select(): one thread asks for all of them at once.'
start server on server select_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
blocks server select
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
blocks server select
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene by_poll 'poll(): the same, and no limit of 1,024.'
start server on server poll_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
blocks server poll
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
blocks server poll
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene by_epoll 'epoll: the kernel keeps the list, and returns those that are ready.'
start server on server epoll_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
blocks server epoll_wait
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
blocks server epoll_wait
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene by_edge 'epoll, edge-triggered: told once, so it reads until EAGAIN.'
start server on server edge_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start silent on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on silent 'connected'
blocks server epoll_wait
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
states ESTAB ESTAB ESTAB ESTAB
go_on other 'closed'
blocks server epoll_wait
states ESTAB ESTAB TIME-WAIT gone
interrupt silent
interrupt server
finish

scene slow_client 'Sockets that block, one thread: a client that does not read stops all others.'
tune server tcp_wmem '4096 4096 4096'
tune server tcp_rmem '4096 4096 4096'
tune client tcp_wmem '4096 4096 4096'
tune client tcp_rmem '4096 4096 4096'
start server on server poll_server --host "$SERVER" --port "$PORT" --blocking
go_on server 'listening'
run_free server
start slow on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$(printf '%060000d' 0)"
run_free slow
blocks slow send
blocks server send
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'sent'
blocks other recv
say 'The server waits in send() for the slow one. It has not even called accept() for the other.'
blocks server send
states ESTAB ESTAB ESTAB ESTAB
interrupt slow
go_on other 'echoed'
interrupt server
finish

scene slow_client_cured 'The same, and no socket blocks: the server waits for all in poll().'
tune server tcp_wmem '4096 4096 4096'
tune server tcp_rmem '4096 4096 4096'
tune client tcp_wmem '4096 4096 4096'
tune client tcp_rmem '4096 4096 4096'
start server on server poll_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start slow on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$(printf '%060000d' 0)"
run_free slow
blocks slow send
blocks server poll
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
blocks slow send
states ESTAB ESTAB ESTAB ESTAB
interrupt slow
interrupt server
finish

scene connect_done 'A connect() that does not wait: EINPROGRESS, then POLLOUT, then SO_ERROR.'
wire --rule 'delay server SYN 800ms'
start server on server 01_echo/echo_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
run_free server
start client on client nonblocking_client --host "$SERVER" --port "$PORT"
go_on client 'connecting'
printed client 'connect(client, server, size) = -1 EINPROGRESS'
states SYN-SENT SYN-RECV
go_on client 'connected'
printed client 'poll() reports POLLOUT'
states ESTAB ESTAB
go_on client 'closed'
interrupt server
finish

scene connect_refused 'The same, and nobody listens: POLLOUT all the same.'
start client on client nonblocking_client --host "$SERVER" --port "$PORT"
go_on client 'connecting'
printed client 'connect(client, server, size) = -1 EINPROGRESS'
exits client 1
printed client 'poll() reports POLLOUT POLLERR POLLHUP'
printed client 'Connection refused [ECONNREFUSED]'
finish

scene connect_timed_out 'The same, and no answer comes: the kernel gives up, SO_ERROR is ETIMEDOUT.'
tune client tcp_syn_retries 1
tune client tcp_syn_linear_timeouts 0
wire --rule 'drop client SYN'
start client on client nonblocking_client --host "$SERVER" --port "$PORT"
go_on client 'connecting'
states SYN-SENT gone
exits client 1
printed client 'poll() reports POLLOUT POLLERR POLLHUP'
printed client 'Connection timed out [ETIMEDOUT]'
finish

scene connect_patience 'No answer comes, and the program has less patience than its kernel.'
wire --rule 'drop client SYN'
start client on client nonblocking_client --host "$SERVER" --port "$PORT" --patience 200
go_on client 'connecting'
states SYN-SENT gone
go_on client 'given up'
printed client 'poll(&asked, 1, patience) = 0'
states gone gone
finish

scene big_descriptor 'Descriptor 1,024 in an fd_set: FD_SET() writes into other memory.'
start program on server big_descriptor
go_on program 'opened'
printed program 'fcntl(socket, F_DUPFD, wanted) = 1024'
go_on program 'set'
printed program 'FD_SET() has changed 1 word of the memory behind the set'
go_on program 'selected'
printed program '= 1'
finish

scene fortified 'The same, compiled with _FORTIFY_SOURCE: the process ends.'
start program on server big_descriptor_fortified
go_on program 'opened'
exits program SIGABRT
printed program 'terminated'
finish

scene edge_once 'Edge-triggered, and read once: what is left sleeps until something else happens.'
start server on server edge_server --host "$SERVER" --port "$PORT" --read-once
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$(printf '%05000d' 0)"
go_on client 'sent'
unread server 5000
run_free server
blocks server epoll_wait
unread server 904
run_free client
blocks client recv
states ESTAB ESTAB
say '904 bytes lie there, and nothing new happens: epoll_wait() sleeps. Both wait for ever.'
unread server 904
say 'The end of the client is something new: a FIN.'
interrupt client
printed server 'recv(client, buffer, size, 0) = 904'
printed server 'recv(client, buffer, size, 0) = 0'
interrupt server
finish

scene edge_until_eagain 'The same, read until EAGAIN: all comes back.'
start server on server edge_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$(printf '%05000d' 0)"
go_on client 'sent'
unread server 5000
run_free server
go_on client 'echoed'
blocks server epoll_wait
unread server 0
states ESTAB ESTAB
go_on client 'closed'
interrupt server
finish

scene level_once 'Level-triggered, the same recv(): epoll_wait() tells it again.'
start server on server epoll_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT" --message "$(printf '%05000d' 0)"
go_on client 'sent'
unread server 5000
run_free server
go_on client 'echoed'
states ESTAB ESTAB
go_on client 'closed'
interrupt server
finish

scene epoll_dup 'close() of a descriptor that epoll watches, while a dup() of it lives.'
start server on server epoll_dup_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'closed'
states ESTAB ESTAB
go_on client 'sent'
go_on server 'still reported'
printed server 'recv(closed, buffer, size, 0) = -1 EBADF'
printed server 'epoll_ctl(epoll, EPOLL_CTL_DEL, closed, &event) = -1 EBADF'
printed server 'epoll_wait(epoll, &event, 1, 0) = 1'
states ESTAB ESTAB
say 'Only the copy can end this. With bytes unread, its close() sends RST (lab 06).'
go_on server 'copy closed'
printed server 'epoll_wait(epoll, &event, 1, 0) = 0'
states gone gone
exits client 1
printed client 'ECONNRESET'
finish

scene herd 'Four workers wait for one client: all of them wake up.'
start server on server herd_server --host "$SERVER" --port "$PORT"
go_on server 'all wait'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'accepted'
printed server 'woken by the client: 4 of 4 workers'
printed server 'accept(listener, nullptr, nullptr) = -1 EAGAIN'
interrupt client
finish

scene herd_blocking 'The same, and the listener may block: three of the four are stuck in accept().'
start server on server herd_server --host "$SERVER" --port "$PORT" --blocking
go_on server 'all wait'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
run_free server
printed server 'woken by the client: 4 of 4 workers'
blocks server accept
say 'epoll_wait() had said that a client waits. Another worker was faster.'
interrupt server
interrupt client
finish

scene herd_exclusive 'The same with EPOLLEXCLUSIVE: one wakes up.'
start server on server herd_server --host "$SERVER" --port "$PORT" --exclusive
go_on server 'all wait'
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
go_on server 'accepted'
printed server 'woken by the client: 1 of 4 workers'
interrupt client
finish

scene reset_in_queue 'A client resets while it waits for accept(): accept() takes it all the same.'
start server on server poll_server --host "$SERVER" --port "$PORT"
go_on server 'listening'
start client on client 06_linger_rst/linger_client --host "$SERVER" --port "$PORT" --linger 0
go_on client 'closed'
states gone gone
say 'Nothing is left of the connection but its place in the queue.'
run_free server
blocks server poll
printed server 'accept4(listener, nullptr, nullptr, flags)'
printed server 'recv(client, buffer, size, 0) = 8'
printed server 'send(client, c.unsent, size, MSG_NOSIGNAL) = -1 ECONNRESET'
start other on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on other 'echoed'
interrupt server
finish

scene close_in_poll 'close() while another thread waits in poll(): no FIN, and poll() waits on.'
start server on server waiting_thread_server --host "$SERVER" --port "$PORT"
blocks server accept
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
blocks server poll
types server now
printed server 'close(client) = 0'
states ESTAB ESTAB
say 'poll() holds the socket. It returns when something comes, and then there is no descriptor.'
go_on client 'sent'
go_on server 'returned'
printed server 'poll() reports POLLNVAL'
printed server 'recv(client, &byte, 1, 0) = -1 EBADF'
states gone gone
exits client 1
finish

scene close_in_select 'The same with select().'
start server on server waiting_thread_server --host "$SERVER" --port "$PORT" --wait select
blocks server accept
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
blocks server select
types server now
printed server 'close(client) = 0'
states ESTAB ESTAB
go_on client 'sent'
go_on server 'returned'
printed server 'recv(client, &byte, 1, 0) = -1 EBADF'
states gone gone
exits client 1
finish

scene close_in_epoll 'The same with epoll: FIN is sent at once, and epoll_wait() waits for ever.'
start server on server waiting_thread_server --host "$SERVER" --port "$PORT" --wait epoll
blocks server accept
start client on client 01_echo/echo_client --host "$SERVER" --port "$PORT"
go_on client 'connected'
blocks server epoll_wait
types server now
printed server 'close(client) = 0'
states CLOSE-WAIT FIN-WAIT-2
go_on client 'sent'
states gone gone
interrupt client
interrupt server
finish
