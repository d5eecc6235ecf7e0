# shellcheck shell=bash
# What scripts/check.sh knows of exercises: where they are, how one is played, and
# which have been met.
VARIANTS=${LAB_QUIET_RUNS:-4} # with other data
MOST_TRIES=3      # of a run that the machine was too slow for

# --- which there are ----------------------------------------------------------

# "05/answer_survives" of labs/05_shutdown_vs_close/exercises/answer_survives.
short_name() { # FOLDER
  local lab=${1#labs/}
  echo "${lab%%_*}/${1##*/}"
}

# "05_shutdown_vs_close/answer_survives"
long_name() { # FOLDER
  local lab=${1#labs/}
  echo "${lab%%/*}/${1##*/}"
}

text_of() { # FOLDER
  sed -nE "s/^exercise [a-z0-9_]+ ['\"](.*)['\"]$/\1/p" "$1/play.sh"
}

# As common/check counts them: one for a line that does not say, and for the lines
# that stand in no file.
points_of() { # FOLDER
  awk '
    FILENAME ~ /play\.sh$/ {
      if (/^yours server/) listens = 1
      if (/^printed yours /) prints = 1
      next
    }
    /^[ \t]*(#|$)/ || $1 ~ /^(hint|why|see|end|together)$/ || /^[ \t]*any number of[ \t]*$/ { next }
    { sum += match($0, /  points [0-9]+[ \t]*$/) ? substr($0, RSTART + 9) : 1 }
    END { print sum + listens + prints + 1 }' "$1/play.sh" "$1/expected.ladder"
}

list_exercises() {
  local folder text name lines
  read_progress
  for folder in labs/*/exercises/*/; do
    folder=${folder%/}
    [[ -x $folder/play.sh ]] || continue
    name=$(short_name "$folder") text=$(text_of "$folder")
    mapfile -t lines < <(fold -s -w 42 <<<"$text")
    printf '  %-22s %3s points %-3s %s\n' "$name" "$(points_of "$folder")" \
      "${MET[$(long_name "$folder")]:+met}" "${lines[0]% }"
    for text in "${lines[@]:1}"; do printf '%38s%s\n' '' "${text% }"; done
  done
  echo
  echo 'scripts/lab check NAME says what is asked; scripts/lab check NAME -- COMMAND plays it.'
}

# EXERCISE: the folder of the one that is meant: 05/NAME, 5/NAME, 05_lab/NAME, NAME.
find_exercise() { # TEXT
  local text=$1 lab='' found=() names
  [[ $text != */* ]] || lab=${text%/*}
  [[ $lab != [0-9] ]] || lab=0$lab
  if [[ $text =~ ^[a-z0-9_]+(/[a-z0-9_]+)?$ ]]; then
    mapfile -t found < <(compgen -G "labs/$lab*/exercises/${text##*/}/play.sh" | sort)
  fi
  if ((${#found[@]} == 0)); then
    mapfile -t names < <(for one in labs/*/exercises/*/play.sh; do short_name "${one%/play.sh}"; done)
    wrong_usage "there is no exercise '$1'; there are:$(printf '\n  %s' "${names[@]}")"
  fi
  ((${#found[@]} == 1)) || wrong_usage "more than one exercise is called '$1':$(printf '\n  %s' "${found[@]%/play.sh}")"
  EXERCISE=${found[0]%/play.sh}
}

# --- how one is played --------------------------------------------------------

# Plays one run. Its report, ladder and errors are in FOLDER/VARIANT.
play_run() { # FOLDER VARIANT PLACE COMMAND ...
  local folder=$1/$2 variant=$2 place=$3 tries player keep=()
  for ((tries = 0; tries < MOST_TRIES; ++tries)); do
    rm -rf -- "$folder"
    { mkdir -p -- "$folder" && printf '%s\0' "${@:4}" >"$folder/command"; } 2>/dev/null || {
      echo "lab check: cannot tell: nothing can be written in ${TMPDIR:-/tmp} (is it full?); TMPDIR names another folder" >&2
      exit 77
    }
    [[ -z $SAVE ]] || keep=(--save "$folder")
    (
      cd -- "$place" || exit
      exec env LAB_VARIANT="$variant" "$INSTRUMENTS/stage" --play "$ROOT/$EXERCISE/play.sh" --programs "${INSTRUMENTS%/*}" \
        --scenes "${EXERCISE##*/}" --worlds "$ROOT/scripts/two_hosts.sh" --mark "$folder" --sandbox "$ROOT/scripts/sandbox" "${keep[@]}"
    ) >"$folder/ladder" 2>"$folder/errors" </dev/null &
    player=$!
    PLAYERS+=("$player")
    wait "$player" || :
    PLAYERS=()
    grep -qs 'this machine was too slow' "$folder/report" || break
  done
}

# Plays the shown run and, if it is met, the quiet ones until one is not.
play_all() { # FOLDER PLACE COMMAND ...
  local variant
  for ((variant = 0; variant <= VARIANTS; ++variant)); do
    play_run "$1" "$variant" "${@:2}"
    is_met "$1/$variant" || break
  done
}

# Whether each line of a run is.
is_met() { # FOLDER
  [[ -s $1/report && $(<"$1/report") == *'"whole":true'* ]] || return 1
  ! grep -qE '"result":"(not met|not checked|cannot tell)"|"broken":"[^"]' "$1/report"
}

grade() { # FOLDER OPTION ...
  "$INSTRUMENTS/grade" --read "$1" --runs $((VARIANTS + 1)) --exercise "$(long_name "$EXERCISE")" "${@:2}"
}

# Of each run what one may want to look at again.
keep_runs() { # FROM TO
  local run file
  for run in "$1"/*/; do
    run=${run%/}
    mkdir -p -- "$2/run${run##*/}"
    for file in "$run"/{ladder,report,*.trace,*.pcap}; do
      [[ ! -e $file ]] || cp -- "$file" "$2/run${run##*/}/"
    done
  done
}

# --- which have been met ------------------------------------------------------

# MET[05_shutdown_vs_close/answer_survives]: the day.
read_progress() {
  local name day
  declare -gA MET=()
  PROGRESS=${LAB_PROGRESS:-$HERE/.lab_progress}
  [[ $PROGRESS == /* ]] || PROGRESS=$HERE/$PROGRESS
  [[ -r $PROGRESS && ! -d $PROGRESS ]] || return 0
  while read -r name day; do
    [[ ! $name =~ ^[0-9]{2}_[a-z0-9_]+/[a-z0-9_]+$ ]] || MET[$name]=${day:-1}
  done <"$PROGRESS"
}

note_progress() { # FOLDER
  local name
  name=$(long_name "$1")
  read_progress
  [[ -z ${MET[$name]:-} ]] || return 0
  { printf '%s %(%Y-%m-%d)T\n' "$name" -1 >>"$PROGRESS"; } 2>/dev/null ||
    echo "lab check: that it is met cannot be kept in $PROGRESS: set LAB_PROGRESS to a file that you may write" >&2
}

show_progress() {
  local folder met=0 all=0 name
  read_progress
  for folder in labs/*/exercises/*/; do
    folder=${folder%/}
    [[ -x $folder/play.sh ]] || continue
    name=$(long_name "$folder")
    all=$((all + 1))
    [[ -z ${MET[$name]:-} ]] || met=$((met + 1))
    printf '  %-12s %s\n' "${MET[$name]:-}" "$(short_name "$folder")"
  done
  printf '%d of %d exercises met\n' "$met" "$all"
}
