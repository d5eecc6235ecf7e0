#!/usr/bin/env bash
# The tools around the labs: scripts/lab, scripts/setup.sh, the Makefile, tests/run.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
BUILD=${BUILD:-build}
ROOT=$PWD
unset CXX SANITIZE MAKEFLAGS MFLAGS MAKELEVEL # of a make that called us
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

check() { # SENTENCE EXPECTED ACTUAL
  if [[ $3 == "$2" ]]; then
    echo "ok $1"
  else
    printf 'expected: %q\nactual:   %q\n' "$2" "$3"
    echo "failed $1"
  fi
}

# Runs a command to its end: STATUS, OUT (and what it says on standard error).
run() {
  STATUS=0
  OUT=$(timeout -k 1 60 "$@" 2>&1 </dev/null) || STATUS=$?
}

says() { # TEXT ...: the first that OUT does not say
  local text
  for text in "$@"; do
    [[ $OUT == *"$text"* ]] || { printf '%s is not in: %s' "$text" "$OUT" && return; }
  done
}

# A folder for PATH, with all the commands of this one; and what hide() hides.
LESS=$folder/less HIDDEN=$folder/hidden
mkdir "$LESS" "$HIDDEN"
IFS=: read -r -a parts <<<"$PATH"
for ((i = ${#parts[@]} - 1; i >= 0; --i)); do # the first of a name counts
  [[ ! -d ${parts[i]} ]] || ln -sf "${parts[i]}"/* "$LESS"
done

hide() { # COMMAND ...: these and no others
  local name
  mv "$HIDDEN"/* "$LESS" 2>/dev/null || :
  for name in "$@"; do
    [[ ! -L $LESS/$name ]] || mv "$LESS/$name" "$HIDDEN"
  done
}

# --- scripts/lab ------------------------------------------------------------

test_lab() {
  local play lab scene wrong=''
  run scripts/lab list
  for play in labs/*/run.sh; do
    lab=$(basename "$(dirname "$play")")
    grep -qxF "$(printf '%-24s %s' "$lab" "$(sed -n '2s/^# //p' "$play")")" <<<"$OUT" || wrong+="$lab "
    while read -r scene _; do
      [[ $OUT == *"  $scene "* ]] || wrong+="$lab $scene "
    done < <("$play" --list)
  done
  check 'lab list shows each lab, its question and its scenes' '0 ' "$STATUS $wrong"

  for lab in 01 01_echo echo; do
    run scripts/lab run "$lab" refused
    check "lab run finds 01_echo as '$lab'" '0 ' "$STATUS $(says ECONNREFUSED)"
  done
  while IFS='|' read -r sentence arguments said; do
    # shellcheck disable=SC2086  # arguments, to be split
    run scripts/lab $arguments
    check "lab $sentence" '2 ' "$STATUS $(says "$said")"
  done <<'END'
says so when a text fits more than one lab|run 0|'0' fits more than one lab
lists those that it fits|run 0|  01_echo
says so when there is no such lab|run 99|there is no lab '99'
lists the labs that there are|run 99|  05_shutdown_vs_close
asks which lab to run|run|usage: scripts/lab run LAB [SCENE]
says so when there is no such scene|run 01 nonsense|01_echo: there is no scene 'nonsense'
lists the scenes that there are|run 01 nonsense|  four_tuple
says so when a command is wrong|nonsense|'nonsense' is not a command; scripts/lab help
END
  for arguments in help --help ''; do
    run scripts/lab ${arguments:+"$arguments"}
    check "lab ${arguments:-alone} says what it can do" '0 ' \
      "$STATUS $(says 'scripts/lab list' 'scripts/lab run LAB [SCENE] ' ' --step ' 'scripts/lab doctor' 'scripts/lab help')"
  done
  run env -C / "$ROOT/scripts/lab" list
  check 'lab can be called from anywhere' '0 ' "$STATUS $(says 01_echo)"
}

test_doctor() {
  local missing
  run scripts/lab doctor
  missing=$(grep -c '^  missing ' <<<"$OUT") || :
  check 'lab doctor looks at this machine, with a cure for what is missing' \
    "$((missing > 0)) $missing " \
    "$STATUS $(grep -c '^           cure: ' <<<"$OUT" || :) $(says "Linux $(uname -r)" namespaces /dev/net/tun)"
  hide ss
  run env PATH="$LESS" scripts/lab doctor
  check 'lab doctor is content with netstat' '' "$(says 'ok       netstat, in place of ss')"
  hide ss netstat g++ make setpriv
  run env PATH="$LESS" scripts/lab doctor
  check 'lab doctor names the package of each tool that is missing' '1 ' \
    "$STATUS $(says 'missing  ss (' 'package iproute2' 'missing  g++ (' 'package g++' \
      'missing  make (' 'package make' 'missing  setpriv (' 'package util-linux')"
}

# --- scripts/setup.sh -------------------------------------------------------

test_setup() {
  local level
  hide apt-get sudo
  for level in demo test; do
    run env PATH="$LESS" scripts/setup.sh "$level"
    check "setup $level is silent when all is there" '0 ' "$STATUS $OUT"
  done
  for level in '' nonsense; do
    run scripts/setup.sh $level
    check "setup refuses the level '$level'" '2 usage: scripts/setup.sh demo|test|ci' "$STATUS $OUT"
  done

  hide apt-get sudo ss unshare
  run env PATH="$LESS" scripts/setup.sh demo
  check 'setup names what is missing where there is no apt-get' \
    "1 setup: these are missing (with the names of the Debian packages):
  ss (package iproute2)
  unshare (package util-linux)
Install what your system calls them." "$STATUS $OUT"
  hide apt-get sudo g++ make netstat curl
  run env PATH="$LESS" scripts/setup.sh test
  check 'setup test names what the tests need' '1 ' \
    "$STATUS $(says '  g++ (package g++)' '  make (package make)' '  netstat (package net-tools)' \
      '  curl (package curl)' '  GoogleTest (package libgtest-dev)')"
  hide apt-get sudo clang++ clang-format clang-tidy shellcheck
  run env PATH="$LESS" scripts/setup.sh ci
  check 'setup ci names what CI needs' '1 ' \
    "$STATUS $(says '  clang++ (package clang)' '  clang-format (package' '  clang-tidy (package' '  shellcheck (package')"
  run env PATH="$LESS" scripts/setup.sh demo
  check 'setup demo does not ask for what only CI needs' '0 ' "$STATUS $OUT"

  # An apt-get that only writes down what it was asked for, or fails.
  hide apt-get sudo ss netstat
  mkdir "$folder/fake"
  cat >"$folder/fake/apt-get" <<END
#!/bin/sh
echo "\$*" >>"$folder/asked"
echo 'E: the network is unreachable'
[ ! -e "$folder/broken" ]
END
  chmod +x "$folder/fake/apt-get"
  local path=$folder/fake:$LESS
  if ! unshare --user true 2>/dev/null || ! unshare --map-root-user true 2>/dev/null; then
    echo 'skipped setup with apt-get, with and without root: no namespaces without root here'
    return
  fi
  run unshare --user env PATH="$path" scripts/setup.sh test # as nobody
  check 'setup without rights says what root should install' '1 ' \
    "$STATUS $(says '  ss (package iproute2)' 'Install them as root: apt-get install iproute2 net-tools')"
  check 'setup without rights does not call apt-get' '' "$(cat "$folder/asked" 2>/dev/null || :)"
  run unshare --map-root-user env PATH="$path" scripts/setup.sh test
  check 'setup installs what is missing, and says just that' \
    '0 setup: installs iproute2 net-tools' "$STATUS $OUT"
  check 'setup asks apt-get for what is missing and no more' \
    $'update -q\ninstall -y -q --no-install-recommends iproute2 net-tools' "$(<"$folder/asked")"
  printf '#!/bin/sh\necho sudo >>%s\nexec "$@"\n' "$folder/asked" >"$folder/fake/sudo"
  chmod +x "$folder/fake/sudo"
  : >"$folder/asked"
  run unshare --user env PATH="$path" scripts/setup.sh test
  check 'setup uses sudo where there is one' '0 sudo' "$STATUS $(head -n 1 "$folder/asked")"
  touch "$folder/broken"
  run unshare --map-root-user env PATH="$path" scripts/setup.sh test
  check 'setup shows why apt-get failed' '1 ' \
    "$STATUS $(says 'E: the network is unreachable' 'install by hand: iproute2 net-tools')"
}

# --- the Makefile and tests/run ---------------------------------------------

# A project of a few small files beside the real Makefile and tests/run.
write_project() {
  mkdir -p "$folder/project/"{common/thing,labs/77_new,tests}
  cd "$folder/project"
  cp "$ROOT/Makefile" .
  cp "$ROOT/tests/run" tests
  printf '#pragma once\nint one();\n' >common/thing/one.h
  printf '#include "common/thing/one.h"\nint one() { return 1; }\n' >common/thing/one.cpp
  printf 'int two();\nint two() { return 2; }\n' >common/thing/two.cpp
  printf '#include "common/thing/one.h"\nint main() { return one() - 1; }\n' >labs/77_new/first.cpp
  printf 'int main() { return 0; }\n' >labs/77_new/second.cpp
}

# What make compiles and links, in one line.
made() { # ARGUMENTS
  run make -j2 "$@"
  sed -nE 's/^  (compile|link) +//p' <<<"$OUT" | sort | paste -s -d ' '
}

test_makefile() {
  local target wrong='' sources=(common/thing/{one.cpp,one.h,two.cpp} labs/77_new/{first,second}.cpp)
  run make help
  for target in $(sed -n 's/^\.PHONY: //p' Makefile) lab-05; do
    [[ $target =~ ^(all|help|run_.*)$ || $OUT == *"make $target"* ]] || wrong+="$target "
  done
  check 'make help names every target' '0 ' "$STATUS $wrong"
  run make -n BUILD=build/none all build/none/unit_tests
  check 'make writes nothing outside build/' '0 ' \
    "$STATUS $(grep -oE -- '(-o|rcs|mkdir -p) [^ ]+' <<<"$OUT" | grep -v ' build/none/' || :)"

  write_project
  check 'make finds a new program, and a new file of the library' \
    'build/labs/77_new/first build/labs/77_new/second common/thing/one.cpp common/thing/two.cpp labs/77_new/first.cpp labs/77_new/second.cpp' \
    "$(made)"
  check 'make has nothing to do a second time' '' "$(made)"
  check 'make leaves the folders of the sources as they are' "${sources[*]}" \
    "$(find common labs -type f | sort | paste -s -d ' ')"
  touch labs/77_new/second.cpp
  check 'make builds one program when only its file has changed' \
    'build/labs/77_new/second labs/77_new/second.cpp' "$(made)"
  touch common/thing/one.h
  check 'make compiles what includes the header that has changed, and no more' \
    'build/labs/77_new/first build/labs/77_new/second common/thing/one.cpp labs/77_new/first.cpp' "$(made)"
  check 'make builds for a sanitizer into a folder of its own' build/address_undefined/labs/77_new/second \
    "$(made SANITIZE=address,undefined build/address_undefined/labs/77_new/second | cut -d ' ' -f 1)"
  run make -n CXX=some-clang++ SANITIZE=thread
  check 'make builds for another compiler into a folder of its own' '0 ' \
    "$STATUS $(grep -oE -- '-o [^ ]+' <<<"$OUT" | grep -v ' build/some-clang++_thread/' || :)"
  rm common/thing/one.h
  sed -i 's/#include .*/int one();/' common/thing/one.cpp labs/77_new/first.cpp
  check 'make does not stumble over a header that is gone' \
    'build/labs/77_new/first build/labs/77_new/second common/thing/one.cpp labs/77_new/first.cpp' "$(made)"
  echo 'int main() { int unused = 0; }' >labs/77_new/second.cpp
  run make
  check 'make takes a warning for an error' '2 ' "$STATUS $(says 'unused variable' second.cpp)"
  run make clean
  check 'make clean removes build/ and nothing else' 'Makefile common labs tests' "$(find . -maxdepth 1 -mindepth 1 -printf '%f\n' | sort | paste -s -d ' ')"
}

# In the same project: tests that pass, fail, are skipped, or die.
test_run() {
  local result script count status
  while IFS='|' read -r result script count status; do
    printf '#!/bin/sh\n%s\n' "$script" >tests/some.sh
    chmod +x tests/some.sh
    run env -u CI tests/run some
    check "tests/run counts $result" "$count|$status" "${OUT##*$'\n'}|$STATUS"
  done <<'END'
what has passed|echo ok one; echo ok two|2 passed, 0 failed, 0 skipped|0
what has failed, even if the script ends with 0|echo ok one; echo failed two|1 passed, 1 failed, 0 skipped|1
what is skipped, which is no failure|echo skipped one: no such thing here; echo ok two|1 passed, 0 failed, 1 skipped|0
a script that dies as one that failed|echo ok one; kill -9 $$|1 passed, 1 failed, 0 skipped|1
END
  printf '#!/bin/sh\necho ok one\necho skipped two: no\n' >tests/some.sh
  run env CI=true tests/run some
  check 'tests/run takes a skipped test for a failed one on CI' '1 passed, 1 failed, 0 skipped|1' \
    "${OUT##*$'\n'}|$STATUS"
}

test_lab
test_doctor
test_setup
test_makefile
test_run
