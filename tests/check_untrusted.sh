#!/usr/bin/env bash
# A submission that means harm (tests/hostile) is marked, and no better than one that does
# nothing: in time, with a line that says what was not met. And a good one beside it is met.
# As root and as an ordinary user.
#
#   tests/check_untrusted.sh [NAME ...]     all, or these
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin # without those in homes
export LAB_DEADLINE=3 # seconds
EXERCISE=05/answer_survives
RIGHT=$PWD/labs/05_shutdown_vs_close/exercises/answer_survives/solutions/right.py

has python3 'a submission is marked' || exit 0
has_two_hosts 'a submission is marked' || exit 0

# Marks one: STATUS, and MARK, a file.
mark() { # USER FOLDER COMMAND ...
  local as=() project=$PWD
  [[ $1 == root ]] || as=("${AS_USER[@]}")
  MARK=$2/mark STATUS=0
  # What writes_files and others try to use.
  (cd "$2" && TREE=$project OWNER=$2 NEIGHBOUR=$2 OUTSIDE=1 SET_USER_ID=/bin/true \
    timeout -k 1 90 "${as[@]}" "$project/scripts/lab" check "$EXERCISE" -- "${@:3}") >"$MARK" 2>&1 </dev/null || STATUS=$?
}

# The first line that is not met, what came of it, and what must not be there.
verdict() {
  echo "status $STATUS"
  grep -m 1 '^  not met ' "$MARK" | sed -E 's/ +[0-9]+ points?$//; s/ +/ /g; s/(client reads) .*/\1/'
  grep -oE '^  came ' "$MARK"
  grep -E '^met: |^ *(Assertion|terminate called)' "$MARK" || :
  ! LC_ALL=C grep -qP '[\x00-\x08\x0e-\x1f\x7f]' "$MARK" || echo 'bytes for a terminal'
}

test_one() { # "USER NAME"
  local user=${1% *} name=${1#* } own=$folder/${1// /.} line='client connects'
  mkdir "$own"
  cp "tests/hostile/$name.py" "$own"
  chmod -R a+rX "$own"
  mark "$user" "$own" python3 -u "$name.py"
  [[ $name != forges ]] || line='client reads'
  check "$name is not met, as $user" "status 1
 not met $line
  came " "$(verdict)"
}

# Its neighbours do what they can while it is marked, two times.
test_neighbours() {
  local own=$folder/right name pids=()
  mkdir "$own"
  cp "$RIGHT" "$own"
  export LAB_PROGRESS=$own/progress
  for name in fork_bomb kills eats_memory works_for_ever; do
    mkdir "$folder/beside.$name"
    cp "tests/hostile/$name.py" "$folder/beside.$name"
    (mark user "$folder/beside.$name" python3 "$name.py") &
    pids+=($!)
  done
  LAB_DEADLINE=20 mark user "$own" python3 right.py
  ((STATUS != 77)) || { skip 'a good one is met beside hostile ones' 'this machine was too slow' && return; }
  check 'a good one is met beside hostile ones' '0 with all points' \
    "$STATUS with $(sed -nE 's/^met: ([0-9]+) of \1 points$/all points/p' "$MARK")"
  wait "${pids[@]}" || :
}

chmod 755 "$folder"
{
  for script in tests/hostile/*.py; do
    name=${script##*/} name=${name%.py}
    (($# == 0)) || [[ " $* " == *" $name "* ]] || continue
    ((EUID != 0)) || echo "root $name"
    echo "user $name"
  done
} | side_by_side 2 test_one
(($# > 0)) || test_neighbours
