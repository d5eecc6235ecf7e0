#!/usr/bin/env bash
# What does a server see when a tab is closed, and when the browser dies?
#
#     client                                    server
#     GET /rows?from=0   -------------------->  a WebSocket
#                        <--------------------  row 0, row 1, row 2 ...
#     the tab is closed  ----- Close 1001 --->
#                        <--- Close 1001, FIN
#     the browser dies   ----- FIN, or RST -->  which of them?
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"

# Rows come from the server's standard input: any JSON will do.
open_page() {
  websocket
  start server on server live_server --host "$SERVER" --port "$PORT" \
    --heartbeat 3600 --patience 3600
  go_on server 'listening'
  types server '{"row":0}'
}
follow() { # NAME FROM ROWS
  start "$1" on client follower --host "$SERVER" --port "$PORT" --target "/rows?from=$2" --rows "$3"
  go_on "$1" 'open'
}

scene followed 'Two follow: who comes later is told what it has not seen.'
open_page
follow ann 0 3
run_free ann
printed ann '{"row":0}'
types server '{"row":1}'
printed ann '{"row":1}'
say 'Bob has seen row 0 before: he asks for the rest.'
follow bob 1 2
run_free bob
printed bob '{"row":1}'
say 'Ctrl-C: the server tells both why it ends.'
interrupt server
printed ann 'closed: 1001 the server ends'
printed bob 'closed: 1001 the server ends'
finish

scene tab_closed 'A tab is closed: Close 1001, and the server ends TCP.'
open_page
follow ann 0 1
go_on ann 'followed'
go_on ann 'closed'
printed ann 'closed: 1001'
states gone TIME-WAIT
interrupt server
finish

scene died 'The browser dies, and has read all: FIN, and no Close.'
open_page
follow ann 0 1
go_on ann 'followed'
unread client 0
interrupt ann
states TIME-WAIT gone
printed server 'recv(c.fd, bytes_, size, 0) = 0'
interrupt server
finish

scene died_unread 'The browser dies with a row unread: RST.'
open_page
follow ann 0 2
types server '{"row":1}'
unread client 11
interrupt ann
states gone gone
printed server 'recv(c.fd, bytes_, size, 0) = -1 ECONNRESET'
interrupt server
finish
