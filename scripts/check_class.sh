# shellcheck shell=bash
# scripts/lab check --all: marks the programs of a class, as many at a time as there
# are cores, each in its own folder and its own world.

# STUDENTS: their names; PROGRAMS: their files. A name is the folder of the file, if
# all files have the same name; else the file, without its ending.
find_students() {
  local file name all seen=' '
  mapfile -t PROGRAMS < <(cd -- "$HERE" && compgen -G "$PATTERN" | sort)
  STUDENTS=()
  ((${#PROGRAMS[@]} > 0)) || wrong_usage "no file is like '$PATTERN'; put it into quotation marks: --all 'submissions/*/run.sh'"
  all=$(printf '%s\n' "${PROGRAMS[@]##*/}" | sort -u | wc -l)
  for file in "${PROGRAMS[@]}"; do
    if ((all == 1 && ${#PROGRAMS[@]} > 1)) && [[ $file == */* ]]; then
      name=${file%/*} name=${name##*/}
    else
      name=${file##*/} name=${name%.*}
    fi
    [[ -n $name && $name != . && $name != .. && $seen != *" ${name// /_} "* ]] || name=${file//\//_}
    seen+="${name// /_} "
    STUDENTS+=("$name")
  done
}

# Marks one; says so in a line.
mark_student() { # NAME FILE
  local folder=$TEMPORARY/class/$1 place file command line first=''
  file=$(cd -- "$HERE" && realpath -- "$2")
  place=${file%/*} command=("$file")
  mkdir -p -- "$folder"
  if [[ ! -x $file ]]; then
    # An archive may have lost that it may be run.
    IFS= read -r first 2>/dev/null <"$file" || :
    case $file in
      *.py) command=(python3 "$file") ;;
      *.js) command=(node "$file") ;;
      *.sh) [[ $first == '#!'* && ! $first =~ sh$ ]] || command=(bash "$file") ;;
    esac
  fi
  if [[ -d $file || (${#command[@]} == 1 && ! -x $file) ]]; then
    mkdir -p -- "$folder/0"
    echo "${file##*/} may not be run: chmod +x" >"$folder/0/errors"
  else
    play_all "$folder" "$place" "${command[@]}"
  fi
  line=$(grade "$folder" --format line) || :
  printf '  %-12s %-9s %s\n' "${line%%$'\t'*}" "${line##*$'\t'}" "$1" >&"$LINES"
  [[ -z $SAVE || ($line == met*) ]] || keep_runs "$folder" "$SAVE/$1"
}

mark_class() {
  local i status=0 kind=csv written=$TEMPORARY/marks most
  most=$(nproc)
  [[ $FORMAT == text ]] || kind=$FORMAT
  find_students
  find_save_folder
  mkdir "$TEMPORARY/class"
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
