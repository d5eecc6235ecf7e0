# shellcheck shell=bash
# What scripts/lab, stage.sh and lab 17's matrix.sh share: a look at where they
# are, the programs as their sources are now, and lists that fit on a terminal.

# Ends the script, with 1, where it would fail later, and say less clearly why.
check_surroundings() {
  local limits files=unlimited temporary=${TMPDIR:-/tmp}
  mapfile -t limits </proc/self/limits # ulimit -n, without a process for it
  [[ ! ${limits[*]} =~ Max\ open\ files\ +([0-9]+) ]] || files=${BASH_REMATCH[1]}
  [[ $files == unlimited || $files -ge 256 ]] ||
    refuse_to_play "only $files files may be open at once, which is too few: ulimit -n 1024"
  [[ -d $temporary && -w $temporary ]] ||
    refuse_to_play "no file can be made in $temporary${TMPDIR:+, which is your TMPDIR: unset TMPDIR}"
}

# Builds what a play may start, or all programs, or some, where that is older than
# its source, and says so; ends the script, with 1, if that cannot be. With BUILD
# set, make or a test has built already.
bring_up_to_date() { # PLAY|all|LAB/PROGRAM ...
  [[ -z ${BUILD:-} ]] || return 0
  export BUILD=build
  local root newest targets=(all)
  root=$(cd -- "${BASH_SOURCE[0]%/*}/.." && pwd)
  if [[ $1 == [0-9]* ]]; then
    targets=("${@/#/build/labs/}")
  elif [[ $1 != all ]]; then
    targets=(play "PLAY=$(realpath --relative-to="$root" -- "$1")")
  fi
  local make=(env -u MAKEFLAGS make -C "$root" --no-print-directory -s BUILD=build SANITIZE=)
  if ! type -P make >/dev/null; then
    newest=$(find "$root/build/labs" -type f -perm -u+x -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1) || :
    [[ -n $newest ]] || refuse_to_play 'the programs are not built, and make is missing: install make and g++, or let scripts/setup.sh demo do it'
    newest=$(find "$root/common" "$root/labs" -name '*.[ch]*' -newer "${newest#* }" -print -quit)
    [[ -z $newest ]] || refuse_to_play "${newest#"$root"/} is newer than the programs, and make is missing: install make"
    return 0
  fi
  ! "${make[@]}" -q "${targets[@]}" >/dev/null 2>&1 || return 0
  mkdir -p "$root/build" 2>/dev/null || :
  [[ -w $root/build && (! -e $root/build/.lock || -w $root/build/.lock) ]] ||
    refuse_to_play "the programs are older than their sources, and you may not write in $root/build: use a clone of your own"
  # One script builds at a time; the others wait for it.
  exec {LOCK}>"$root/build/.lock"
  flock "$LOCK"
  if ! "${make[@]}" -q "${targets[@]}" >/dev/null 2>&1; then
    if [[ -x $root/build/labs/00_instruments/wire ]]; then
      echo 'lab: builds what is older than its source, or not there yet' >&2
    else
      echo 'lab: builds the programs, which takes a minute the first time' >&2
    fi
    newest=$("${make[@]}" -j"$(nproc)" "${targets[@]}" 2>&1) || {
      grep -vE '^  (compile|link|headers) ' <<<"$newest" >&2
      [[ $newest != *' error: '* ]] ||
        refuse_to_play 'the program could not be built: mend the line that the compiler names above, and run this again'
      refuse_to_play 'the programs could not be built: see above; scripts/lab doctor names a tool that is missing'
    }
  fi
  exec {LOCK}>&-
}

refuse_to_play() { # REASON
  echo "lab: $1" >&2
  exit 1
}

# A folder for what --save keeps; ends the script, with 1, before anything is
# played, if nothing can be kept there.
make_folder() { # FOLDER
  mkdir -p -- "$1" 2>/dev/null || :
  [[ -d $1 && -w $1 ]] || refuse_to_play "nothing can be kept in $1: --save takes a folder that you may write in"
}

# "  NAME TEXT" lines, for a terminal of 80 columns.
fold_list() {
  local name text
  while read -r name text; do
    printf '  %-18s %s\n' "$name" "$(fold -s -w 59 <<<"$text" | sed '2,$s/^/                     /; s/ *$//')"
  done
}
