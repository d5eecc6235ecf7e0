# shellcheck shell=bash
# What a screenplay (labs/*/run.sh) is written in. A scene:
#
#   scene NAME 'TEXT'                what is played, and what it shows
#   slow_scene NAME 'TEXT'           one that takes a minute or more: not in
#                                    --list, and played only when it is named
#   start NAME on HOST PROGRAM ARGS  starts a lab program; it waits at its steps
#   start NAME on HOST -- COMMAND    starts any program, under lab 00's `calls`; it
#                                    is held before its first call on a socket.
#                                    Options of calls stand before the --
#   go_on NAME STEP                  lets it run until it waits at that step
#   go_on NAME CALL                  one started with --: until it is about to make
#                                    a call that begins so, and holds it there:
#                                    'close(', 'close(8', the second: 'close( #2'
#   hold NAME CALL                   the same, but the play goes on at once: what
#                                    the others do brings it there, and go_on waits
#   listens NAME                     lets it run until a socket of its host listens
#                                    that did not before; PORT is then its port
#   types NAME TEXT                  types a line for it, and lets it run
#   blocks NAME CALL                 lets it run until it is blocked in that call
#   run_free NAME                    lets it run; it waits at no step any more
#   states CLIENT SERVER ...         shows ss; both ends must be in these states
#                                    (one pair a connection, by first appearance)
#   unread HOST BYTES                so many bytes lie unread in HOST's socket
#                                    (some: any number but 0)
#   timer HOST TEXT                  a timer of HOST's sockets is TEXT, in the
#                                    words of ss -o: 'timewait 59' (none: they
#                                    have none)
#   counters HOST NAME NUMBER ...    what HOST's kernel has counted (nstat shows it)
#                                    since the scene began, or was last asked:
#                                    ListenDrops 1 (some: any number but 0).
#                                    IpInHdrErrors, UdpNoPorts; wire:rx_dropped is
#                                    the device's (ip -s link).
#                                    Without a NAME: shows all that moved. On
#                                    loopback, which others use, too: nothing
#   printed NAME TEXT                it has said TEXT, after the TEXT of the last
#                                    `printed`
#   interrupt NAME                   Ctrl-C; it must end with 0 (started with --: or
#                                    by SIGINT)
#   exits NAME STATUS                it runs to its end: a number, or SIGPIPE
#   wire ARGS                        what the wire does: --rule 'drop client FIN 1'
#   websocket                        ladder and expectation name the WebSocket
#                                    frames of PORT: client sends [Close 1000]
#   tls                              the same of TLS: server sends [ServerHello ...]
#   tune HOST KEY VALUE              a sysctl of that host: tcp_fin_timeout 2
#   run_on HOST COMMAND ARGS         any command, to its end
#   sockets HOST ARGS                ss ARGS there; netstat, if there is no ss
#   say TEXT                         what the teacher says
#   ask TEXT RIGHT WRONG ... [because REASON]
#                                    with --predict: what is asked about the next
#                                    line, in these words
#   needs PROGRAM ...                skips this scene if one is not on the PATH
#   skip REASON                      this scene cannot be played here
#   finish                           all run to their end; each must exit 0
#
# An exercise (labs/*/exercises/NAME/play.sh) is one scene, for scripts/lab check:
#
#   exercise NAME 'TEXT'             in the place of `scene`: what is asked
#   given NAME VALUE                 {NAME} in expected.ladder, and NAME in capitals
#                                    in the environment of the student's program
#   vary FIRST OTHER ...             prints FIRST; in quiet variant N the Nth OTHER
#   unforeseen                       prints a word that is another one each time, for
#                                    quiet runs: a program cannot have it ready
#   yours HOST [held] [all]          starts the student's program there, under
#                                    `calls`; as a server, until it listens on PORT.
#                                    Its name in the play is yours. held: before its
#                                    first call on a socket, for go_on or hold. all:
#                                    with the option --all of calls
#   curtain                          what follows is not judged
#
# HOST is client or server; SERVER and PORT say where the server listens. Each
# line waits for its condition, at most LAB_DEADLINE seconds; then, or when a
# program ends early, the scene fails, says why, and exits 1. So it does if
# expected/NAME.ladder is not met.
#
# Each scene has two hosts of its own (scripts/two_hosts.sh) with a wire between
# them or, where that cannot be or with LAB_LOOPBACK=1, is played on loopback: a
# scene that needs the hosts is skipped there.
#
#   run.sh [SCENE ...] [--step] [--step-wire] [--predict] [--queues] [--why] [--save FOLDER] [--list] [--help]
#
# How it works: a play is run twice. The first time, its `source` line comes here,
# and this script becomes the engine (common/stage). The engine runs the play again:
# now each word hands its line to the engine, and waits until that is done.
set -euo pipefail
shopt -s inherit_errexit

# --- the words, when the engine runs the play -------------------------------

# Hands over a word: first how many fields follow, then the fields, each ended by a
# NUL. The answer is one character, when the word is done: "s" if the scene was
# skipped. Lines for the play are in LAB_ANSWERS.
tell() { # WORD ARGUMENT ...
  [[ -n $PLAYING ]] || return 0
  local silent='' answer
  [[ ! /dev/stdout -ef /dev/null ]] || silent=1
  printf '%s\0' $(($# + 3)) "${BASH_LINENO[1]}" "$DEADLINE" "$silent" "$@" >&"$LAB_STAGE"
  read -r -N 1 -u "$LAB_STAGE" answer || exit 1 # the engine has ended
  [[ $answer != s ]] || PLAYING=''
}
go_on() { tell go_on "$@"; }
hold() { tell hold "$@"; }
types() { tell types "$@"; }
blocks() { tell blocks "$@"; }
run_free() { tell run_free "$@"; }
states() { tell states "$@"; }
unread() { tell unread "$@"; }
timer() { tell timer "$@"; }
counters() { tell counters "$@"; }
printed() { tell printed "$@"; }
interrupt() { tell interrupt "$@"; }
exits() { tell exits "$@"; }
wire() { tell wire "$@"; }
websocket() { tell websocket "$@"; }
tls() { tell tls "$@"; }
tune() { tell tune "$@"; }
run_on() { tell run_on "$@"; }
sockets() { tell sockets "$@"; }
say() { tell say "$@"; }
ask() { tell ask "$@"; }
needs() { tell needs "$@"; }
skip() { tell skip "$@"; }
finish() { tell finish "$@"; }
given() { tell given "$@"; }
yours() { tell yours "$@"; }
curtain() { tell curtain; }
vary() { # FIRST OTHER ...
  local variant=${LAB_VARIANT:-0}
  ((variant == 0 || $# == 1)) || shift $(((variant - 1) % ($# - 1) + 1))
  printf '%s' "$1"
}
unforeseen() {
  local letters=abcdefghijklmnopqrstuvwxyz
  for _ in {1..8}; do printf '%s' "${letters:SRANDOM % 26:1}"; done
}
exercise() {
  PLAYING=1
  tell exercise "$@"
  # shellcheck disable=SC2034  # for the plays
  { read -r SERVER && read -r SERVER6 && read -r PORT; } <"$LAB_ANSWERS"
}
start() {
  tell start "$@"
  [[ -z $PLAYING ]] || read -r "PID[$1]" <"$LAB_ANSWERS"
}
listens() {
  tell listens "$@"
  [[ -z $PLAYING ]] || read -r PORT <"$LAB_ANSWERS"
}
scene() {
  PLAYING=''
  [[ -z $LAB_SCENES || " $LAB_SCENES " == *" $1 "* ]] || return 0
  PLAYING=1
  tell scene "$@"
  # shellcheck disable=SC2034  # for the plays
  { read -r SERVER && read -r SERVER6 && read -r PORT; } <"$LAB_ANSWERS"
}
slow_scene() {
  PLAYING=''
  [[ " $LAB_SCENES " == *" $1 "* ]] || return 0
  ((DEADLINE >= 150)) || DEADLINE=150
  scene "$@"
}
has_ipv6() { [[ -e /proc/net/if_inet6 && (-n ${LAB_WORLD:-} || $(</proc/net/if_inet6) == *00000000000000000000000000000001\ *) ]]; }

DEADLINE=${LAB_DEADLINE:-10} PLAYING=''
# shellcheck disable=SC2034  # for the plays
declare -A PID # the process of each program, by its name in the play
# shellcheck disable=SC2034
SERVER=127.0.0.1 SERVER6=::1 PORT=''
# shellcheck disable=SC2034
FILES=${BASH_SOURCE[1]%/*} # the folder of the play
PATH=$PATH:/usr/sbin:/sbin # servers are there, which an ordinary user may run
[[ -z ${LAB_STAGE:-} ]] || return 0

# --- starts the engine ------------------------------------------------------

trap 'exit 130' INT # also while a command that takes no notice is waited for
[[ -e /proc/self/fd/0 ]] || exec </dev/null # closed: the next file would be it
[[ -e /proc/self/fd/2 ]] || exec 2>/dev/null
[[ -e /proc/self/fd/1 ]] || { echo "${0##*/}: standard output is closed" >&2 && exit 1; }
[[ $0 != */exercises/*/play.sh ]] || { echo 'An exercise is played by: scripts/lab check NN/NAME -- COMMAND' >&2 && exit 2; }
PLAY=$0 HERE=$PWD
cd -- "${BASH_SOURCE[0]%/*}/.." && export STAGE_ROOT=$PWD && cd -- "$HERE"
cd -- "${PLAY%/*}" && LAB=${PWD##*/} && cd -- "$HERE"
# shellcheck source=scripts/build.sh
source "$STAGE_ROOT/scripts/build.sh"
# shellcheck source=scripts/stage_options.sh
source "$STAGE_ROOT/scripts/stage_options.sh"
export LAB_WORLD_USERS=${LAB_WORLD_USERS:-no} # a scene needs root alone: fewer processes
# shellcheck source=scripts/two_hosts.sh
source "$STAGE_ROOT/scripts/two_hosts.sh"
read_options "$@"
check_surroundings
bring_up_to_date "$PLAY"
PROGRAMS=$STAGE_ROOT/${BUILD:-build}/labs
[[ -x $PROGRAMS/00_instruments/stage ]] || refuse_to_play "$PROGRAMS/00_instruments is not built: run make"
if [[ -z ${LAB_WORLD:-}${LAB_LOOPBACK:-} ]]; then
  if can_make_world; then
    OPTIONS+=(--worlds "$STAGE_ROOT/scripts/two_hosts.sh")
    export LAB_WORLD_CHECKED=1
  else
    printf 'No two hosts here (%s).\nPlayed on loopback instead:\n\n' "$REASON"
  fi
fi
exec "$PROGRAMS/00_instruments/stage" --play "$PLAY" --programs "$PROGRAMS" "${OPTIONS[@]}"
