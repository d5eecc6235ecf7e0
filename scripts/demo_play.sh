#!/usr/bin/env bash
# The same conversation, ended in three ways: who learns what, and what is lost?
#
#     client                                server
#     connect()                             accept()
#     send()         ----- question --->    recv()
#     ends it: how?  ----- FIN or RST ->    recv() again
#                    <---- answer ------    send(), and once more
ONE_WORLD=1
source "${BASH_SOURCE[0]%/*}/stage.sh"

# What the N-th CALL of a program returned.
result() { # NAME CALL N
  tell said "$1"
  sed -n "s/^$2(.* = //p" "$LAB_ANSWERS" | sed -n "$3p"
}

# One act: the client ends as PROGRAM does, at its step STEP.
act() { # STEP PROGRAM [ARG ...]
  start server on server 05_shutdown_vs_close/talking_server --host "$SERVER" --port "$PORT"
  go_on server 'listening' >/dev/null
  start client on client "${@:2}" --host "$SERVER" --port "$PORT"
  go_on client "$1"
  go_on server 'client ended'
}

# A column of the table, from what the two programs and the kernel have said.
record() { # TITLE
  local answer=lost owner=nobody
  [[ $(result client recv 1) != 15 ]] || answer='read'
  tell rows # what ss said last
  ! grep -q TIME-WAIT "$LAB_ANSWERS" || read -r owner _ <"$LAB_ANSWERS"
  TABLE+=("$1|$(result server recv 2)|$(result server send 1)|$(result server send 2)|$answer|$owner")
}
TABLE=()

scene close 'The client calls close().'
act 'closed' 05_shutdown_vs_close/close_client
states FIN-WAIT-2 CLOSE-WAIT
say 'The server sees an end. It answers: the first send() succeeds, and is met by RST.'
go_on server 'answered again'
states gone gone
finish
record 'close()'

scene half_close 'The client calls shutdown(SHUT_WR), and goes on reading.'
act 'half closed' 05_shutdown_vs_close/half_close_client
states FIN-WAIT-2 CLOSE-WAIT
say 'The same states. But the client still listens.'
go_on server 'answered again'
go_on client 'received'
go_on server 'closed'
go_on client 'server ended'
states TIME-WAIT gone
finish
record 'shutdown(SHUT_WR)'

scene reset 'The client sets SO_LINGER to {1, 0}, and calls close().'
act 'closed' 06_linger_rst/linger_client --linger 0
states gone gone
say 'RST: both sockets are gone at once, without TIME-WAIT.'
go_on server 'answered again'
finish
record 'SO_LINGER {1, 0}'

BOLD='' PLAIN=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then BOLD=$'\e[1m' PLAIN=$'\e[0m'; fi
layout='%-17s  %-13s  %-10s  %-10s  %-10s  %s\n' # 80 columns
printf '\n%s' "$BOLD"
# shellcheck disable=SC2059
printf "$layout" 'How it ended' 'recv()' '1st send()' '2nd send()' 'the answer' TIME-WAIT
printf '%s' "$PLAIN"
for row in "${TABLE[@]}"; do
  IFS='|' read -r title recv first second answer owner <<<"$row"
  # shellcheck disable=SC2059
  printf "$layout" "$title" "$recv" "$first" "$second" "$answer" "$owner"
done
printf '\nEach line above came from this kernel. More: scripts/lab list\n'
