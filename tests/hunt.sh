#!/usr/bin/env bash
# Lab 09's hunt: the scene that asks whether the leak is mended fails as long as it
# is not, and passes with the cure of SOLUTION.md.
source "${BASH_SOURCE[0]%/*}/lib.sh"
lab=09_close_wait
built=$PWD/$BUILD

# The same project, but for one program.
link_project
rm "$folder/build"
mkdir -p "$folder/build/labs"
cp -r labs "$folder"
ln -s "$built"/labs/* "$folder/build/labs"
rm "$folder/build/labs/$lab"
cp -r "$built/labs/$lab" "$folder/build/labs"
cd "$folder"
export BUILD=build

play_cured() {
  local status=0
  scripts/lab run $lab cured >log 2>&1 </dev/null || status=$?
  echo "$status $(grep -o '^FAILED.*' log)"
}

check 'the hunt is not over before the mistake is mended' \
  '1 FAILED  cured, line N: the client of connection 2 is FIN-WAIT-2, not TIME-WAIT' \
  "$(play_cured | sed 's/line [0-9]*/line N/')"
awk '/^```/ { inside = /diff$/; next } inside' labs/$lab/SOLUTION.md | git apply
flags=()
[[ -z ${SANITIZE:-} ]] || flags=("-fsanitize=$SANITIZE")
"${CXX:-g++}" -std=c++20 -I. "${flags[@]}" labs/$lab/guestbook_server.cpp "$built/common.a" \
  -pthread -o build/labs/$lab/guestbook_server
check 'the cure of SOLUTION.md ends the hunt' '0 ' "$(play_cured)"
