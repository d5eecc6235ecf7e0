# shellcheck shell=bash
# The stage in the two-host world: programs run on the hosts client and server,
# the wire (lab 00) joins them, and the ladder shows what happens. Where there
# can be no such world, the stage collects the programs' calls on loopback.
# stage.sh reads this; a play may say:
#
#   wire ARGS                  what the wire does: --rule 'drop client FIN 1'
#   tune HOST KEY VALUE        a sysctl of that host: tcp_fin_timeout 2
#   run_on HOST COMMAND ARGS   any command, to its end
#   sockets HOST ARGS          ss ARGS there; netstat, if there is no ss
#   websocket                  ladder and expectation name the WebSocket frames
#                              of PORT: client sends [Close 1000]
#
# On loopback a scene that says one of the first four is skipped.

# Plays each scene in a world of its own, if there can be one; 0 if it did.
play_in_worlds() { # ARGUMENT ...
  local reason status=0 played='' skipped='' scenes=("${WANTED[@]}")
  [[ -z ${LAB_WORLD:-}${LAB_LOOPBACK:-} ]] || return 1
  reason=$("$STAGE_ROOT/scripts/two_hosts.sh" --check) || {
    printf 'No two hosts here (%s).\nPlayed on loopback instead:\n\n' "$reason"
    return 1
  }
  [[ -z ${ONE_WORLD:-} ]] || exec "$STAGE_ROOT/scripts/two_hosts.sh" "$PLAY" "$@"
  ((${#scenes[@]} > 0)) || mapfile -t scenes < <("$PLAY" --list | awk '{ print $1 }')
  ((${#scenes[@]} > 1)) || exec "$STAGE_ROOT/scripts/two_hosts.sh" "$PLAY" "${scenes[0]}" "${FLAGS[@]}"
  for SCENE in "${scenes[@]}"; do
    [[ -z $played$skipped ]] || echo
    "$STAGE_ROOT/scripts/two_hosts.sh" "$PLAY" "$SCENE" "${FLAGS[@]}" || status=$?
    case $status in
      0) played=1 ;;
      77) skipped=1 status=0 ;;
      *) exit "$status" ;;
    esac
  done
  [[ -n $played || -z $skipped ]] || exit 77
  exit 0
}

in_world() { [[ -n ${LAB_WORLD:-} ]]; }
has_ladder() { [[ -n $LADDER ]]; }

# Where the scene's calls go, and its trace. No path of ours is long: a socket's
# has 107 bytes at most.
prepare_trace() {
  NOTES=$(mktemp -d ${LAB_WORLD:+-p /run}) # which goes with the world
  CALLS=$NOTES/calls TRACE=$NOTES/trace
  WIRE_ARGUMENTS=() FRAMES=() WIRE='' LADDER='' LADDER_STATUS=0
  [[ -z $STEP_WIRE ]] || {
    WIRE_ARGUMENTS+=(--step)
    printf '%s%s\n%s%s\n\n' "$DIM" 'Each segment waits for a key: Enter deliver, d drop, u duplicate,' \
      'h behind the next, s show ss, r run on, p stop again, q quit' "$PLAIN"
  }
  [[ -z ${LAB_SAVE:-} ]] || WIRE_ARGUMENTS+=(--pcap "$NOTES/pcap")
}

# Before the first program: the instruments.
raise_wire() {
  [[ -z $WIRE ]] || return 0
  local instruments=$PROGRAMS/00_instruments
  [[ -x $instruments/wire && -x $instruments/ladder ]] || fail "$instruments is not built: run make"
  if in_world; then
    mkfifo "$NOTES/fifo"
    tee "$TRACE" <"$NOTES/fifo" | "$instruments/ladder" "${FRAMES[@]}" &
    LADDER=$!
    "$instruments/wire" --trace "$NOTES/fifo" --calls "$CALLS" \
      "${WIRE_ARGUMENTS[@]}" <&"$KEYS" &
  else
    setpriv --pdeathsig KILL "$instruments/collect" --calls "$CALLS" >"$TRACE" &
  fi
  WIRE=$!
  set_deadline
  until [[ -S $CALLS ]]; do
    in_time || fail "the instruments did not start within $DEADLINE s"
    rest
  done
}

# The wire ends, and the ladder has drawn its last line.
lower_wire() {
  [[ -n $WIRE ]] || return 0
  kill -TERM "$WIRE" 2>/dev/null || :
  wait "$WIRE" 2>/dev/null || :
  WIRE=''
  [[ -z $LADDER ]] || wait "$LADDER" || LADDER_STATUS=$?
  LADDER=''
}

# With --save=FOLDER: the trace and, for Wireshark, the segments.
save_trace() {
  [[ -n ${LAB_SAVE:-} && -e $TRACE ]] || return 0
  cp "$TRACE" "$LAB_SAVE/$SCENE.trace"
  [[ ! -e $NOTES/pcap ]] || cp "$NOTES/pcap" "$LAB_SAVE/$SCENE.pcap"
}

clear_stage() {
  lower_wire
  [[ -n $NOTES ]] || return 0
  save_trace
  rm -r "$NOTES"
  NOTES=''
}

# `| head`: nobody reads what the ladder draws, and SIGPIPE has ended it.
check_reader() { ((LADDER_STATUS != 128 + 13)) || exit "$LADDER_STATUS"; }

# The wire has ended before the scene: with --step-wire, by its key q.
leave_wire() {
  lower_wire
  check_reader
  # shellcheck disable=SC2034  # stage.sh looks whether the scene was finished
  [[ -z $STEP_WIRE ]] || { FINISHED=1 && exit 0; }
  fail 'the instruments ended before the scene'
}

# Was everything as expected/SCENE.ladder says? 77: the machine was too slow.
verify_scene() {
  local expected=${PLAY%/*}/expected/$SCENE.ladder arguments=("${FRAMES[@]}") met time status=0
  [[ -e $expected && -z $STEP_WIRE ]] || return 0
  in_world || arguments+=(--calls-only)
  met=$("$PROGRAMS/00_instruments/verify" --expect "$expected" --read "$TRACE" "${arguments[@]}") || status=$?
  if ((status == 0)); then
    time=$(((${EPOCHREALTIME/[.,]/} - STARTED) / 100000))
    [[ -z $met ]] || printf '\n%s%s, %s s%s\n' "$GREEN" "$met" "$((time / 10)).$((time % 10))" "$PLAIN"
    return
  fi
  if ((status == 77)); then
    printf '\nSKIPPED  %s: %s\n' "$SCENE" "$met"
    return 77
  fi
  [[ -z $met ]] || printf '%s\n' "$met"
  fail "it was not as $expected says"
}

# Between the lines of the ladder, where it belongs.
post_note() { # TEXT
  LAB_TRACE=$CALLS "$PROGRAMS/00_instruments/note" --text "$1"
}

# The ladder draws by itself: gives it time to, before something else is said.
let_ladder_draw() { ! has_ladder || { rest && rest; }; }

# Only where there is a wire.
need_world() { # VERB
  in_world || {
    skip "'$1' needs the two hosts, and this is loopback"
    return 1
  }
}

wire() {
  cue || return 0
  need_world "wire $*" || return 0
  [[ -z $WIRE ]] || fail 'wire comes before the first start'
  WIRE_ARGUMENTS+=("$@")
}

websocket() {
  cue || return 0
  [[ -z $WIRE ]] || fail 'websocket comes before the first start'
  FRAMES=(--websocket "$PORT")
  WIRE_ARGUMENTS+=(--data 65535) # a frame may begin anywhere in a payload
}

tune() {
  cue || return 0
  need_world "tune $2" || return 0
  on "$1" tee "/proc/sys/net/ipv4/$2" <<<"$3" >/dev/null ||
    fail "$1 has no sysctl net.ipv4.$2, or not with the value $3"
}

run_on() {
  cue || return 0
  need_world "run_on $1" || return 0
  on "$@" || fail "$2 ended with $?"
}

# What netstat shows is the same, less the choice that ARGS make.
sockets() {
  cue || return 0
  local command=(ss "${@:2}")
  need_world "sockets $1" || return 0
  type -P ss >/dev/null || command=(netstat -tanopW)
  on "$1" "${command[@]}" || fail "${command[*]} ended with $?"
}
