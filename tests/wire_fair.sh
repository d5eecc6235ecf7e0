#!/usr/bin/env bash
# Under bulk traffic both ways the wire serves everybody: keys, the trace, and
# who ends it.
# Alone: it needs both cores, and asks by time, too.
source "${BASH_SOURCE[0]%/*}/lib.sh"
BULK=$BUILD/tests/bench

# From HOST to the other, without end.
send_bulk() { # HOST OTHER ADDRESS-OF-OTHER
  mkfifo "/run/from_$1"
  ip netns exec "$2" "$BULK/bulk_receiver" --host "$3" >/dev/null 2>"/run/from_$1" {keys}>&- &
  exec {says}<"/run/from_$1"
  read -r -t 10 -u "$says" # it listens
  ip netns exec "$1" "$BULK/bulk_sender" --host "$3" </dev/zero {keys}>&- &
  read -r -t 10 -u "$says" # it is connected
}
await_note() { # TEXT
  local note=''
  until [[ $note == *"$1"* ]]; do read -r -t 5 -u "$notes" note || return; done
}
# Milliseconds until a key's note is on the trace.
press() { # KEY TEXT
  local before=${EPOCHREALTIME/[.,]/}
  printf '%s' "$1" >&"$keys"
  await_note "$2" || return
  echo $(((${EPOCHREALTIME/[.,]/} - before) / 1000))
}

if [[ ${1:-} == --inside ]]; then
  mkfifo /run/keys /run/trace
  exec {notes}< <(grep --line-buffered -E '"event":"(note|key)"' /run/trace) {keys}<>/run/keys
  # An ss that takes its time.
  mkdir /run/bin
  cat >/run/bin/ss <<'SS'
#!/usr/bin/env bash
until [[ -e /run/bin/go ]]; do read -r -t 0.02 <> <(:) || :; done
echo "sockets of the $(ip netns identify $$)"
SS
  chmod +x /run/bin/ss
  PATH=/run/bin:$PATH "$BUILD/labs/00_instruments/wire" --keys --trace /run/trace </run/keys {keys}>&- &
  wire=$!
  send_bulk client server 192.0.2.2
  send_bulk server client 192.0.2.1
  # The best of ten: other programs may have the machine for a while.
  for _ in {1..10}; do press x 'keys: Enter' || break; done | sort -n | head -n 1 >/run/best
  for key in '=quiet' '>held from here on: what the client' '<held from here on: what the server' \
    'pyou stop the wire: each segment is held' 'ryou let all run on'; do
    [[ -n $(press "${key::1}" "${key:1}") ]] && printf '%s ' "${key::1}"
  done >/run/acted
  printf s >&"$keys"
  press x 'keys: Enter' >/run/meanwhile || :
  : >/run/bin/go
  { await_note 'sockets of the client' && await_note 'sockets of the server' && echo yes; } >/run/ss || :
  press p 'you stop the wire' >/run/held || :
  exec {keys}>&-
  { await_note 'no key can come: nothing is held' && echo yes; } >/run/ran_on || :
  before=$SECONDS
  kill -TERM "$wire"
  timeout 10 tail --pid="$wire" -f /dev/null || kill -KILL "$wire"
  ended=0
  wait "$wire" || ended=$?
  echo "$(</run/best):$(</run/acted):$([[ -s /run/meanwhile ]] && cat /run/ss):$(</run/ran_on):$ended:$((SECONDS - before))"
  exit
fi
has_two_hosts 'under bulk traffic' || exit 0

IFS=: read -r best acted ss ran_on ended seconds < <(scripts/two_hosts.sh tests/wire_fair.sh --inside)
check 'under bulk traffic both ways a key is on the trace within 50 ms' yes \
  "$([[ -n $best ]] && ((best < 50)) && echo yes || echo "$best ms")"
check 'so do the keys that wait until all is quiet, and those that hold' '= > < p r ' "$acted"
check 'it waits for no ss that a key has asked for, and tells what that says' yes "$ss"
check 'once standard input has ended it says so, and holds nothing any more' yes "$ran_on"
check 'SIGTERM ends it' 0 "$ended"
check 'within 3 s' yes "$( ((seconds <= 3)) && echo yes || echo "$seconds s")"
