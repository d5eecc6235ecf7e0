# shellcheck shell=bash
# What a screenplay (labs/*/run.sh) is written in. A scene:
#
#   scene NAME 'TEXT'                what is played, and what it shows
#   slow_scene NAME 'TEXT'           one that takes a minute or more: --list does
#                                    not name it; played when it is asked for
#   start NAME on HOST PROGRAM ARGS  starts a lab program; it waits at its steps
#   go_on NAME STEP                  lets it run until it waits at that step
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
#   printed NAME TEXT                it said that, after what `printed` saw before
#   interrupt NAME                   Ctrl-C; it must end with 0
#   exits NAME STATUS                it runs to its end: a number, or SIGPIPE
#   say TEXT                         what the teacher says
#   skip REASON                      this scene cannot be played here
#   finish                           all run to their end; each must exit 0
#
# HOST is client or server; SERVER and PORT say where the server listens. Each
# line waits for its condition, at most LAB_DEADLINE seconds; then, or when a
# program ends early, the scene fails, says why, and exits 1. So it does if
# expected/NAME.ladder is not met.
#
# Each scene has two hosts of its own (scripts/two_hosts.sh, stage_wire.sh) or,
# where that cannot be or with LAB_LOOPBACK=1, is played on loopback.
#
#   run.sh [SCENE ...] [--step] [--step-wire] [--save FOLDER] [--list] [--help]
set -euo pipefail
shopt -s inherit_errexit
[[ -e /proc/self/fd/0 ]] || exec </dev/null # closed: the next file would be it

PLAY=$0
STAGE_ROOT=$(cd -- "${BASH_SOURCE[0]%/*}/.." && pwd)
LAB=$(cd -- "$(dirname -- "$PLAY")" && basename -- "$PWD")
DEADLINE=${LAB_DEADLINE:-10}
# shellcheck disable=SC2034  # for the plays
SERVER=127.0.0.1 SERVER6=::1 PORT=
exec {KEYS}<&0 # the teacher's keyboard
# shellcheck source=scripts/build.sh
source "$STAGE_ROOT/scripts/build.sh"
# shellcheck source=scripts/stage_wire.sh
source "$STAGE_ROOT/scripts/stage_wire.sh"

WANTED=() FLAGS=() STEP_BY_STEP='' STEP_WIRE='' SCENE='' PLAYING='' FINISHED=1 PLAYED=0 SKIPPED=0
# Of each program, by the name that the play gives it:
declare -A PROGRAM ON PID IN OUT # what it is, where, its process, its two pipes
declare -A PARTIAL SHOWN SAID UNSEEN # a line not whole yet; all lines; new ones
declare -A AT STATUS JUDGED      # the step it waits at; how it ended; as it should
CONNECTIONS=() ROWS=() NOTES='' WIRE='' LADDER='' LADDER_STATUS=0

# --- what is shown ----------------------------------------------------------

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' PLAIN=$'\e[0m'
  # The ladder's colours: each can be read on black and on white.
  TEAL=$'\e[38;5;30m' BROWN=$'\e[38;5;130m' RED=$'\e[38;5;161m' GREEN=$'\e[38;5;28m'
else
  BOLD='' DIM='' PLAIN='' TEAL='' BROWN='' RED='' GREEN=''
fi

show_line() { # NAME TEXT
  ! has_ladder || return 0 # it shows this
  local colour=$TEAL text=$2
  [[ ${ON[$1]} != server ]] || colour=$BROWN
  [[ $text != '== '* ]] || text=$BOLD$text$PLAIN
  [[ $text != *' = -1 '* ]] || text="${text% = -1 *} = $RED-1 ${text##* = -1 }$PLAIN"
  printf '%s%-9s%s %s\n' "$colour" "$1" "$PLAIN" "$text"
}

# "client ESTAB, server ESTAB", as ss says; "#2 client ..." of a second one.
summary() {
  local i client text='' number=''
  for ((i = 0; i == 0 || i < ${#CONNECTIONS[@]}; i++)); do
    client=${CONNECTIONS[i]:-}
    ((${#CONNECTIONS[@]} < 2)) || number="#$((i + 1)) "
    text+="; ${number}client ${STATE[client $client]:-gone}, server ${STATE[server $client]:-gone}"
  done
  printf 'ss: %s' "${text#; }"
}

# What ss says of each end of each connection.
show_sockets() {
  local row host state receive send here there timer width
  if has_ladder; then
    post_note "$(summary)"
    return
  fi
  if ((${#ROWS[@]} == 0)); then
    printf '    %s\n' 'ss shows no connection'
    return
  fi
  read -r _ _ _ _ here there _ <<<"${ROWS[0]}"
  width=$((${#here} > ${#there} ? ${#here} : ${#there}))
  printf "    %s%-7s %-10s %6s %6s  %-${width}s  %s%s\n" "$DIM" host state \
    Recv-Q Send-Q local peer "$PLAIN"
  for row in "${ROWS[@]}"; do
    read -r host state receive send here there timer <<<"$row"
    printf "    %-7s %s%-10s%s %6s %6s  %-${width}s  %s\n" "$host" "$BOLD" "$state" \
      "$PLAIN" "$receive" "$send" "$here" "$there${timer:+  $timer}"
  done
}

# --- failing, and leaving nothing behind ------------------------------------

fail() {
  local frame=0 name
  while [[ ${BASH_SOURCE[frame]} != "$PLAY" && frame -lt ${#BASH_SOURCE[@]}-1 ]]; do
    frame=$((frame + 1))
  done
  lower_wire
  check_reader
  for name in "${!PARTIAL[@]}"; do show_unfinished "$name"; done
  show_all_said
  printf '%sFAILED%s  %s, line %s: %s\n' "$RED" "$PLAIN" "$SCENE" \
    "${BASH_LINENO[frame - 1]}" "$*" >&2
  exit 1
}

# The ladder shows calls and states: what else was said may tell what failed.
show_all_said() {
  in_world && [[ -z $FINISHED ]] || return 0
  local name line
  for name in $(printf '%s\n' "${!PID[@]}" | sort); do
    while IFS= read -r line; do
      [[ -z $line ]] || printf '%-9s %s\n' "$name" "$line"
    done <<<"${SAID[$name]}${PARTIAL[$name]}"
  done >&2
}

end_programs() {
  local name
  for name in "${!PID[@]}"; do
    [[ -n ${STATUS[$name]} ]] || kill -KILL "${PID[$name]}" 2>/dev/null || :
    [[ -n ${STATUS[$name]} ]] || wait "${PID[$name]}" 2>/dev/null || :
  done
}
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 141' PIPE # `| head`: nobody reads on
# No shell can trap it; but one that has tried does not announce who was killed.
# shellcheck disable=SC2173
trap : KILL

# Before each line of the play: is this scene played? With --step, shows the
# line and waits for Enter.
cue() {
  [[ -n $PLAYING ]] || return 1
  [[ -n $STEP_BY_STEP ]] || return 0
  local line
  line=$(sed -n "${BASH_LINENO[1]}p" "$PLAY")
  let_ladder_draw
  printf '%s> %s%s\n' "$DIM" "$(hide_answer "$line")" "$PLAIN"
  read -rs -u "$KEYS" || STEP_BY_STEP='' # no keyboard: goes on by itself
}

# A line of the play as it is asked: who acts, and with what. What comes of it
# is seen after Enter.
hide_answer() { # LINE
  local verb who _
  read -r verb who _ <<<"$1"
  case $verb in
    states | say) echo "$verb ..." ;;
    unread | timer | printed | exits) echo "$verb $who ..." ;;
    *) echo "$1" ;;
  esac
}

# --- the programs -----------------------------------------------------------

# Replaces this shell by a command on that host.
exec_on() { # HOST COMMAND ...
  export LAB_HOST=$1
  ! in_world || set -- "$1" nsenter --net="/run/netns/$1" "${@:2}"
  exec "${@:2}"
}

on() { (exec_on "$@"); }

set_deadline() { UNTIL=$((${EPOCHREALTIME/[.,]/} + DEADLINE * 1000000)); } # microseconds
in_time() {
  ((${EPOCHREALTIME/[.,]/} < UNTIL)) || return 1
  [[ -z $WIRE ]] || kill -0 "$WIRE" 2>/dev/null || leave_wire
}

# A short rest; nothing is ever printed there.
rest() { IFS= read -r -t 0.01 -u "$NEVER" _ || :; }
exec {NEVER}<> <(:)

start() {
  cue || return 0
  local name=$1 host=$3 program=$4 path=$PROGRAMS/$LAB/$4 pipes fd
  [[ $2 == on && $host =~ ^(client|server)$ ]] || fail "start NAME on client|server PROGRAM, not '$*'"
  [[ $program != */* ]] || path=$PROGRAMS/$program
  [[ -x $path ]] || fail "$path is not there: run make"
  raise_wire
  shift 4
  # Two pipes with names, which are gone again once both their ends are open.
  pipes=$(mktemp -d ${LAB_WORLD:+-p /run}) # which goes with the world
  mkfifo "$pipes/in" "$pipes/out"
  (
    for fd in "${IN[@]}" "${OUT[@]}" "$KEYS" "$NEVER"; do
      [[ $fd == closed ]] || exec {fd}>&-
    done
    # Whatever ends this shell ends the program too.
    export LAB_TRACE=$CALLS
    exec_on "$host" setpriv --pdeathsig KILL "$path" "$@" --step \
      <"$pipes/in" >"$pipes/out" 2>&1
  ) &
  PID[$name]=$!
  exec {fd}>"$pipes/in"
  IN[$name]=$fd
  exec {fd}<"$pipes/out"
  OUT[$name]=$fd
  rm -r "$pipes"
  PROGRAM[$name]=${program##*/} ON[$name]=$host
  PARTIAL[$name]='' SHOWN[$name]='' SAID[$name]='' UNSEEN[$name]=''
  AT[$name]='' STATUS[$name]='' JUDGED[$name]=''
}

# LINE: what NAME printed, less its own name, for the play calls it otherwise.
tidy() { # NAME TEXT
  LINE=$2
  [[ $LINE == "${PROGRAM[$1]}  "* ]] || return 0
  LINE=${LINE#"${PROGRAM[$1]}"}
  LINE=${LINE#"${LINE%%[! ]*}"}
}

# A call that has begun and not come back, once.
show_unfinished() { # NAME
  [[ -n ${PARTIAL[$1]} && ${SHOWN[$1]} != "${PARTIAL[$1]}" ]] || return 0
  SHOWN[$1]=${PARTIAL[$1]}
  tidy "$1" "${PARTIAL[$1]}"
  show_line "$1" "$LINE ..."
}

# Takes in what NAME has printed, up to the end of a line; rests a moment if that
# is nothing. Fails when no whole line came.
hear() { # NAME
  local name=$1 character shown
  [[ -z ${STATUS[$name]} ]] || return 1
  # A character at a time, and only if one is there: `read -t SECONDS`, when its
  # time is over, now and then loses the character that it has just read.
  read -r -t 0 -u "${OUT[$name]}" || rest
  while read -r -t 0 -u "${OUT[$name]}"; do
    IFS= read -r -N 1 -u "${OUT[$name]}" character || { hear_end "$name" && return; }
    [[ $character == $'\n' ]] || { PARTIAL[$name]+=$character && continue; }
    tidy "$name" "${PARTIAL[$name]}"
    shown=''
    [[ -z ${PARTIAL[$name]} || ${SHOWN[$name]} != "${PARTIAL[$name]}" ]] || shown=1
    PARTIAL[$name]='' SHOWN[$name]=''
    UNSEEN[$name]+=$LINE$'\n' SAID[$name]+=$LINE$'\n'
    [[ $LINE != '== '* || ${IN[$name]} == closed ]] || AT[$name]=${LINE#== }
    # Not a call that still waits, whose line ends because another one begins.
    [[ -n $shown ]] || show_line "$name" "$LINE"
    return 0
  done
  return 1
}

hear_end() { # NAME
  show_unfinished "$1"
  wait "${PID[$1]}" && STATUS[$1]=0 || STATUS[$1]=$?
  ((STATUS[$1] <= 128)) || STATUS[$1]=SIG$(kill -l "${STATUS[$1]}")
  [[ ${STATUS[$1]} == 0 ]] || show_line "$1" "(ended: ${STATUS[$1]})"
  AT[$1]=''
}

press_enter() { # NAME
  # In a shell of its own, which SIGPIPE ends when the program is dead already.
  [[ -z ${AT[$1]} ]] || { AT[$1]='' && { (printf '\n' >&"${IN[$1]}") || :; }; }
}

known() { [[ -n ${PID[$1]:-} ]] || fail "no program is called '$1'"; }

still_runs() { # NAME WHAT
  [[ -z ${STATUS[$1]} ]] || fail "$1 ended (${STATUS[$1]}) before $2"
  in_time || fail "$1 did not come to $2 within $DEADLINE s"
}

go_on() {
  cue || return 0
  local name=$1 step=$2
  known "$name"
  set_deadline
  press_enter "$name"
  until [[ ${AT[$name]} == "$step" ]]; do
    press_enter "$name"
    hear "$name" || still_runs "$name" "the step '$step'"
    still_runs "$name" "the step '$step'"
  done
  look
}

# In the call: it has said so, has not come back, and sleeps.
is_blocked() { # NAME CALL
  local stat
  tidy "$1" "${PARTIAL[$1]}"
  [[ $LINE == "$2("* ]] || return 1
  read -r stat <"/proc/${PID[$1]}/stat" && [[ ${stat##*) } == S* ]]
}

blocks() {
  cue || return 0
  local name=$1 call=$2
  known "$name"
  set_deadline
  # All that it has to say must have been heard: it may have been in that call
  # before, and woken up since.
  while hear "$name" || ! is_blocked "$name" "$call"; do
    press_enter "$name"
    still_runs "$name" "a wait in $call()"
  done
  show_unfinished "$name"
  look
}

printed() {
  cue || return 0
  local name=$1 text=$2
  known "$name"
  set_deadline
  until [[ ${UNSEEN[$name]} == *"$text"* ]]; do
    if [[ -n ${AT[$name]}${STATUS[$name]} ]] || ! in_time; then
      fail "$name did not print '$text'"
    fi
    hear "$name" || :
  done
  UNSEEN[$name]=${UNSEEN[$name]#*"$text"}
}

end_of_input() { # NAME
  local fd=${IN[$1]}
  [[ $fd != closed ]] || return 0
  exec {fd}>&-
  IN[$1]=closed AT[$1]=''
}

run_free() {
  cue || return 0
  known "$1"
  end_of_input "$1"
}

types() {
  cue || return 0
  known "$1"
  press_enter "$1"
  printf '%s\n' "$2" >&"${IN[$1]}"
}

# --- the connections --------------------------------------------------------

# "STATE RECV-Q SEND-Q LOCAL PEER TIMER" of each TCP socket that has PORT at
# either end, less listeners; from ss, or from netstat in ss's words.
sockets_on() { # HOST
  if type -P ss >/dev/null; then
    on "$1" ss -Htano "( sport = :$PORT or dport = :$PORT )" |
      sed 's/timer:(\([a-z]*\),\([^,]*\),.*/\1 \2/'
  else
    on "$1" netstat -tanWo | awk -v port=":$PORT" '
      function ends(text) { return substr(text, length(text) - length(port) + 1) == port }
      function bracketed(text) { return sub(/:[0-9]*$/, "]&", text) ? "[" text : text }
      $1 ~ /^tcp/ && (ends($4) || ends($5)) {
        if ($1 == "tcp6") { $4 = bracketed($4); $5 = bracketed($5) }
        state = $6; gsub(/_/, "-", state)
        sub(/^ESTABLISHED$/, "ESTAB", state); sub(/^FIN-WAIT/, "FIN-WAIT-", state)
        sub(/^probe$/, "persist", $7)
        timer = ""
        if ($7 != "off") { split($8, time, /[(\/]/); timer = $7 " " time[2] "sec" }
        print state, $2, $3, $4, $5, timer
      }'
  fi | grep -v '^LISTEN ' || :
}

# Brings CONNECTIONS (the clients' addresses, as they appeared) and ROWS (what
# ss says of their ends, "HOST STATE RECV-Q SEND-Q LOCAL PEER TIMER") up to date.
look() {
  local host end state receive send here there timer client seen known
  ROWS=()
  declare -gA STATE=() UNREAD=()
  for host in client server; do
    while read -r state receive send here there timer; do
      # On one machine ss shows both ends to both hosts.
      end=$here client=$there
      [[ $host != client ]] || end=$there client=$here
      [[ $end == *":$PORT" ]] || continue
      seen=''
      for known in "${CONNECTIONS[@]}"; do [[ $known != "$client" ]] || seen=1; done
      [[ -n $seen ]] || CONNECTIONS+=("$client")
      STATE[$host $client]=$state UNREAD[$host]=$receive
      ROWS+=("$host $state $receive $send $here $there $timer")
    done < <(sockets_on "$host" | sort -t: -k2)
  done
}

# Whether the connections are in the states of WANTED_STATES; if not, WHY.
as_wanted() {
  local i client host state wanted pairs=$((${#WANTED_STATES[@]} / 2))
  WHY="$pairs connection(s) named, ${#CONNECTIONS[@]} seen"
  ((pairs == ${#CONNECTIONS[@]} || (${#CONNECTIONS[@]} == 0 && pairs == 1))) || return 1
  for ((i = 0; i < ${#WANTED_STATES[@]}; i++)); do
    client=${CONNECTIONS[i / 2]:-} host=client wanted=${WANTED_STATES[i]}
    ((i % 2 == 0)) || host=server
    state=${STATE[$host $client]:-gone}
    WHY="the $host$( ((pairs == 1)) || echo " of connection $((i / 2 + 1))") is $state, not $wanted"
    [[ $state == "$wanted" ]] || return 1
  done
}

states() {
  cue || return 0
  WANTED_STATES=("$@")
  (($# > 0 && $# % 2 == 0)) || fail "states takes pairs CLIENT SERVER, not '$*'"
  set_deadline
  look
  # Twice: the two ends are looked at one after the other, and one look may see
  # an end before a change and the other after it.
  until as_wanted && look && as_wanted; do
    in_time || { show_sockets && fail "$WHY"; }
    rest
    look
  done
  show_sockets
}

unread() {
  cue || return 0
  local host=$1 bytes=$2
  set_deadline
  look
  until [[ ${UNREAD[$host]:-none} == "$bytes" || ($bytes == some && ${UNREAD[$host]:-0} != 0) ]]; do
    in_time || { show_sockets && fail "$host has ${UNREAD[$host]:-no} bytes unread, not $bytes"; }
    rest
    look
  done
  show_sockets
  ! has_ladder || post_note "ss: ${UNREAD[$host]:-no} bytes unread on the $host"
}

# TIMED: the first timer of HOST's sockets that begins with TEXT, "TIME-WAIT
# timewait 59sec"; nothing if there is none.
find_timer() { # HOST TEXT
  local row host state timer
  TIMED=''
  for row in "${ROWS[@]}"; do
    read -r host state _ _ _ _ timer <<<"$row"
    [[ -n $TIMED || $host != "$1" || -z $timer || $timer != $2* ]] || TIMED="$state $timer"
  done
}

timer() {
  cue || return 0
  local host=$1 text=$2
  set_deadline
  look
  if [[ $text == none ]]; then
    while find_timer "$host" '' && [[ -n $TIMED ]]; do
      in_time || fail "$host has a timer: $TIMED"
      rest
      look
    done
  else
    until find_timer "$host" "$text" && [[ -n $TIMED ]]; do
      in_time || { show_sockets && fail "$host has no timer '$text'"; }
      rest
      look
    done
  fi
  if has_ladder; then
    post_note "ss -o: $host ${TIMED:-no timer}"
  else
    show_sockets
  fi
}

# --- the scene --------------------------------------------------------------

exits() {
  cue || return 0
  local name=$1 status=$2
  known "$name"
  end_of_input "$name"
  set_deadline
  until [[ -n ${STATUS[$name]} ]]; do
    in_time || fail "$name did not end within $DEADLINE s"
    hear "$name" || :
  done
  [[ ${STATUS[$name]} == "$status" ]] || fail "$name ended with ${STATUS[$name]}, not $status"
  JUDGED[$name]=1
  look
}

interrupt() {
  cue || return 0
  known "$1"
  kill -INT "${PID[$1]}"
  STEP_BY_STEP='' exits "$1" 0
}

say() {
  cue || return 0
  if has_ladder; then
    post_note "$*"
    return
  fi
  printf '%s# %s%s\n' "$GREEN" "$*" "$PLAIN"
}

skip() {
  cue || return 0
  printf 'SKIPPED  %s: %s\n' "$SCENE" "$*"
  end_programs
  clear_stage
  PLAYING='' FINISHED=1 SKIPPED=$((SKIPPED + 1))
}

has_ipv6() {
  ! in_world || { [[ -e /proc/net/if_inet6 ]] && return; }
  grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null
}

# A port that no socket of this machine has at either end. Two plays look from
# different places, so that they do not find the same one.
find_free_port() {
  local used
  if in_world; then # the ports of an earlier scene may be in TIME-WAIT
    # shellcheck disable=SC2034  # for the plays
    SERVER=server SERVER6=server6 PORT=$((7000 + PLAYED + SKIPPED))
    return
  fi
  PORT=${PORT:-$((20000 + $$ % 12000))}
  used=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  while PORT=$((20000 + (PORT - 20000 + 101) % 12000)); do
    [[ $used == *":$(printf %04X "$PORT") "* ]] || return 0
  done
}

scene() {
  check_finished
  SCENE=$1 PLAYING='' FINISHED=1
  [[ ${#WANTED[@]} -eq 0 || " ${WANTED[*]} " == *" $1 "* ]] || return 0
  PLAYING=1 FINISHED='' CONNECTIONS=() ROWS=() STARTED=${EPOCHREALTIME/[.,]/}
  PROGRAM=() ON=() PID=() IN=() OUT=() PARTIAL=() SHOWN=() SAID=() UNSEEN=()
  AT=() STATUS=() JUDGED=()
  find_free_port
  prepare_trace
  ((PLAYED + SKIPPED == 0)) || echo
  printf '%s%s%s: %s\n\n' "$BOLD" "$1" "$PLAIN" "$2"
  type -P ss >/dev/null || type -P netstat >/dev/null ||
    skip 'neither ss nor netstat is here: install iproute2 or net-tools'
}

slow_scene() {
  check_finished
  PLAYING=''
  [[ " ${WANTED[*]} " == *" $1 "* ]] || return 0
  ((DEADLINE >= 150)) || DEADLINE=150
  scene "$@"
}

finish() {
  cue || return 0
  local name running=1 fd
  for name in "${!PID[@]}"; do end_of_input "$name"; done
  set_deadline
  while ((running)); do
    running=0
    for name in $(printf '%s\n' "${!PID[@]}" | sort); do
      [[ -z ${STATUS[$name]} ]] || continue
      running=1
      in_time || fail "$name did not end within $DEADLINE s"
      while hear "$name"; do :; done
    done
  done
  for name in "${!PID[@]}"; do
    [[ -n ${JUDGED[$name]} || ${STATUS[$name]} == 0 ]] || fail "$name ended with ${STATUS[$name]}, not 0"
    fd=${OUT[$name]}
    exec {fd}<&-
  done
  lower_wire
  check_reader
  FINISHED=1
  if verify_scene; then PLAYED=$((PLAYED + 1)); else SKIPPED=$((SKIPPED + 1)); fi
  clear_stage
}

check_finished() { [[ -n $FINISHED ]] || fail "the scene has no finish"; }

# At the end of the play: 77 if all that was asked for had to be skipped.
end_play() {
  local status=$?
  end_programs
  clear_stage
  ((status == 0)) || exit "$status"
  check_finished
  ((PLAYED > 0 || SKIPPED == 0)) || exit 77
}
trap end_play EXIT

# What cannot be, in a word; status 2.
refuse() { # WHAT
  echo "$LAB: $1" >&2
  exit 2
}

list_scenes() {
  sed -n "s/^scene \([a-z0-9_]*\) [\"']\(.*\)[\"']\$/\1 \2/p" "$PLAY" |
    while read -r name text; do printf '  %-18s %s\n' "$name" "$text"; done
}

# The play's own head, its scenes, and the options.
show_help() {
  printf 'usage: scripts/lab run %s [SCENE ...] [OPTION ...]\n\n' "${LAB%%_*}"
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$PLAY"
  printf '\nScenes:\n'
  list_scenes | fold_list
  cat <<'HELP'

--step          waits for Enter before each line of the play
--step-wire     holds each segment on the wire for a key
--save FOLDER   keeps each scene's trace, and its pcap for Wireshark
--list          names the scenes
LAB_LOOPBACK=1 in the environment: on loopback, without the two hosts.
HELP
}

ARGUMENTS=("$@") # for the world's own play
while (($#)); do
  case $1 in
    --save=*) set -- --save "${1#*=}" "${@:2}" && continue ;;
    --save)
      [[ -n ${2:-} ]] || refuse '--save takes a folder'
      LAB_SAVE=$(realpath -m -- "$2") && export LAB_SAVE
      shift
      ;;
    --step) STEP_BY_STEP=1 FLAGS+=("$1") ;;
    --step-wire) STEP_WIRE=1 DEADLINE=86400 FLAGS+=("$1") ;;
    --list) list_scenes && exit 0 ;;
    --help | -h) show_help && exit 0 ;;
    -*) refuse "'$1' is not an option; these are: --step --step-wire --save FOLDER --list --help" ;;
    *)
      sed -En 's/^(slow_)?scene ([^ ]*) .*/\2/p' "$PLAY" | grep -qxF -e "$1" ||
        refuse "there is no scene '$1'; these are:"$'\n'"$(list_scenes)"
      WANTED+=("$1")
      ;;
  esac
  shift
done
[[ -n ${LAB_WORLD:-} ]] || {
  [[ -z ${LAB_SAVE:-} ]] || make_folder "$LAB_SAVE"
  check_surroundings
  bring_up_to_date "$PLAY"
}
PROGRAMS=$STAGE_ROOT/${BUILD:-build}/labs
play_in_worlds "${ARGUMENTS[@]}" || :
