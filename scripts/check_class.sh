# shellcheck shell=bash
# scripts/lab check --all: marks the programs of a class, as many at a time as there
# are cores, each in its own folder and its own world.

# STUDENTS: their names; PROGRAMS: their files. A name is the folder of the file, if
# all files have the same name; else the file, without its ending.
find_students() {
  local file name folder
  local -A names=() seen=()
  # Each name as it is: a newline may be in it.
  # shellcheck disable=SC2086  # a pattern, and no words
  mapfile -d '' -t PROGRAMS < <(
    cd -- "$HERE" && shopt -s nullglob && IFS=''
    for file in $PATTERN; do [[ ! -e $file && ! -L $file ]] || printf '%s\0' "$file"; done
  )
  STUDENTS=()
  declare -gA SHARED=() # folders in which another one's program is, too
  ((${#PROGRAMS[@]} > 0)) || wrong_usage "no file is like '$PATTERN'; put it into quotation marks: --all 'submissions/*/run.sh'"
  for file in "${PROGRAMS[@]}"; do
    names[${file##*/}]=1 folder=/${file%"${file##*/}"}
    SHARED[$folder]=$((${SHARED[$folder]:-0} + 1))
  done
  for file in "${PROGRAMS[@]}"; do
    if ((${#names[@]} == 1 && ${#PROGRAMS[@]} > 1)) && [[ $file == */* ]]; then
      name=${file%/*} name=${name##*/}
    else
      name=${file##*/} name=${name%.*}
    fi
    [[ -n $name && $name != . && $name != .. && -z ${seen[$name]:-} ]] || name=${file//\//_}
    while [[ -n ${seen[$name]:-} ]]; do name+=_; done
    seen[$name]=1
    STUDENTS+=("$name")
  done
}

# FILE: its whole path, with no link in it; PLACE: the folder that it is in. REASON
# where it cannot be played: whoever hands in a link gets no mark of another one's.
find_program() { # FILE
  local name=${1##*/} path=${1%"${1##*/}"}
  REASON=''
  IFS= read -r -d '' PLACE < <(cd -- "$HERE" && realpath -z -- "${path:-.}" 2>/dev/null) || PLACE=''
  IFS= read -r -d '' FILE < <(realpath -z -- "$PLACE/$name" 2>/dev/null) || FILE=''
  if [[ ! -f $FILE ]]; then
    REASON="$name is no file"
  elif [[ $FILE != "${PLACE%/}"/* ]]; then
    REASON="$name is a link that leads out of its folder"
  fi
}

# Marks one; says so in a line.
mark_student() { # NAME FILE
  local folder=$TEMPORARY/class/$1 command line first=''
  mkdir -p -- "$folder"
  find_program "$2"
  if [[ -z $REASON && ${SHARED[/${2%"${2##*/}"}]} != 1 ]]; then
    # Nobody reads what another one has written.
    PLACE=$TEMPORARY/places/$1
    mkdir -p -- "$PLACE"
    cp -p -- "$FILE" "$PLACE/"
    FILE=$PLACE/${FILE##*/}
  fi
  command=("$FILE")
  if [[ -z $REASON && ! -x $FILE ]]; then
    # An archive may have lost that it may be run.
    IFS= read -r -n 100 first 2>/dev/null <"$FILE" || :
    case $FILE in
      *.py) command=(python3 "$FILE") ;;
      *.js) command=(node "$FILE") ;;
      *.sh) [[ $first == '#!'* && ! $first =~ sh$ ]] || command=(bash "$FILE") ;;
    esac
    ((${#command[@]} > 1)) || REASON="${FILE##*/} may not be run: chmod +x"
  fi
  if [[ -n $REASON ]]; then
    mkdir -p -- "$folder/0"
    echo "$REASON" >"$folder/0/errors"
  else
    play_all "$folder" "$PLACE" "${command[@]}"
  fi
  line=$(grade "$folder" --format line) || :
  printf '  %-12s %-9s %s\n' "${line%%$'\t'*}" "${line##*$'\t'}" "${1//[[:cntrl:]]/?}" >&"$LINES"
  [[ -z $SAVE || ($line == met*) ]] || keep_runs "$folder" "$SAVE/$1"
}

mark_class() {
  local i status=0 kind=csv written=$TEMPORARY/marks most
  most=$(nproc)
  [[ $FORMAT == text ]] || kind=$FORMAT
  find_students
  find_save_folder
  # Who cannot be played for want of room has a mark, too: one cannot tell.
  mkdir -p -- "${STUDENTS[@]/#/$TEMPORARY/class/}"
  # What a program is to read stands alone on standard output.
  if [[ $FORMAT == text ]]; then exec {LINES}>&1; else exec {LINES}>&2; fi
  for i in "${!STUDENTS[@]}"; do
    ((${#PLAYERS[@]} < most)) || { wait -n || : && still_playing; }
    mark_apart "${STUDENTS[i]}" "${PROGRAMS[i]}" </dev/null &
    PLAYERS+=($!)
  done
  wait
  PLAYERS=()
  "$INSTRUMENTS/grade" --class "$TEMPORARY/class" --runs $((VARIANTS + 1)) --exercise "$(long_name "$EXERCISE")" \
    --format "$kind" >"$written" || status=$?
  if [[ -n $SAVE ]]; then
    cp -- "$written" "$SAVE/marks.$kind"
    echo "written: $SAVE/marks.$kind" >&"$LINES"
  else
    [[ $FORMAT != text ]] || echo
    cat "$written"
  fi
  return "$status"
}

# A shell of its own marks a student.
mark_apart() { # NAME FILE
  trap end_player TERM
  trap - EXIT
  PLAYERS=()
  mark_student "$@"
}

end_player() {
  local player
  for player in "${PLAYERS[@]}"; do kill -TERM "$player" 2>/dev/null || :; done
  exit 143
}

# PLAYERS: those that have not ended.
still_playing() {
  local player still=()
  for player in "${PLAYERS[@]}"; do
    [[ ! -e /proc/$player ]] || still+=("$player")
  done
  PLAYERS=("${still[@]}")
}
