#!/usr/bin/env bash
# Whatever makes a program hard to trace: under calls it says what it says alone,
# and ends as it ends alone. tests/calls/confusing.cpp does it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
CALLS=$BUILD/labs/00_instruments/calls
CONFUSING=$BUILD/tests/calls/confusing
# What a sanitizer looks for at the end, it cannot under a tracer.
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0 TSAN_OPTIONS=handle_segv=0

# What it says, and how it ends: a shell says 128 and the number of a signal.
what_it_does() { # COMMAND ...
  local status=0
  timeout 60 "$@" 2>&1 </dev/null || status=$?
  echo "status $status"
}
under_calls() { what_it_does "${USER_OF_IT[@]}" "$CALLS" --trace /dev/null -- "$@"; } # COMMAND ...

compare() { # SENTENCE COMMAND ...
  check "$1" "$(what_it_does "${USER_OF_IT[@]}" "${@:2}")" "$(under_calls "${@:2}")"
}

compare_all() {
  local way
  for way in $("$CONFUSING" || :); do
    compare "${way//_/ } as without calls$WHO" "$CONFUSING" "$way"
  done
}

USER_OF_IT=() WHO=''
compare_all
compare 'ends with the status of its command' "$CONFUSING" one_exchange exit 42
for signal in KILL TERM INT HUP SEGV PIPE; do
  compare "ends by SIG$signal if its command does" "$CONFUSING" one_exchange signal "$(kill -l "$signal")"
done
check 'ends with 127 if there is no such command' 'status 127' \
  "$(under_calls "$folder/nowhere" | tail -n 1)"
mkdir -m 000 "$folder/closed" # an ordinary user may not even look there
check 'ends with 127 if no folder of PATH has its command' 'status 127' \
  "$(PATH+=:$folder/closed under_calls no_such_command | tail -n 1)"
check 'ends with 126 if a file is no program' 'status 126' \
  "$(under_calls "$PWD/Makefile" | tail -n 1)"

if ((${#AS_USER[@]} > 0)); then
  USER_OF_IT=("${AS_USER[@]}") WHO=', as an ordinary user'
  compare_all
fi
