#!/usr/bin/env bash
# The tools around the labs: scripts/lab, scripts/setup.sh, the Makefile, tests/run.
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"
ROOT=$PWD
unset CXX SANITIZE MAKEFLAGS MFLAGS MAKELEVEL # of a make that called us

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
mkdir "$HIDDEN"
path_without "$LESS"

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
    [[ ${OUT//$'\n '/} == *"$lab: $(sed -n '2s/^# //p' "$play")"* ]] || wrong+="$lab "
    while read -r scene _; do
      [[ $OUT == *"  $scene "* ]] || wrong+="$lab $scene "
    done < <("$play" --list)
  done
  check 'lab list shows each lab, its question and its scenes' '0 ' "$STATUS $wrong"

  for lab in '1 refused' '01 refused' '01_echo refused' 'echo refused' leak; do
    # shellcheck disable=SC2086  # a lab and a scene
    run scripts/lab run $lab
    check "lab run finds a scene as '$lab'" '0 ' "$STATUS $(says "${lab##* }: ")"
  done
  while IFS='|' read -r sentence arguments said; do
    # shellcheck disable=SC2086  # arguments, to be split
    run scripts/lab $arguments
    check "lab $sentence" '2 ' "$STATUS $(says "$said")"
  done <<'END'
says so when a text fits more than one lab|run l|'l' fits more than one lab
lists those that it fits|run l|  06_linger_rst
says so when a scene is in more than one lab|run idle|more than one lab has a scene 'idle'
lists those labs|run idle|  scripts/lab run 07_server_closes_first idle
says so when there is no such lab|run 99|there is no lab '99'
lists the labs that there are|run 99|  05_shutdown_vs_close
takes no pattern for a scene|run le.k|there is no lab 'le.k'
asks which lab to run|run|usage: scripts/lab run LAB [SCENE]
wants the lab first|run --step 05|the lab comes first
says so when there is no such scene|run 01 nonsense|01_echo: there is no scene 'nonsense'
says so when there is no such option|run 01 --stop|01_echo: '--stop' is not an option; these are: --step --step-wire --predict --queues --why --save FOLDER
says so when a folder is missing|run 01 --save|01_echo: --save takes a folder
lists the scenes that there are|run 01 nonsense|  four_tuple
says so when a command is wrong|nonsense|'nonsense' is not a command; scripts/lab help
says so when there is too much|list labs|'labs' is too much: scripts/lab list takes nothing
END
  for arguments in help --help '' 'up --help' 'desk -h' 'list --help'; do
    # shellcheck disable=SC2086  # a command and its option
    run scripts/lab $arguments
    check "lab ${arguments:-alone} says what it can do" '0 ' \
      "$STATUS $(says 'scripts/lab list' 'scripts/lab run LAB [SCENE] ' ' --step ' 'scripts/lab doctor' 'scripts/lab help')"
  done
  for arguments in '05' '05 half_close' '5' 'half_close'; do
    # shellcheck disable=SC2086  # a lab and a scene
    run scripts/lab run $arguments --help
    check "lab run $arguments --help says what there is, and plays nothing" '0 ' \
      "$STATUS $(says 'who sends what, and what can still arrive?' '  half_close ' '--save FOLDER ')"
  done
  run env -C / "$ROOT/scripts/lab" list
  check 'lab can be called from anywhere' '0 ' "$STATUS $(says 01_echo)"
  for arguments in --save="$folder/saved" "--save $folder/saved"; do
    # shellcheck disable=SC2086  # an option and its value
    run scripts/lab run 01 $arguments refused
    check "lab run takes ${arguments/$folder/}" '0 yes' "$STATUS $([[ -s $folder/saved/refused.trace ]] && echo yes)"
    rm -rf "$folder/saved"
  done
  for arguments in 'run 01 refused' 'matrix ESTAB close'; do
    # shellcheck disable=SC2086  # a lab and a scene, or a cell
    run scripts/lab $arguments --save /dev/null
    check "lab $arguments plays nothing if --save can keep nothing" \
      '1 lab: nothing can be kept in /dev/null: --save takes a folder that you may write in' "$STATUS $OUT"
  done
  for arguments in --format=json '--format json'; do
    # shellcheck disable=SC2086  # an option and its value
    run scripts/lab matrix --kept $arguments
    check "lab matrix takes $arguments" '0 ' "$STATUS $(says '{"kernel":')"
  done
}

test_usage() {
  local command
  for command in demo.sh test.sh bench.sh bench_build.sh two_hosts.sh; do
    run "scripts/$command" --nonsense
    check "scripts/$command refuses what it does not know" '2 1' "$STATUS $(grep -cE "^usage: scripts/$command|is not an option" <<<"$OUT")"
  done
}

test_one_lab() {
  local arguments said
  while IFS='|' read -r arguments said; do
    # shellcheck disable=SC2086  # arguments, to be split
    run tests/$arguments
    check "tests/$arguments is refused" '2 ' "$STATUS $(says "$said")"
  done <<'END'
scenes.sh 99|there is no lab '99'; these are: 00_instruments 01_echo
scenes.sh 05 nonsense|there is no scene 'nonsense' in 05_shutdown_vs_close
scenes.sh 05 close x|takes no 'x'
excerpts.sh 99|there is no lab '99'
excerpts.sh 05 --wrong|takes no '--wrong'
END
  for arguments in 1 01 01_echo echo; do
    run tests/scenes.sh "$arguments" refused
    check "tests/scenes.sh plays the scene of the lab that is meant by $arguments" "0 yes" \
      "$STATUS $(! grep -v '^ok scenes: 01_echo: refused (' <<<"$OUT" && echo yes)"
  done
}

# What the machine lacks is named by its own name.
test_surroundings() {
  local play=(scripts/lab run 01 refused)
  run bash -c 'exec "$@" <&-' closed "${play[@]}"
  check 'a play does without standard input' '0 ' "$STATUS $(says ECONNREFUSED)"
  run bash -c 'ulimit -n 16 && exec "$@"' few "${play[@]}"
  check 'a play with too few descriptors says so' '1 lab: only 16 files may be open at once, which is too few: ulimit -n 1024' "$STATUS $OUT"
  run bash -c 'ulimit -n 16 && exec "$@"' few scripts/lab up
  check 'lab up with too few descriptors says so' '1 lab: only 16 files may be open at once, which is too few: ulimit -n 1024' "$STATUS $OUT"
  run env TMPDIR=/no/such "${play[@]}"
  check 'a play names a TMPDIR that is missing' '1 lab: no file can be made in /no/such, which is your TMPDIR: unset TMPDIR' "$STATUS $OUT"
  run bash -c '"$@" | head -n 3 >/dev/null; echo "status ${PIPESTATUS[0]}"' head "${play[@]}"
  check 'a play whose output nobody reads on ends without a failure' 'status 141' "$OUT"
}

# What a terminal of 80 columns must not fold.
test_width() {
  local command wide=''
  local commands=('scripts/lab help' 'scripts/lab list' 'scripts/lab matrix --help'
    'scripts/lab events --help' 'scripts/lab drops --help' 'scripts/two_hosts.sh --help')
  for command in labs/*/run.sh "$BUILD"/labs/*/*; do
    [[ ! -f $command || ! -x $command ]] || commands+=("$command --help")
  done
  for command in "${commands[@]}"; do
    # shellcheck disable=SC2086  # a command and its argument
    run env LC_ALL=C.UTF-8 $command
    [[ -n $OUT ]] || wide+="$command is silent "
    ! grep -qE '.{81}' <<<"$OUT" || wide+="$command "
  done
  check 'what each program says with --help fits in 80 columns' '' "$wide"
  run scripts/demo_play.sh
  check 'the table of the demo fits in 80 columns' '0 6' \
    "$STATUS $(sed -n '/^How it ended/,$p' <<<"$OUT" | grep -cE '^.{,80}$')$(sed -n '/^How it ended/,$p' <<<"$OUT" | grep -E '.{81}')"
}

# --- completion -------------------------------------------------------------

# What Tab makes of a line, whose last word is not whole yet.
completed() { # WORD ...
  bash --norc -c 'source scripts/completion.bash
    complete -p lab >/dev/null || exit
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _complete_lab "$1" "${@: -1}" "${@: -2:1}"
    printf "%s\n" "${COMPREPLY[@]}" | sort | paste -s -d " "' complete "$@"
}

test_completion() {
  local words expected
  local check_line
  while IFS='|' read -r check_line expected; do
    read -ra words <<<"$check_line"
    [[ $check_line != *' ' ]] || words+=('')
    check "Tab completes '$check_line'" "$expected" "$(completed "${words[@]}" 2>&1 || :)"
  done <<'END'
scripts/lab d|desk doctor drops
scripts/lab watch --f|--for --format
scripts/lab watch --format m|mermaid
scripts/lab sh|shell
scripts/lab run 0|00_instruments 01_echo 02_multiplexing 03_keep_alive 04_tcp_keepalive 05_shutdown_vs_close 06_linger_rst 07_server_closes_first 08_time_wait 09_close_wait
scripts/lab run 05|05_shutdown_vs_close
scripts/lab run dup_|dup_close dup_shutdown
scripts/lab run 5 half|half_close
scripts/lab run 05_shutdown_vs_close shut_rd|shut_rd shut_rdwr
scripts/lab run 05 half_close --st|--step --step-wire
scripts/lab run dup_close --s|--save --step --step-wire
scripts/lab shell |--all --no-calls --no-waits client server
scripts/lab up --r|--rule
scripts/lab desk --|--delay --keep --rule --save
scripts/lab ladder --web|--websocket
scripts/lab matrix --f|--format
scripts/lab matrix --format m|markdown
scripts/lab matrix ESTAB close-un|close-unread close-unsent
scripts/lab matrix FIN|FIN-WAIT-1 FIN-WAIT-2
scripts/lab events FIN|FIN FIN-RST FIN-then-ours
scripts/lab live 05 half|half_close
scripts/lab live --st|--step-wire
scripts/lab drops UDP-b|UDP-buffer-full
scripts/lab nonsense |
END
  check 'completion knows each command of lab help' '' \
    "$(comm -13 <(completed lab '' | tr ' ' '\n' | sort) \
      <(scripts/lab help | sed -nE 's/^  scripts\/lab ([a-z]+).*/\1/p' | sort -u))"
}

# --- programs as their sources are ------------------------------------------

# A clone of this project, with a program or two of its own.
write_clone() {
  mkdir -p "$folder/clone/labs/77_new/expected" "$folder/clone/common"
  cp -r scripts Makefile "$folder/clone"
  ln -s "$ROOT"/common/* "$folder/clone/common"
  cat >"$folder/clone/labs/77_new/run.sh" <<'END'
#!/usr/bin/env bash
# New?
source "${BASH_SOURCE[0]%/*}/../../scripts/stage.sh"
scene one 'One.'
start one on client new
finish
END
  chmod +x "$folder/clone/labs/77_new/run.sh"
  mkdir -p "$folder/clone/build/common" "$folder/clone/build/labs"
  mkdir "$folder/clone/labs/00_instruments"
  write_new 1
}
write_new() { # NUMBER
  printf '#include <cstdio>\nint main() { std::puts("new  number %s"); }\n' "$1" >"$folder/clone/labs/77_new/new.cpp"
}

test_freshness() {
  local lab=("$folder/clone/scripts/lab" run 77)
  write_clone
  # Only its own program: a Makefile that knows no library.
  sed -i 's,^library := .*,library :=,; s,^headers := .*,headers :=,' "$folder/clone/Makefile"
  rm -r "$folder/clone/common" && mkdir "$folder/clone/common"
  export LAB_LOOPBACK=1 PCH=no
  local build=$BUILD
  unset BUILD
  # The instruments as they are here.
  mkdir -p "$folder/clone/build/labs/00_instruments"
  cp "$ROOT/$build"/labs/00_instruments/* "$folder/clone/build/labs/00_instruments" 2>/dev/null || :
  rm -f "$folder"/clone/build/labs/00_instruments/*.[do] # make would link them again
  run "${lab[@]}"
  check 'lab run builds what is missing, and says so in one line' '0 1 ' \
    "$STATUS $(grep -c '^lab: builds ' <<<"$OUT") $(says 'number 1')"
  run "${lab[@]}"
  check 'lab run says nothing where nothing is to do' '0 0 ' \
    "$STATUS $(grep -c '^lab: ' <<<"$OUT" || :) $(says 'number 1')"
  write_new 2
  run "${lab[@]}"
  check 'lab run plays what was edited, not what it was' '0 1 ' \
    "$STATUS $(grep -c '^lab: builds what is older' <<<"$OUT") $(says 'number 2')"
  write_new 3
  run "$folder/clone/labs/77_new/run.sh"
  check 'so does the run.sh of a lab' '0 1 ' "$STATUS $(grep -c '^lab: builds ' <<<"$OUT") $(says 'number 3')"
  write_new 4
  run env BUILD=build "${lab[@]}"
  check 'with BUILD set, nothing is built' '0 0 ' "$STATUS $(grep -c '^lab: builds ' <<<"$OUT" || :) $(says 'number 3')"
  mkdir "$folder/clone/labs/78_other"
  echo 'int main() { return wrong; }' >"$folder/clone/labs/78_other/other.cpp"
  run "${lab[@]}"
  check 'lab run builds what this lab needs, and no other' '0 ' "$STATUS $(says 'number 4')"
  if scripts/two_hosts.sh --check >/dev/null; then
    run env XDG_RUNTIME_DIR="$folder" "$folder/clone/scripts/lab" up --rule 'drop klient FIN'
    check 'lab up names a wrong rule before it builds all labs' '2 ' "$STATUS $(says 'column 6')"
    run env XDG_RUNTIME_DIR="$folder" "$folder/clone/scripts/lab" up --rule 'drop client FIN'
    check 'lab up ends where a lab cannot be built' '1 0 ' \
      "$STATUS $(grep -c 'hosts are up' <<<"$OUT" || :) $(says 'could not be built: mend the line')"
  fi
  rm -r "$folder/clone/labs/78_other"
  write_new 5
  local i
  for i in {1..4}; do "${lab[@]}" >"$folder/fresh.$i" 2>&1 </dev/null & done
  wait
  check 'four at once build once, and all play what is new' '1 4' \
    "$(cat "$folder"/fresh.? | grep -c '^lab: builds ') $(grep -l 'number 5' "$folder"/fresh.? | wc -l)"
  echo 'int main() { return wrong; }' >"$folder/clone/labs/77_new/new.cpp"
  run "${lab[@]}"
  check 'what cannot be built is not played, and the compiler says why' '1 0 ' \
    "$STATUS $(grep -c 'number 5' <<<"$OUT" || :) $(says 'wrong' 'was not declared' 'could not be built: mend the line')"
  hide make
  run env PATH="$LESS" "${lab[@]}"
  check 'without make, what is older than its source is not played' '1 ' \
    "$STATUS $(says 'labs/77_new/new.cpp is newer than the programs, and make is missing')"
  touch "$folder/clone/build/labs/77_new/new"
  run env PATH="$LESS" "${lab[@]}"
  check 'without make, what is newer than its source is played' '0 ' "$STATUS $(says 'number 5')"
  rm -r "$folder/clone/build"
  run env PATH="$LESS" "${lab[@]}"
  check 'without make and programs, the packages are named' '1 ' "$STATUS $(says 'install make and g++' 'scripts/setup.sh demo')"
  BUILD=$build
  unset LAB_LOOPBACK PCH
}

test_doctor() {
  local missing
  cures() { awk '/^  missing / { getline; n += /^           cure: / } END { print n + 0 }' <<<"$OUT"; }
  run scripts/lab doctor
  missing=$(grep -c '^  missing ' <<<"$OUT") || :
  check 'lab doctor looks at this machine, with a cure for what is missing' \
    "$((missing > 0)) $missing " \
    "$STATUS $(cures) $(says "Linux $(uname -r)" namespaces /dev/net/tun)"
  hide ss
  run env PATH="$LESS" scripts/lab doctor
  check 'lab doctor is content with netstat' '' "$(says 'ok       netstat, in place of ss')"
  hide ss netstat g++ make ip nsenter unshare flock
  run env PATH="$LESS" scripts/lab doctor
  check 'lab doctor names the package of each tool that is missing' '1 ' \
    "$STATUS $(says 'missing  ss (' 'package iproute2' 'missing  g++ (' 'package g++' \
      'missing  make (' 'package make' 'package util-linux' \
      'missing  ip (' 'missing  nsenter (' 'missing  unshare (' 'missing  flock (')"
  check 'lab doctor blames no container where unshare is missing' '0' "$(grep -c container <<<"$OUT" || :)"
  # As on Linux 5.10.
  mkdir "$folder/old"
  printf '#!/bin/sh\ncase "$*" in *max_dgram*) exit 1 ;; esac\n' >"$folder/old/unshare"
  chmod +x "$folder/old/unshare"
  run env PATH="$folder/old:$PATH" scripts/lab doctor
  check 'lab doctor says where calls may be lost' '' "$(says 'note     no net.unix.max_dgram_qlen in them')"
  hide ss netstat
  run env PATH="$LESS" scripts/lab run 01 refused
  check 'a play without ss and netstat says which package is missing' '77 ' \
    "$STATUS $(says 'neither ss nor netstat is here: install iproute2')"
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
    skip 'setup with apt-get' 'no namespaces without root here'
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
  mkdir -p "$folder/project/"{common/thing,common/other,labs/77_new,scripts,tests}
  cd "$folder/project"
  cp "$ROOT/Makefile" .
  cp "$ROOT/scripts/links.awk" scripts
  cp "$ROOT/tests/run" tests
  printf '#pragma once\nint one();\n' >common/thing/one.h
  printf '#include "common/thing/one.h"\nint one() { return 1; }\n' >common/thing/one.cpp
  printf 'int two();\nint two() { return 2; }\n' >common/other/two.cpp
  printf '#include "common/thing/one.h"\nint main() { return one() - 1; }\n' >labs/77_new/first.cpp
  printf 'int main() { return 0; }\n' >labs/77_new/second.cpp
}

# What make compiles and links, in one line.
made() { # ARGUMENTS
  run make -j2 PCH=no "$@"
  sed -nE 's/^  (compile|link) +//p' <<<"$OUT" | sort | paste -s -d ' '
}

# In the same project: what a play needs, and no more.
test_play() {
  local name
  mkdir labs/{00_instruments,78_other,79_third}
  for name in 00_instruments/wire 77_new/second 78_other/{named,other} 79_third/third; do
    echo 'int main() { return 0; }' >"labs/$name.cpp"
  done
  echo 'start server on server 78_other/named --port 1' >labs/77_new/run.sh
  rm -r build
  check 'make play builds the programs of its lab, the instruments, and those that it names' \
    '00_instruments/wire 77_new/first 77_new/second 78_other/named' \
    "$(made PLAY=labs/77_new/run.sh play | tr ' ' '\n' | sed -n 's,^build/labs/,,p' | paste -s -d ' ')"
}

test_makefile() {
  local target wrong='' sources=(common/other/two.cpp common/thing/{one.cpp,one.h} labs/77_new/{first,second}.cpp)
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
    'build/labs/77_new/first build/labs/77_new/second common/other common/thing labs/77_new/first.cpp labs/77_new/second.cpp' \
    "$(made)"
  check 'make has nothing to do a second time' '' "$(made)"
  check 'make leaves the folders of the sources as they are' "${sources[*]}" \
    "$(find common labs -type f | sort | paste -s -d ' ')"
  touch labs/77_new/second.cpp
  check 'make builds one program when only its file has changed' \
    'build/labs/77_new/second labs/77_new/second.cpp' "$(made)"
  touch common/thing/one.h
  check 'make compiles what includes the header that has changed, and no more' \
    'build/labs/77_new/first common/thing labs/77_new/first.cpp' "$(made)"
  touch common/other/two.cpp
  check 'make links no program again that does not include the part that has changed' common/other "$(made)"
  touch -d "1 hour ago" common/other/two.cpp
  mv common/other/two.cpp common/thing
  check 'make sees that a file of the library has moved' 'build/labs/77_new/first common/thing' "$(made)"
  check 'make builds for a sanitizer into a folder of its own' build/address_undefined/labs/77_new/second \
    "$(made SANITIZE=address,undefined build/address_undefined/labs/77_new/second | cut -d ' ' -f 1)"
  run make -n CXX=some-clang++ SANITIZE=thread
  check 'make builds for another compiler into a folder of its own' '0 ' \
    "$STATUS $(grep -oE -- '-o [^ ]+' <<<"$OUT" | grep -v ' build/some-clang++_thread/' || :)"
  rm common/thing/one.h
  sed -i '/#include/d; s/one()/zero()/' common/thing/one.cpp
  sed -i '/#include/d; s/one()/1/' labs/77_new/first.cpp
  check 'make does not stumble over a header that is gone' \
    'build/labs/77_new/first common/thing labs/77_new/first.cpp' "$(made)"
  echo 'int main() { int unused = 0; }' >labs/77_new/second.cpp
  run make
  check 'make takes a warning for an error' '2 ' "$STATUS $(says 'unused variable' second.cpp)"
  test_play
  run make clean
  check 'make clean removes build/ and nothing else' 'Makefile common labs scripts tests' "$(find . -maxdepth 1 -mindepth 1 -printf '%f\n' | sort | paste -s -d ' ')"
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
what has failed behind a line without an end|echo ok one; printf "in accept()"; echo failed some: two|1 passed, 1 failed, 0 skipped|1
what is skipped, which is no failure|echo skipped one: no such thing here; echo ok two|1 passed, 0 failed, 1 skipped|0
a script that dies as one that failed|echo ok one; kill -9 $$|1 passed, 1 failed, 0 skipped|1
END
  printf '#!/bin/sh\necho ok one\necho skipped two: no\n' >tests/some.sh
  check 'tests/run says first how many suites there are' 'suites: 1, ' "$(grep -o '^suites: [0-9]*, ' <<<"$OUT")"
  run env CI=true tests/run some
  check 'tests/run takes a skipped test for a failed one on CI' '1 passed, 1 failed, 0 skipped|1' \
    "${OUT##*$'\n'}|$STATUS"
  printf '#!/bin/sh\necho ok one\necho skipped two: this machine was too slow: 40 ms\n' >tests/some.sh
  run env CI=true tests/run some
  check 'tests/run fails no claim that the machine was too slow for, and says it' '1 passed, 0 failed, 1 skipped|0 ' \
    "${OUT##*$'\n'}|$STATUS $(says 'too slow for: 1')"
  printf '#!/bin/sh\ntimeout 10 sh -c "until [ -e b ]; do sleep 0.01; done" && echo ok it\n' >tests/a.sh
  printf '#!/bin/sh\ntouch b; echo ok it\n' >tests/b.sh
  printf '#!/bin/sh\n# Alone: for some reason\n[ -e b ] && echo ok it\n' >tests/c.sh
  chmod +x tests/[abc].sh
  run tests/run c a b
  check 'tests/run runs scripts at once, reports them in order, and the one that is alone last' \
    'a: 1 passed b: 1 passed c: 1 passed' "$(sed -n 's/ passed, [0-9]* s (.* s of a core)$/ passed/p' <<<"$OUT" | xargs)"
  run tests/run nonsense
  check 'tests/run knows its scripts' '2 tests/run: there is no tests/nonsense.sh' "$STATUS $OUT"
}

test_lab
test_usage
test_one_lab
test_surroundings
test_width
test_completion
test_doctor
test_setup
test_freshness
test_makefile
test_run
