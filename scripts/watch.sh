#!/usr/bin/env bash
# Two programs of yours, on two hosts with a wire between them: their system
# calls, each segment, and the states of both kernels, as a ladder.
#
#   scripts/lab watch --server 'python3 server.py' --client 'curl http://server/'
#
#   --server COMMAND   runs on the host server, 192.0.2.2; on any port
#   --client COMMAND   runs on the host client, 192.0.2.1, as soon as the server
#                      listens
#   --rule TEXT        what the wire does: 'drop client FIN 1'
#   --delay TIME       of each direction: 300ms, 2s
#   --step             each segment and each call waits for a key
#   --until STATE      goes on until a host's kernel is there: 'client TIME-WAIT',
#                      'server gone'. A client that only waits then is ended
#   --for TIME         ends a client that still runs then; and goes on no longer
#                      than that when it has ended. Without it, the client has
#                      all its time, and 10s then; with --until 120s
#   --expect FILE      checks what happened: FILE says what must happen, a line
#                      each (lab 00, "Expectations")
#   --save FOLDER      keeps watch.trace, and watch.pcap for Wireshark
#   --format F         text, list, rows, mermaid, svg, html, queues, queues-svg or
#                      perfetto; all but text at the end
#   --data             shows what the payloads begin with
#   --why              says below each segment why it was sent (lab 00)
#   --all              shows all calls on sockets, and all options
#   --no-waits         leaves out poll, select and epoll
#
# bash runs each COMMAND, in this folder, as if you typed it here: quotes and $
# mean the same. Nobody types for them: --client 'nc server 80 <request'. What
# they print is on the ladder in quotes, 20 lines of each.
#
# It ends when the client has ended and no kernel would send anything more by
# itself. Then it ends the server with SIGTERM. Exit status: the client's; 124 if
# --for has ended it; 1 if the server does not listen, --until was in vain, or a
# line of --expect is not met; 77 if there can be no two hosts, or this machine was
# too slow for --expect.
#
# With one command only, the other side is what runs in the world of lab up:
#
#   scripts/lab up                                       # terminal 1
#   scripts/lab shell server                             # terminal 2
#   scripts/lab watch --client 'curl http://server/'     # terminal 3
set -euo pipefail

# --- the play, when the engine runs it ----------------------------------------

if [[ -n ${LAB_STAGE:-} ]]; then
  # shellcheck source=scripts/stage.sh
  source "${BASH_SOURCE[0]%/*}/stage.sh"
  DEADLINE=86400 # the client may take its time
  scene watch "$WATCH_CLIENT"
  # shellcheck disable=SC2086  # words
  tell watch $WATCH_DATA ${WATCH_EXPECT:+--expect "$WATCH_EXPECT"}
  wire --rule "$WATCH_RULE" --delay "$WATCH_DELAY"
  # shellcheck disable=SC2086
  start server on server $WATCH_CALLS -- bash -c "$WATCH_SERVER"
  DEADLINE=${LAB_DEADLINE:-30} listens server
  # shellcheck disable=SC2086
  start client on client $WATCH_CALLS -- bash -c "$WATCH_CLIENT"
  # shellcheck disable=SC2086  # HOST STATE
  tell rest client "$WATCH_LIMIT" "$WATCH_FOR" $WATCH_UNTIL
  { read -r status && read -r missed && read -r states && read -r others; } <"$LAB_ANSWERS"
  if [[ -n $status && $others == 0 ]]; then
    say "Both have ended, the client with $status: $states."
  elif [[ -n $status ]]; then
    say "The client has ended ($status): $states. Now the server is ended."
  else
    say "The client still runs: $states. Now both are ended."
    tell stop client
    [[ -n $WATCH_UNTIL && -z $missed ]] || {
      echo "lab watch: the client did not end within $WATCH_FOR, and was ended" >&2
      status=124
    }
  fi
  tell stop server
  [[ -z $missed ]] || { echo "lab watch: $missed within $WATCH_FOR" >&2 && ((status > 0)) || status=1; }
  tell leave "${status:-0}"
fi

# --- the command line ---------------------------------------------------------

wrong_usage() { # WHAT
  echo "lab watch: $1; --help says more" >&2
  exit 2
}

show_help() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; }

is_time() { # TEXT
  [[ $1 =~ ^([0-9]{1,7})(us|ms|s)$ ]] && ((BASH_REMATCH[1] <= 3600 || ${#BASH_REMATCH[2]} > 1))
}

in_seconds() { # TIME: 1 at least
  case $1 in
    *us) echo 1 ;;
    *ms) echo $((${1%ms} / 1000 + 1)) ;;
    *) echo "${1%s}" ;;
  esac
}

read_options() { # ARGUMENT ...
  SERVER='' CLIENT='' RULE='' DELAY=0ms UNTIL='' FOR='' LIMIT=ever EXPECT='' SAVE='' FORMAT='text' STAGE=() CALLS=() DATA=()
  while (($#)); do
    case $1 in
      --server=* | --client=* | --rule=* | --delay=* | --until=* | --for=* | --expect=* | --save=* | --format=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue
        ;;
      --server | --client | --rule | --delay | --until | --for | --expect | --save | --format)
        [[ ${2:-} == *[![:space:]]* ]] || wrong_usage "$1 takes a value"
        ;;&
      --server) SERVER=$2 ;;
      --client) CLIENT=$2 ;;
      --rule) RULE+="$2;" ;;
      --delay | --for) is_time "$2" || wrong_usage "$1 takes a time such as 300ms or 2s, not '$2'" ;;&
      --delay) DELAY=$2 ;;
      --for) FOR=$2 LIMIT=$2 ;;
      --until)
        [[ $2 =~ ^(client|server)\ (SYN-SENT|SYN-RECV|ESTAB|FIN-WAIT-1|FIN-WAIT-2|CLOSE-WAIT|CLOSING|LAST-ACK|TIME-WAIT|gone)$ ]] ||
          wrong_usage "--until takes a host and its state, such as 'client TIME-WAIT' or 'server gone', not '$2'"
        UNTIL=$2
        ;;
      --expect)
        [[ -r $2 && ! -d $2 ]] || wrong_usage "--expect: there is no file '$2' that can be read"
        EXPECT=$2
        ;;
      --save) SAVE=$2 ;;
      --format)
        [[ $2 =~ ^(text|list|rows|mermaid|svg|html|queues|queues-svg|perfetto)$ ]] || wrong_usage "--format takes text, list, rows, mermaid, svg, html, queues, queues-svg or perfetto, not '$2'"
        FORMAT=$2
        ;;
      --step) STAGE+=(--step-wire --step-calls) && export LAB_DEADLINE=86400 && shift && continue ;;
      --data) DATA+=(--data) && CALLS+=(--data 64) && shift && continue ;;
      --why) STAGE+=(--why) && shift && continue ;;
      --all | --no-waits) CALLS+=("$1") && shift && continue ;;
      --help | -h) show_help && exit 0 ;;
      *)
        [[ -z $SERVER$CLIENT ]] || wrong_usage "'$1' is not an option; a COMMAND needs quotes: --server 'python3 server.py'"
        wrong_usage "'$1' is not an option"
        ;;
    esac
    shift 2
  done
  [[ -n $SERVER$CLIENT ]] || wrong_usage "watch what? --server COMMAND --client COMMAND"
  [[ $FORMAT == text || ${STAGE[*]} != *--step* ]] || wrong_usage '--step draws as it goes: not with --format'
  [[ -z $EXPECT || ${STAGE[*]} != *--step* ]] || wrong_usage '--step judges nothing: not with --expect'
  [[ -n $FOR ]] || { FOR=10s && [[ -z $UNTIL ]] || FOR=120s; }
}

# In the world of scripts/lab up.
watch_one_side() {
  local host=client limit=0
  [[ -z $SERVER ]] || host=server
  [[ $LIMIT == ever ]] || limit=$(in_seconds "$LIMIT")
  [[ -z $RULE$UNTIL$EXPECT$SAVE && $DELAY == 0ms && $FORMAT == text && ${#STAGE[@]} == 0 ]] ||
    wrong_usage "with one command, only --for, --data, --all and --no-waits; scripts/lab up takes --rule, --delay and --save"
  # shellcheck source=scripts/lab_world.sh
  source scripts/lab_world.sh
  world_process >/dev/null || {
    echo 'lab watch: give --server and --client; for one of them alone, start two hosts first: scripts/lab up' >&2
    exit 1
  }
  bring_up_to_date 00_instruments/{calls,ladder}
  cd -- "$HERE"
  in_world "$ROOT/scripts/watch_one_side.sh" "$host" "$SERVER$CLIENT" "$limit" "$(in_seconds "$FOR")" "${DATA[*]}" "${CALLS[@]}"
  exit
}

watch_both() {
  local folder=$SAVE status=0 command
  local programs=(00_instruments/{stage,wire,calls})
  [[ $FORMAT == text ]] || programs+=(00_instruments/ladder)
  bring_up_to_date "${programs[@]}"
  # shellcheck source=scripts/two_hosts.sh
  source scripts/two_hosts.sh
  can_make_world || { echo "lab watch: $REASON" >&2 && exit 77; }
  cd -- "$HERE"
  if [[ -n $folder ]]; then
    make_folder "$folder"
  elif [[ $FORMAT != text ]]; then
    folder=$(mktemp -d)
    # shellcheck disable=SC2064  # it is known now
    trap "rm -rf -- '$folder'" EXIT
  fi
  export WATCH_SERVER=$SERVER WATCH_CLIENT=$CLIENT WATCH_RULE=$RULE WATCH_DELAY=$DELAY WATCH_FOR=$FOR \
    WATCH_LIMIT=$LIMIT WATCH_UNTIL=$UNTIL WATCH_EXPECT=$EXPECT WATCH_DATA=${DATA[*]} WATCH_CALLS=${CALLS[*]} LAB_WORLD_CHECKED=1
  command=("$INSTRUMENTS/stage" --play "$ROOT/scripts/watch.sh" --programs "${INSTRUMENTS%/*}" --scenes watch
    --worlds "$ROOT/scripts/two_hosts.sh" ${folder:+--save "$folder"} "${STAGE[@]}")
  [[ $FORMAT != text ]] || exec "${command[@]}"
  trap : INT # ends the two, and the picture is drawn
  "${command[@]}" >/dev/null || status=$?
  [[ ! -s $folder/watch.trace ]] ||
    "$INSTRUMENTS/ladder" --read "$folder/watch.trace" --format "$FORMAT" --title "$CLIENT" "${DATA[@]}"
  exit "$status"
}

HERE=$PWD
cd -- "${BASH_SOURCE[0]%/*}/.." && ROOT=$PWD INSTRUMENTS=$PWD/${BUILD:-build}/labs/00_instruments
[[ -e /proc/self/fd/0 ]] || exec </dev/null # closed: the next file would be it
[[ -e /proc/self/fd/2 ]] || exec 2>/dev/null
[[ -e /proc/self/fd/1 ]] || { echo 'lab watch: standard output is closed' >&2 && exit 1; }
# shellcheck source=scripts/build.sh
source scripts/build.sh
read_options "$@"
check_surroundings
if [[ -n $SERVER && -n $CLIENT ]]; then watch_both; else watch_one_side; fi
