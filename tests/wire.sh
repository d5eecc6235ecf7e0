#!/usr/bin/env bash
# The wire under its keys, and the world that stays (lab up, shell, ladder).
# shellcheck disable=SC2094,SC2317  # a log that is read meanwhile; conditions
source "${BASH_SOURCE[0]%/*}/lib.sh"
instruments=$PWD/$BUILD/labs/00_instruments
export XDG_RUNTIME_DIR=$folder # a world of our own: the user may have one

# --- a scene whose segments wait ----------------------------------------------

# Starts lab 05's scene with its segments held; what it prints goes to said_scene.
begin_scene() { # SCENE
  mkfifo "$folder/keys"
  exec {KEYS}<>"$folder/keys"
  : >"$folder/said_scene" # $(<FILE) ends the shell if it is not there yet
  setsid scripts/lab run 05 "$1" --step-wire <&"$KEYS" >"$folder/said_scene" 2>&1 &
  SCENE=$!
  STARTED+=("-$SCENE")
  rm "$folder/keys"
}
shows() { grep -qE -- "$1" "$folder/said_scene"; } # PATTERN
press() { printf '%s' "$1" >&"$KEYS"; }            # KEY
end_scene() {
  local status=0
  wait "$SCENE" || status=$?
  exec {KEYS}>&-
  return "$status"
}
# Enter, segment by segment, until there is such a line.
step_until() { # PATTERN
  local lines=0 now
  # One look for both: Enter must not be for the segment that is awaited.
  has_stepped() {
    now=$(<"$folder/said_scene")
    ! grep -qE -- "$1" <<<"$now" || return 0
    if (($(grep -c held <<<"$now" || :) > lines)); then
      press $'\n'
      lines=$((lines + 1))
    fi
    return 1
  }
  in_time has_stepped "$1"
}

fin_is_seen_before_it_arrives() {
  begin_scene half_close
  step_until '─ FIN ACK.*held' || return 1
  shows 'FIN-WAIT-1 *│─ FIN ACK' || return 1
  ! shows 'CLOSE-WAIT' || return 1
  press r
  in_time shows 'CLOSE-WAIT' && end_scene
}

# The client's SYN is dropped by a key: the kernel sends it again.
dropped_syn_comes_again() {
  begin_scene half_close
  in_time shows 'SYN seq 0 .*held' || return 1
  press d
  in_time shows 'SYN seq 0 .*dropped' || return 1
  in_time shows 'SYN seq 0 retransmission' || return 1
  ! shows 'SYN ACK' || return 1
  press r
  end_scene
}

two_copies_arrive() {
  begin_scene half_close
  in_time shows 'SYN seq 0 .*held' || return 1
  press s
  in_time shows 'client: SYN-SENT' || return 1
  press u
  # Each copy of the SYN has its SYN ACK; the kernel's own retransmission comes after 1 s.
  in_time shows 'held ├─ SYN ACK seq 0 .*retrans' || return 1
  awk '/SYN ACK seq 0/ { at[++n] = $1 } END { exit !(at[2] - at[1] < 0.9) }' \
    "$folder/said_scene" || return 1
  press r
  end_scene
}

keys_are_echoed() {
  begin_scene half_close
  in_time shows 'SYN seq 0 .*held' || return 1
  press x
  in_time shows '· keys: Enter deliver' || return 1
  press h
  # The SYN's own copy comes after 1 s: then there are two, and one goes on.
  in_time shows 'SYN seq 0 retrans' || return 1
  press h
  in_time shows "· you put the client's SYN behind the client's SYN" || return 1
  press '>'
  in_time shows '· let go: what the client sends' && in_time shows 'SYN ACK seq 0 .*retrans' || return 1
  press '>'
  in_time shows '· held from here on: what the client sends' || return 1
  press /fin$'\n'
  in_time shows '· you run to the next FIN' && in_time shows 'FIN-WAIT-1 *│─ FIN ACK .* held' || return 1
  ! shows 'CLOSE-WAIT' || return 1
  press /FIM$'\x7f'N$'\n'
  in_time shows 'held ├─ FIN ACK' || return 1
  press r
  in_time shows '· you let all run on' || return 1
  end_scene
}

q_ends_the_scene() {
  begin_scene half_close
  in_time shows 'SYN seq 0 .*held' || return 1
  press q
  end_scene
}

# Else the scene would wait for ever: nobody can let go what is held.
runs_on_without_keys() {
  : | timeout -k 1 60 scripts/lab run 05 half_close --step-wire >"$folder/said_scene" 2>&1 || return 1
  shows 'no key can come: nothing is held any more' && shows 'CLOSE-WAIT'
}

# What its reader does not take must not keep it: of 1000 rows, more than a pipe takes.
ends_beside_a_stopped_reader() {
  # shellcheck disable=SC2016  # for the shell in there
  scripts/two_hosts.sh "$BASH" -c '
    mkfifo /run/out && exec {reader}<>/run/out {never}<> <(:)
    "$1" --trace - --calls /run/calls --data 65535 >/run/out 2>/run/said & wire=$!
    until [[ -S /run/calls ]]; do read -r -t 0.02 -u $never || :; done
    ip netns exec client "$BASH" -c "exec 3<>/dev/udp/192.0.2.2/9; for i in {1..1000}; do echo >&3; done" 2>/dev/null
    kill $wire
    wait $wire || echo "status $?" >>/run/said
    cat /run/said' stopped "$PWD/$BUILD/labs/00_instruments/wire"
}

# The same where a search is half typed: what comes then is none of it.
half_a_search_holds_nothing() {
  # shellcheck disable=SC2016  # for the shell in there
  scripts/two_hosts.sh "$BASH" -c '
    printf /F | "$1" --step --trace /run/trace & wire=$!
    in_time() { for ((i = 0; i < 500; ++i)); do "$@" && return; read -r -t 0.02 <> <(:); done; return 1; }
    in_time grep -qs "no key can come" /run/trace || exit 1
    status=0
    ip netns exec client timeout 10 "$BASH" -c "exec 3<>/dev/tcp/192.0.2.2/9" 2>/dev/null || status=$?
    kill $wire
    ((status == 1))' search "$PWD/$BUILD/labs/00_instruments/wire" # refused, and not held
}

# --- the world that stays -----------------------------------------------------

begin_world() {
  setsid scripts/lab up >"$folder/said_up" 2>&1 </dev/null &
  WORLD=$!
  STARTED+=("-$WORLD")
  in_time grep -qs 'Ctrl-C ends it all' "$folder/said_up"
}
in_shell() { timeout -k 1 20 scripts/lab shell "$1" <<<"$2"; } # HOST COMMANDS
world_is_there() { [[ -s $folder/tcp-lab-$UID/world ]]; }
end_world() { # SIGNAL
  local world
  world=$(<"$folder/tcp-lab-$UID/world")
  kill "-$1" "$WORLD"
  wait "$WORLD" 2>/dev/null || :
  in_time has_ended "$world"
}

talks_by_hand() {
  local ladder
  begin_world || return 1
  in_shell server 'echo_server --host server --clients 1 >/run/server.log 2>&1 & sleep 0
    until ss -Hltn | grep -q :7000; do :; done'
  # As long as HTTP's opening of a WebSocket: the frames' reader needs all of it.
  # shellcheck disable=SC2016  # for the shell in there
  in_shell client 'echo_client --host server --message "$(printf "GET /by-hand HTTP/1.1\r\nHost: %060d\r\n\r\n." 0)"' \
    >"$folder/said_client" || return 1
  grep -q by-hand "$folder/said_client" || return 1
  # The ladder of what has been, and its key q.
  mkfifo "$folder/ladder_keys"
  exec {KEYS}<>"$folder/ladder_keys"
  timeout -k 1 30 scripts/lab ladder --websocket 7000 <&"$KEYS" >"$folder/said_ladder" &
  ladder=$!
  in_time grep -q 'TIME-WAIT' "$folder/said_ladder" || return 1
  printf q >&"$KEYS"
  wait "$ladder" || return 1
  exec {KEYS}>&-
  grep -q 'connect(' "$folder/said_ladder" && grep -q 'SYN seq 0' "$folder/said_ladder" &&
    grep -qF '[GET /by-hand' "$folder/said_ladder" && ! grep -qF 'GET /by-hand, ?' "$folder/said_ladder"
}
needs_a_world() {
  local status=0
  scripts/lab shell client </dev/null >"$folder/said_shell" 2>&1 || status=$?
  [[ $status == 1 ]] && grep -q 'scripts/lab up' "$folder/said_shell"
}
second_is_refused() {
  local status=0
  timeout -k 1 20 scripts/lab up >"$folder/said_second" 2>&1 </dev/null || status=$?
  [[ $status == 1 ]] && grep -q 'is up already' "$folder/said_second"
}
needs_two_hosts() {
  local status=0
  "$instruments/wire" >"$folder/said_wire" 2>&1 || status=$?
  [[ $status == 1 ]] && grep -q 'scripts/two_hosts.sh' "$folder/said_wire"
}
says_what_would_be_right() {
  local status=0
  # Of several each one counts, the first too.
  "$instruments/wire" --rule 'drop clinet FIN' --rule 'drop client FIN' >"$folder/said_wire" 2>&1 || status=$?
  [[ $status == 2 ]] && grep -q "column 6: expected client or server" "$folder/said_wire"
}

succeeds 'the wire outside a world says where it belongs' needs_two_hosts
succeeds 'a wrong rule is refused with its column and the right words' says_what_would_be_right
has_two_hosts 'its keys, and the world that stays' || exit 0
succeeds 'a FIN that is held is seen, through a pipe, before it arrives' fin_is_seen_before_it_arrives
succeeds 'a SYN dropped by a key is sent again, and shown as that' dropped_syn_comes_again
succeeds 'a key delivers a SYN twice, and each has its SYN ACK; another shows ss' two_copies_arrive
succeeds 'a key is echoed; > lets one host run and holds it again; /fin runs to the next FIN' keys_are_echoed
succeeds 'the key q ends the scene' q_ends_the_scene
succeeds 'when its keyboard has ended the wire runs on' runs_on_without_keys
check 'a wire whose reader takes nothing ends, too, and says how much is lost' \
  $'wire: the reader of - takes nothing any more: N bytes are lost\nstatus 1' \
  "$(ends_beside_a_stopped_reader 2>&1 | sed 's/: [0-9]* bytes/: N bytes/')"
succeeds 'when its keyboard has ended within a search the wire runs on, too' half_a_search_holds_nothing
succeeds 'lab shell without a world names the cure' needs_a_world
succeeds 'lab up, shell and ladder: a conversation by hand is seen with its calls' talks_by_hand
succeeds 'a second lab up is refused' second_is_refused
succeeds 'a world that stays leaves nothing when lab up is ended' end_world TERM
begin_world
succeeds 'a world that stays leaves nothing when lab up is killed' end_world KILL
