#!/usr/bin/env bash
# The world that stays: lab up and its options, its folder, and the shells and
# ladders that join it.
# shellcheck disable=SC2016,SC2317  # scripts for the hosts; conditions
source "${BASH_SOURCE[0]%/*}/lib.sh"
instruments=$PWD/$BUILD/labs/00_instruments
WORLD=''
end_world() {
  [[ -z $WORLD ]] || kill -TERM "$WORLD" 2>/dev/null || :
  [[ -z $WORLD ]] || wait "$WORLD" 2>/dev/null || :
  WORLD=''
}
trap 'end_world; clean_up' EXIT
export XDG_RUNTIME_DIR=$folder # a world of our own: the user may have one
WORLD_FOLDER=$folder/tcp-lab-$UID

begin_world() { # ARGUMENT ...
  scripts/lab up "$@" >"$folder/said_up" 2>&1 </dev/null &
  WORLD=$!
  in_time grep -qs 'Ctrl-C ends it all' "$folder/said_up"
}
# Without calls, a shell may end before what it has started.
in_shell() { timeout -k 1 60 scripts/lab shell "$1" --no-calls <<<"$2"; } # HOST COMMANDS
fails_with() { # STATUS TEXT COMMAND ...
  local status=0
  timeout -k 1 20 "${@:3}" >"$folder/said_it" 2>&1 </dev/null || status=$?
  [[ $status == "$1" ]] && grep -qF -- "$2" "$folder/said_it"
}
begin_server() {
  in_shell server 'echo_server --host server >/dev/null 2>&1 & until ss -Hltn | grep -q :7000; do :; done'
}

# --- what is refused ----------------------------------------------------------

succeeds 'a value that is missing is wrong usage' fails_with 2 '--rule takes a value' scripts/lab up --rule
succeeds 'a size that is none is wrong usage' fails_with 2 "takes a number of MiB from 1 to 999999, not '64k'" scripts/lab up --keep 64k
succeeds 'an option that there is not is wrong usage' fails_with 2 "'--rules' is not an option" scripts/lab up --rules x
succeeds 'a folder that cannot be made is named' fails_with 1 '/proc/none' scripts/lab up --save /proc/none
# (Not after 5 s, in case one comes.)
succeeds 'a shell without a world is told at once how to start one' fails_with 1 'scripts/lab up' timeout 4.5 scripts/lab shell client
succeeds 'a ladder without a world is told at once how to start one' fails_with 1 'scripts/lab up' timeout 4.5 scripts/lab ladder
succeeds 'a host that there is not is wrong usage' fails_with 2 'scripts/lab shell client|server' scripts/lab shell moon

link_is_refused() {
  mkdir "$folder/elsewhere"
  ln -s "$folder/elsewhere" "$WORLD_FOLDER"
  fails_with 1 'is a symbolic link' scripts/lab up || return 1
  [[ -z $(ls -A "$folder/elsewhere") ]]
  rm "$WORLD_FOLDER"
}
open_is_refused() {
  mkdir -m 777 "$WORLD_FOLDER" && chmod 777 "$WORLD_FOLDER"
  fails_with 1 'is open to others' scripts/lab up || return 1
  rmdir "$WORLD_FOLDER"
}
succeeds 'a symbolic link in place of its folder is not followed' link_is_refused
succeeds 'a folder that is open to others is refused' open_is_refused

foreign_is_refused() {
  setpriv --reuid 4242 --regid 4242 --clear-groups mkdir -m 700 "/tmp/tcp-lab-$1"
  fails_with 1 'belongs to somebody else' env -u XDG_RUNTIME_DIR setpriv --reuid "$1" --regid "$1" --clear-groups scripts/lab up
  local status=$?
  rmdir "/tmp/tcp-lab-$1"
  return "$status"
}
if ((EUID == 0)); then
  succeeds "somebody else's folder is refused" foreign_is_refused $((100000 + $$))
fi

has_two_hosts 'the world that stays' || exit 0
succeeds 'a wrong rule ends it with its column, and 2' fails_with 2 'column 6: expected client or server' scripts/lab up --rule 'drop clinet FIN'
succeeds 'a wrong time ends it, and says what would be right' fails_with 2 '--delay takes a time such as 300ms' scripts/lab up --delay soon

# --- a world ------------------------------------------------------------------

stale_is_no_world() {
  mkdir -m 700 "$WORLD_FOLDER"
  sleep 100 &
  local other=$!
  echo "$other" >"$WORLD_FOLDER/world" # as an earlier world's number, come again
  fails_with 1 'there is no world yet' scripts/lab shell client || return 1
  echo "$other 12345" >"$WORLD_FOLDER/world"
  fails_with 1 'there is no world yet' scripts/lab shell client || return 1
  begin_world || return 1
  kill "$other"
}
succeeds 'the file of an earlier world is no world' stale_is_no_world

finds_sysctl() { # though the user's PATH has no sbin
  PATH=/usr/local/bin:/usr/bin:/bin in_shell client 'type -P sysctl' | grep -q sbin
}
succeeds 'a shell finds sysctl' finds_sysctl

# In /tmp it would be everybody's: in its world each user is number 0.
check 'nstat keeps what it has seen in the world' yes \
  "$(in_shell server 'nstat >/dev/null && [[ -s /run/nstat.server ]] && echo yes')"

draws_without_keys() {
  local ladder status=0
  scripts/lab ladder </dev/null >"$folder/said_ladder" 2>&1 &
  ladder=$!
  begin_server && in_shell client 'echo_client --host server --quiet' || return 1
  in_time grep -q TIME-WAIT "$folder/said_ladder" || return 1
  end_world
  wait "$ladder" || status=$?
  ((status == 0)) && [[ $(tail -n 1 "$folder/said_ladder") == 'lab: the world has ended' ]] || return 1
  ! grep -q 'unbound\|Killed' "$folder/said_up" "$folder/said_ladder" || return 1
  [[ ! -e $WORLD_FOLDER/world ]]
}
succeeds 'a ladder without keys draws on until the world ends' draws_without_keys

gives_the_terminal_back() { # the shell in there edits its line, when it is killed
  local ended
  begin_world || return 1
  mkfifo "$folder/keys"
  script -qfec "scripts/lab shell client; stty -a >'$folder/terminal'" "$folder/shown" \
    <"$folder/keys" >"$folder/said_script" 2>&1 &
  ended=$!
  exec {KEYS}>"$folder/keys"
  in_time grep -q 'client#' "$folder/shown" || return 1
  end_world
  wait "$ended" || return 1
  exec {KEYS}>&-
  grep -q ' icanon' "$folder/terminal" && grep -q ' echo ' "$folder/terminal"
}
if has script 'a shell that ends with its world'; then
  succeeds 'a shell that ends with its world gives the terminal back as it was' gives_the_terminal_back
fi

obeys_its_rules() {
  begin_world --rule='drop client SYN 1' --delay 30ms || return 1
  begin_server && in_shell client 'echo_client --host server --quiet' || return 1
  in_shell client 'cat /run/trace' >"$folder/said_trace"
  end_world
  grep -q '"fate":"dropped"' "$folder/said_trace" && grep -q '"event":"arrival"' "$folder/said_trace"
}
succeeds "--rule and --delay are the wire's" obeys_its_rules

keeps_the_last() {
  begin_world --keep 2 && begin_server || return 1
  # There and back, and the kept records of it are many times 2 MiB.
  in_shell client 'exec 3<>/dev/tcp/server/7000
    head -c 10000000 <&3 >/dev/null & { yes | head -c 10000000; } >&3; wait; exec 3>&-
    echo_client --host server --quiet' || return 1
  in_time in_shell client 'grep -q "\"connection\":2.*FIN" /run/trace' || return 1
  in_shell client 'ls -l /run >&2; du -cb /run/trace* /run/wire.pcap* | tail -n 1 | cut -f 1' >"$folder/size"
  # Both halves can be read, and a ladder that joins now draws them.
  in_shell client "cat /run/trace.1 /run/trace | '$instruments/ladder' --format list 2>&1 | tail -n 3 >&2
    for half in /run/wire.pcap.1 /run/wire.pcap; do '$instruments/sniff' --read \$half | head -n 2 | grep -c segment; done
    head -qn 1 /run/trace.1 /run/trace | grep -c '\"version\":1'" >"$folder/halves"
  printf q | timeout 20 scripts/lab ladder >"$folder/said_ladder" 2>&1 || :
  end_world
  cat "$folder/size" "$folder/halves"
  (($(<"$folder/size") < 5500000)) && [[ $(paste -s "$folder/halves") == $'1\t1\t2' ]]
}
succeeds '--keep keeps the last MiB of each record, in two halves that can be read, each with its version' keeps_the_last

saves_all() {
  mkdir -p "$folder/save it"
  begin_world --save "$folder/save it" || return 1
  begin_server && in_shell client 'echo_client --host server --quiet' || return 1
  printf q | timeout 20 scripts/lab ladder >"$folder/said_ladder" 2>&1 || :
  end_world
  "$instruments/sniff" --read "$folder/save it/world.pcap" >"$folder/said_sniff"
  grep -q '"FIN"' "$folder/save it/world.trace" && grep -q '"FIN"' "$folder/said_sniff"
}
succeeds '--save keeps trace and pcap in the folder' saves_all

fits_80_columns() {
  begin_world || return 1
  end_world
  grep -q 'scripts/lab shell server' "$folder/said_up" && ! grep -E '^.{81}' "$folder/said_up"
}
succeeds 'what it says fits 80 columns' fits_80_columns

# As guide 00 says, which an ordinary user may try.
"${AS_USER[@]}" test -r scripts/lab || AS_USER=()
guide_block() { # WORD: the block of the guide that has it
  awk -v word="$1" '/^```/ { if (block ~ word) printf "%s", block; block = ""; next } { block = block $0 "\n" }' \
    labs/00_instruments/README.md
}
nginx_and_tcpdump() {
  guide_block 'nginx -c' | grep -v '^tail' >"$folder/nginx"
  guide_block 'nginx -c' | grep '^tail' >"$folder/tcpdump"
    PATH=$PATH:/usr/sbin timeout -k 1 30 "${AS_USER[@]}" scripts/two_hosts.sh "$BASH" -c '
    "$1/wire" --pcap /run/wire.pcap & wire=$!
    ip netns exec server "$BASH" -c "cd /; . $2/nginx"
    ip netns exec client curl -s http://server/ >/run/page
    grep -q "<title>" /run/page || exit
    timeout 20 "$BASH" -c ". $2/tcpdump" | grep -m 1 "192.0.2.2.80: Flags .S." && kill $wire' \
    guide "$instruments" "$folder"
}
if has tcpdump 'nginx and tcpdump run there' && PATH=$PATH:/usr/sbin has nginx 'nginx and tcpdump run there'; then
  succeeds "nginx and tcpdump run there, as the guide says" nginx_and_tcpdump
fi

# A disk with 64 KiB of room, in the hosts' own world.
survives_a_full_disk() {
  scripts/two_hosts.sh "$BASH" -euo pipefail -c '
    mkdir /run/disk && mount -t tmpfs -o size=8m tmpfs /run/disk
    fallocate -l $((8192 - 64))K /run/disk/others
    "$1/wire" --trace /run/disk/trace --pcap /run/disk/pcap --calls /run/calls --data 65535 2>/run/errors & wire=$!
    until [[ -S /run/calls ]]; do read -r -t 0.05 <> <(:) || :; done
    ip netns exec server "$1/../01_echo/echo_server" --host server --quiet &
    until [[ -n $(ip netns exec server ss -Hltn "sport = :7000") ]]; do read -r -t 0.05 <> <(:) || :; done
    for i in {1..60}; do ip netns exec client "$1/../01_echo/echo_client" --host server --quiet --message "$(printf "%01000d" "$i")"; done
    cat /run/errors >&2
    [[ $(grep -c "No space left" /run/errors) == 1 ]]
    # Room again: nothing is missing.
    rm /run/disk/others
    ip netns exec client "$1/../01_echo/echo_client" --host server --quiet --message the_end
    kill -TERM $wire && wait $wire
    "$1/ladder" --read /run/disk/trace >/run/ladder
    ! grep -q LOST /run/ladder
    (($(grep -c "SYN ACK" /run/ladder) == 61))' full "$instruments"
}
succeeds 'a full disk is told once, ends no wire, and loses nothing once there is room' survives_a_full_disk
