#!/usr/bin/env bash
# Submissions that mean harm (tests/hostile) do none in scripts/sandbox, as root and as an
# ordinary user; and without it those do whose harm is bounded, or the test would not
# see it.
#
#   tests/check_hostile.sh [NAME ...]     all, or these
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin # without those in homes
TOOLS=$PWD/$BUILD/labs/00_instruments

# --- in a world of its own ----------------------------------------------------

# Processes, mounts and files.
what_there_is() {
  local process name
  for process in /proc/[0-9]*; do
    { read -r name <"$process/comm"; } 2>/dev/null || continue
    [[ " bash sort find wc ls " == *" $name "* ]] || echo "process $name" # but for our own
  done | sort
  wc -l </proc/self/mountinfo
  (cd "$PLACE" && find . ! -name 'said*' ! -path './wire*' -printf '%p %m\n' | sort)
  ls /run /dev/shm
}

is_as_before() { [[ $(what_there_is) == "$BEFORE" ]]; }

# Another one's program, which runs at the same time on the other host.
begin_friend() {
  # shellcheck disable=SC2016  # for the shell in there
  coproc FRIEND {
    exec ip netns exec server "$TREE/scripts/sandbox" -- \
      sh -c 'echo begun; read line; echo "$line" >/tmp/file && cat /tmp/file; exit 7' 2>&1
  }
  read -r -t 20 _ <&"${FRIEND[0]}" || echo 'the friend has not begun'
}
end_friend() {
  local line='' status=0 process=$FRIEND_PID
  echo fine >&"${FRIEND[1]}" || :
  read -r -t 20 line <&"${FRIEND[0]}" || :
  wait "$process" || status=$?
  echo "its neighbour: $line, $status" >>"$PLACE/said.after"
}

# Runs one, in the sandbox or without it, as the engine does. What it says is in the
# file said, and what has become of the world in said.after.
play_inside() { # sandbox|bare FOLDER NAME [OPTION ...]
  local how=$1 start=$2 name=$3 status=0 command=()
  shift 3
  "$TOOLS/wire" --trace "$PLACE/wire.trace" --calls /run/calls.7000 >"$PLACE/wire.said" 2>&1 &
  WIRE=$!
  in_time test -S /run/calls.7000
  [[ $how == bare ]] || command=("$TREE/scripts/sandbox" "${@/#--/--}" --give TREE --give OWNER --give NEIGHBOUR
    --give OUTSIDE --give SET_USER_ID --read "$SET_USER_ID" --)
  [[ $how == bare ]] || begin_friend
  BEFORE=$(what_there_is)
  cd "$start"
  # Whoever can kill its group, of which that shell is, has no status. Descriptor 9 is
  # not the command's.
  # shellcheck disable=SC2016  # for the shell in there
  LAB_TRACE=/run/calls.7000 HOME=$OWNER timeout -k 1 60 ip netns exec client \
    "$BASH" -c '"$@"; echo "status $?" >"$PLACE/said.status"' shell \
    "$TOOLS/calls" --host client -- env -u LAB_TRACE "${command[@]}" \
    python3 -u "$PLACE/submissions/mine/$name.py" >"$PLACE/said" 2>&1 </dev/null 9<"$TREE/scripts/sandbox" || status=$?
  cd "$PLACE"
  {
    cat "$PLACE/said.status" 2>/dev/null || echo "the shell before it has ended, too, with $status"
    in_time is_as_before || diff <(echo "$BEFORE") <(what_there_is) || :
    runs "$WIRE" || echo 'the wire has ended'
    ! grep -q 'all is met' "$PLACE/wire.trace" || echo 'the trace has its line'
  } >"$PLACE/said.after"
  [[ $how == bare ]] || end_friend
}
if [[ ${1:-} == --inside ]]; then
  play_inside "${@:2}"
  exit
fi

# --- outside ------------------------------------------------------------------

# What this user's programs may write to, for none of it is the sandbox's doing.
make_place() { # FOLDER
  export PLACE=$1 TREE=$1/tree OWNER=$1/home NEIGHBOUR=$1/submissions/neighbour SET_USER_ID=$1/who
  mkdir -p "$OWNER" "$PLACE/submissions/mine" "$NEIGHBOUR" "$TREE/scripts" "$TREE/labs/05_x/exercises/y/solutions"
  cp tests/hostile/*.py "$PLACE/submissions/mine"
  echo 'print("mine")' | tee "$NEIGHBOUR/run.py" >"$TREE/labs/05_x/exercises/y/solutions/right.py"
  echo secret >"$OWNER/secret"
  cp scripts/sandbox "$TREE/scripts"
  ln -s "$PWD/$BUILD" "$TREE/build"
  cp "$(type -P id)" "$SET_USER_ID"
}

# A line a submission: its name, where it begins, the options, the status, and what the
# sandbox says.
submissions() {
  grep -v '^ *#' <<'END'
writes_trace     mine - 0 -
kills            mine - 137 -
fork_bomb        mine --processes=64 1 it has used up 64 processes and threads
thread_bomb      mine --processes=64 1 it has used up 64 processes and threads
forks_and_ends   mine --time=3 1 it did not end within 3 s
floods           mine --time=8 1 it did not end within 8 s
eats_memory      mine --memory=200 1 it has used up 200 MiB of memory
hides_memory     mine - 0 -
fills_disk       mine - 0 -
writes_files     mine - 0 -
reads_others     tree - 0 -
closes_all       mine - 4 -
says_much        mine --time=3 1 it did not end within 3 s
ignores_signals  mine --time=3 1 it did not end within 3 s
works_for_ever   mine --time=3 1 it did not end within 3 s
stops            mine --time=3 1 it did not end within 3 s
stays_behind     mine - 0 -
gets_rights      mine - 0 -
sets_kernel      mine - 0 -
goes_out         mine - 0 -
traces           mine - 0 -
hides_calls      mine - 0 -
runs_set_user_id mine - 0 -
keeps_keys       mine - 0 -
END
}

# What a submission has said, in few bytes: harm in full.
in_short() {
  local bytes
  bytes=$(wc -c <"$PLACE/said")
  head -c 2000000 "$PLACE/said" | tr -d '\000' | grep -aE '^(harm|sandbox): ' | grep -av 'the rest is left out' |
    sed 's/: ended, with all that it has begun//' || :
  head -c 100 "$PLACE/said" | grep -aqE '^tried' || grep -aqx tried "$PLACE/said" || echo 'it has not tried'
  ((bytes < 1100000)) || echo "it has said $bytes bytes"
  cat "$PLACE/said.after"
}

# The same without a sandbox, where the world and an ordinary user's few rights bound
# what it does: what it wants, it gets.
BOUNDED=(writes_trace kills writes_files reads_others stays_behind gets_rights sets_kernel goes_out traces hides_calls)
test_bare() { # NAME START
  local name=$1 start harm
  make_place "$folder/bare.$name"
  ((EUID != 0)) || chown -R 65534:65534 "$PLACE"
  case $2 in mine) start=$PLACE/submissions/mine ;; tree) start=$TREE ;; esac
  if [[ $name == goes_out ]]; then # of a world the sandbox keeps nobody in
    "${AS_USER[@]}" python3 "tests/hostile/$name.py" >"$PLACE/said" 2>&1 || :
  else
    timeout -k 1 120 "${AS_USER[@]}" scripts/two_hosts.sh "$BASH" "$PWD/tests/check_hostile.sh" --inside \
      bare "$start" "$name" >"$PLACE/said.world" 2>&1 || :
  fi
  harm=$(grep -ahE '^harm: |^> process sleep' "$PLACE"/said* | head -n 1) || :
  [[ -z $harm ]] || harm=some
  check "$name does harm without the sandbox" some "${harm:-$(tail -n 5 "$PLACE"/said*)}"
}

# A line "NAME START OPTION STATUS SANDBOX-SAYS" behind the user.
test_one() { # LINE
  local user name start option status says expected as=() options=()
  read -r user name start option status says <<<"$1"
  [[ $user != bare ]] || { test_bare "$name" "$start" && return; }
  make_place "$folder/$user.$name"
  if [[ $user == user ]]; then
    as=("${AS_USER[@]}")
    ((EUID != 0)) || chown -R 65534:65534 "$PLACE"
  elif [[ $name == runs_set_user_id ]]; then
    chown 4321 "$SET_USER_ID" && chmod 4755 "$SET_USER_ID"
  fi
  [[ $option == - ]] || options=("$option")
  case $start in mine) start=$PLACE/submissions/mine ;; tree) start=$TREE ;; esac
  expected="status $status"$'\n''its neighbour: fine, 7'
  [[ $says == - ]] || expected="sandbox: $says"$'\n'$expected
  timeout -k 1 120 "${as[@]}" scripts/two_hosts.sh "$BASH" "$PWD/tests/check_hostile.sh" --inside \
    sandbox "$start" "$name" "${options[@]}" >"$PLACE/said.world" 2>&1 || cat "$PLACE/said.world"
  check "$name does no harm, as $user" "$expected" "$(in_short)"
}

has python3 'submissions do no harm' || exit 0
has_two_hosts 'submissions do no harm' || exit 0
serve python3 -u -c 'import socket
s = socket.create_server(("127.0.0.1", 0))
print("listens on", s.getsockname()[1], flush=True)
while True: s.accept()'
export OUTSIDE=$PORT

wanted() { (($# < 2)) || [[ " ${*:2} " == *" $1 "* ]]; } # NAME [NAME ...]
submissions | while read -r line; do
  if wanted "${line%% *}" "$@"; then
    ((EUID != 0)) || echo "root $line"
    echo "user $line"
    [[ " ${BOUNDED[*]} " != *" ${line%% *} "* ]] || echo "bare $line"
  fi
done | side_by_side 2 test_one
