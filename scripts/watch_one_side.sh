#!/usr/bin/env bash
# One program of yours in the world of scripts/lab up: its calls, and what the other
# side answers. scripts/watch.sh runs it there.
#
#   watch_one_side.sh HOST COMMAND LIMIT SECONDS DATA [OPTION ...]
#                                    LIMIT: COMMAND is ended after so many seconds;
#                                    0: never. SECONDS: how long to go on behind its
#                                    end. DATA: --data of the ladder, or empty. The
#                                    options are those of calls
set -euo pipefail
HOST=$1 COMMAND=$2 LIMIT=$3 PATIENCE=$4 DATA=$5
shift 5
INSTRUMENTS=${BASH_SOURCE[0]%/*}/../${BUILD:-build}/labs/00_instruments
trap : INT # is for the program: then the ladder ends, too

# A line that the command has printed: it cannot move the cursor, or more.
show_line() {
  local LC_ALL=C.UTF-8 line=${1//$'\t'/ }
  printf '%-9s %s\n' "$HOST" "${line//[^[:print:]]/?}"
}

# Whether a kernel would send something by itself, within a minute.
will_send() {
  local host
  for host in client server; do
    ! ip netns exec "$host" ss -Htano |
      grep -qE 'timer:\((on|persist|keepalive,[0-9.]*(sec|ms)),?' || return 0
  done
  return 1
}

# The trace, of which only what comes now is drawn. `t` has six digits: a microsecond
# behind the last event, nothing has happened yet.
FROM=0
[[ ! $(tail -n 1 /run/trace) =~ \"t\":([0-9.]*) ]] || FROM=${BASH_REMATCH[1]}1
exec {TRACE}< <(exec tail -n +1 -F /run/trace 2>/dev/null)
TAIL=$!
"$INSTRUMENTS/ladder" --from "$FROM" ${DATA:+--data} <&"$TRACE" &
LADDER=$!
STATUS=0 SECONDS=0
limit=()
((LIMIT == 0)) || limit=(timeout --foreground --kill-after 2 "$LIMIT")
"${limit[@]}" ip netns exec "$HOST" env LAB_TRACE=/run/calls "$INSTRUMENTS/calls" --host "$HOST" "$@" -- \
  bash -c "$COMMAND" 2>&1 |
  while IFS= read -r line || [[ -n $line ]]; do show_line "$line"; done || STATUS=${PIPESTATUS[0]}
# timeout says 137 where SIGTERM was not enough.
if ((LIMIT > 0 && SECONDS >= LIMIT && (STATUS == 124 || STATUS == 137))); then
  STATUS=124
  echo "lab watch: the $HOST did not end within $LIMIT s, and was ended" >&2
fi
exec {NEVER}<> <(:) # nothing comes from it
SECONDS=0
size=-1
until [[ $size == "$(stat -L -c %s /run/trace)" ]] && ! will_send || ((SECONDS >= PATIENCE)); do
  size=$(stat -L -c %s /run/trace)
  read -r -t 0.1 -u "$NEVER" || :
done
kill "$TAIL"
wait "$LADDER" || :
exit "$STATUS"
