#!/usr/bin/env bash
# scripts/new_lab in a copy of the project: the lab that it makes builds, plays and
# passes its tests at once. What is wrong is refused, and nothing is written.
source "${BASH_SOURCE[0]%/*}/lib.sh"
built=$PWD/$BUILD

# With this build's library and instruments.
mkdir -p "$folder/build/labs"
cp -a .clang-format .shellcheckrc LICENSE ./*.md Makefile common labs scripts tests "$folder"
ln -s "$built/common" "$folder/build"
ln -s "$built"/labs/* "$folder/build/labs"
cd "$folder"
export BUILD=build
unset MAKEFLAGS MFLAGS MAKELEVEL

# Runs a command to its end: STATUS, OUT (and what it says on standard error).
run() {
  STATUS=0
  OUT=$(timeout -k 1 60 "$@" 2>&1 </dev/null) || STATUS=$?
}

failures() { grep -E '^failed ' <<<"$OUT" || :; }

before=$(cat README.md; find labs | sort)
while IFS='|' read -r what name status said; do
  # shellcheck disable=SC2086  # no name is no argument
  run scripts/new_lab $name
  check "new_lab refuses $what" "$status new_lab: $said" "$STATUS ${OUT%%$'\n'*}"
done <<'END'
a name without a number|way_in|2|'way_in' is not two digits, _, and a name of a-z, 0-9 and _
a number without a name|78_|2|'78_' is not two digits, _, and a name of a-z, 0-9 and _
capitals|78_Way|2|'78_Way' is not two digits, _, and a name of a-z, 0-9 and _
a path|78_a/../b|2|'78_a/../b' is not two digits, _, and a name of a-z, 0-9 and _
a name that no line has room for|78_a23456789012345678901234x|2|'a23456789012345678901234x' is longer than 24 letters: lines of 80 columns have no room for it
a lab that is there|01_echo|1|labs/01_echo is there already: take another number or name
a number that is taken|05_other|1|labs/05_shutdown_vs_close is there already: take another number or name
a name that is taken|78_keep_alive|1|labs/03_keep_alive is there already: take another number or name
programs that are there|78_half_close|1|labs/05_shutdown_vs_close/half_close_client.cpp is there already: take another number or name
END
for arguments in '' '78_one 79_two'; do
  # shellcheck disable=SC2086  # arguments, to be split
  run scripts/new_lab $arguments
  check "new_lab wants one name, not '$arguments'" '2 usage: scripts/new_lab NN_name, such as 20_way_out' "$STATUS $OUT"
done
chmod a-w labs
run "${AS_USER[@]}" scripts/new_lab 78_way
check 'new_lab says where it may not write' \
  "1 new_lab: you may not write in $PWD/labs: use a clone of your own" "$STATUS $OUT"
chmod u+w labs
check 'new_lab writes nothing if it refuses' "$before" "$(cat README.md; find labs | sort)"

run scripts/new_lab 78_a_new_one
check 'new_lab makes a lab' 0 "$STATUS"
run make -s -j2 BUILD=build PCH=no CXX="${CXX:-g++}" SANITIZE="${SANITIZE:-}" \
  build/labs/78_a_new_one/a_new_one_{client,server}
check 'what new_lab makes builds without a warning' 0 "$STATUS"
[[ $STATUS == 0 ]] || { printf '%s\n' "$OUT" && exit; }
for loopback in '' 1; do
  run env LAB_LOOPBACK="$loopback" scripts/lab run 78
  check "its scene passes${loopback:+ on loopback, too}" 0 "$STATUS"
  ((STATUS == 0)) || printf '%s\n' "$OUT"
done
run scripts/lab list
check 'lab list has it' '78_a_new_one: Who closes first, and who pays with TIME-WAIT?' \
  "$(grep '^78_' <<<"$OUT" || :)"
check 'README.md has it in its place' 78 \
  "$(sed -nE 's/^\| \[([0-9]{2})_.*/\1/p' README.md | tail -n 1)"
run tests/guide.sh
check 'its guide passes the test of the guides' '0 ' "$STATUS $(failures)"
if type -P clang-format >/dev/null; then
  run clang-format --dry-run --Werror labs/78_a_new_one/*.cpp
  check 'its programs are formatted' '0 ' "$STATUS $OUT"
fi
if type -P shellcheck >/dev/null; then
  run shellcheck -x labs/78_a_new_one/run.sh
  check 'ShellCheck finds nothing in its play' '0 ' "$STATUS $OUT"
fi
run tests/excerpts.sh 78
check 'its excerpt is what its scene shows' "$(scripts/two_hosts.sh --check >/dev/null && echo 1 || echo 0) " \
  "$(grep -c '^ok ' <<<"$OUT" || :) $(failures)"
