# shellcheck shell=bash
# scripts/lab check --watch: plays again whenever the file of the program changes.

# FILE: what is watched: the last argument that is a file, or the program itself.
find_file() {
  local word
  FILE=''
  for word in "${COMMAND[@]:1}"; do
    [[ $word == /* ]] || word=$HERE/$word
    [[ ! -f $word ]] || FILE=$word
  done
  [[ -z $FILE ]] || return 0
  FILE=${COMMAND[0]}
  [[ $FILE == /* ]] || { [[ $FILE == */* ]] && FILE=$HERE/$FILE; } || FILE=$(type -P "$FILE")
}

# An editor may write a new file in the place of the old one.
look_at_file() { stat -c '%i %Y %y %s' -- "$FILE" 2>/dev/null || echo gone; }

# An editor takes its time: until two looks see the same. NOW is that.
let_file_rest() {
  local before=''
  until [[ $NOW == "$before" ]]; do
    before=$NOW
    read -r -t 0.1 <> <(:) || :
    NOW=$(look_at_file)
  done
}

watch_once() {
  local status=0
  rm -rf -- "$RUNS"
  play_all "$RUNS" "$HERE" "${COMMAND[@]}"
  grade "$RUNS" --hint "$SHOWN" || status=$?
  ((status != 0)) || note_progress "$EXERCISE"
  echo
  show_keys
}

show_keys() {
  echo "${FILE##*/} is watched. h: a hint more, l: the ladder, n: the next exercise, q: the end"
}

show_hints() {
  local told
  told=$(grade "$RUNS" --format hints --hint "$SHOWN") || :
  if [[ -n $told ]]; then echo "$told"; else echo '  There is no hint.'; fi
  show_keys
}

# The ladder of the run that failed, or of the shown one.
show_ladder() {
  local run=$RUNS/0 one
  for one in "$RUNS"/*/; do is_met "${one%/}" || { run=${one%/} && break; }; done
  cat "$run/ladder"
  show_keys
}

# EXERCISE: the next one that is not met.
next_exercise() {
  local folder all=(labs/*/exercises/*/) behind=() before=() seen=''
  read_progress
  for folder in "${all[@]%/}"; do
    if [[ $folder == "$EXERCISE" ]]; then
      seen=1
    elif [[ -z ${MET[$(long_name "$folder")]:-} ]]; then
      if [[ -n $seen ]]; then behind+=("$folder"); else before+=("$folder"); fi
    fi
  done
  behind+=("${before[@]}")
  ((${#behind[@]} > 0)) || { echo 'All other exercises are met.' && return; }
  EXERCISE=${behind[0]}
  printf '\n%s: %s\n  The task is in %s\n\n' "$(short_name "$EXERCISE")" "$(text_of "$EXERCISE")" "$EXERCISE/README.md"
  (bring_up_to_date "$EXERCISE/play.sh") || :
  show_keys
}

watch_program() {
  local seen key status
  check_command
  find_file
  RUNS=$TEMPORARY/runs SHOWN=$HINTS
  seen=$(look_at_file)
  watch_once
  while :; do
    key='' status=0
    IFS= read -rs -N 1 -t 0.3 key || status=$?
    # The end of the input is no time that is over.
    ((status == 0 || status > 128)) || break
    case $key in
      q) break ;;
      h)
        SHOWN=$((SHOWN + 1))
        show_hints
        ;;
      l) show_ladder ;;
      n) next_exercise ;;
      ''|$'\n') ;;
      *) show_keys ;;
    esac
    NOW=$(look_at_file)
    [[ $NOW != "$seen" && $NOW != gone ]] || continue
    let_file_rest
    seen=$NOW SHOWN=$HINTS
    printf '\n'
    watch_once
  done
}
