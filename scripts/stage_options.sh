# shellcheck shell=bash
# What a play takes on its command line. Read by stage.sh.

# Ends the script: the command line is wrong.
refuse() { # WHAT
  echo "$LAB: $1" >&2
  exit 2
}

# NAMES of all scenes of the play, in their order; the TEXTS of those that are not
# slow.
read_scenes() {
  local lines line
  NAMES=()
  declare -gA TEXTS=()
  mapfile -t lines <"$PLAY"
  for line in "${lines[@]}"; do
    [[ $line =~ ^(slow_)?scene\ ([a-z0-9_]+)\ [\"\'](.*)[\"\']$ ]] || continue
    NAMES+=("${BASH_REMATCH[2]}")
    [[ -n ${BASH_REMATCH[1]} ]] || TEXTS[${BASH_REMATCH[2]}]=${BASH_REMATCH[3]}
  done
}

list_scenes() {
  local name
  for name in "${NAMES[@]}"; do
    [[ -z ${TEXTS[$name]:-} ]] || printf '  %-18s %s\n' "$name" "${TEXTS[$name]}"
  done
}

# The play's own head, its scenes, and the options.
show_help() {
  printf 'usage: scripts/lab run %s [SCENE ...] [OPTION ...]\n\n' "${LAB%%_*}"
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$PLAY"
  printf '\nScenes:\n'
  list_scenes | fold_list
  cat <<'HELP'

--step          waits for Enter before each line of the play
--step-wire     holds each segment on the wire for a key; judges nothing then
--predict       asks you what happens, before it shows it; --predict=quiz makes
                a sheet of paper of it, --predict=answers its answers
--queues        draws, at its end, how many bytes lay where, over time
--why           says below each segment why it was sent
--save FOLDER   keeps each scene's trace, its pcap for Wireshark, and a page
                that plays it in a browser
--list          names the scenes
LAB_LOOPBACK=1 in the environment: on loopback, without the two hosts.
HELP
}

# Ends the script if no key can be pressed.
check_keyboard() { # OPTION KEYS
  [[ ! /dev/stdin -ef /dev/null ]] ||
    refuse "$1 waits for $2, which cannot come: standard input is closed, or /dev/null"
}

# OPTIONS: those of the engine.
read_options() { # ARGUMENT ...
  local scenes=() name folder='' predicts=''
  read_scenes
  OPTIONS=()
  while (($#)); do
    case $1 in
      --save=*) set -- --save "${1#*=}" "${@:2}" && continue ;;
      --save)
        [[ -n ${2:-} ]] || refuse '--save takes a folder'
        folder=$2
        shift
        ;;
      --queues | --why) OPTIONS+=("$1") ;;
      --predict) OPTIONS+=(--predict ask) && predicts=$1 ;;
      --predict=quiz | --predict=answers) OPTIONS+=(--predict "${1#*=}") && predicts=$1 ;;
      --predict=*) refuse "$1: it is --predict, --predict=quiz or --predict=answers" ;;
      --step) check_keyboard "$1" Enter && OPTIONS+=("$1") ;;
      --step-wire) check_keyboard "$1" keys && OPTIONS+=("$1") && export LAB_DEADLINE=86400 ;;
      --list) list_scenes && exit 0 ;;
      --help | -h) show_help && exit 0 ;;
      -*) refuse "'$1' is not an option; these are: --step --step-wire --predict --queues --why --save FOLDER --list --help" ;;
      *)
        [[ -n $1 && " ${NAMES[*]} " == *" $1 "* ]] ||
          refuse "there is no scene '$1'; these are:"$'\n'"$(list_scenes | fold_list)"
        scenes+=("$1")
        ;;
    esac
    shift
  done
  [[ -z $predicts || " ${OPTIONS[*]} " != *' --step'* ]] ||
    refuse "$predicts asks about a scene that was played: --step and --step-wire stop one that is"
  [[ ${LAB_DEADLINE:-10} =~ ^[1-9][0-9]{0,5}$ ]] ||
    refuse "LAB_DEADLINE is a number of seconds from 1 to 999999, not '$LAB_DEADLINE'"
  [[ -z $folder ]] || { make_folder "$folder" && OPTIONS+=(--save "$(realpath -- "$folder")"); }
  if ((${#scenes[@]} == 0)) && [[ -z ${ONE_WORLD:-} ]]; then
    for name in "${NAMES[@]}"; do [[ -z ${TEXTS[$name]:-} ]] || scenes+=("$name"); done
  fi
  OPTIONS+=(--scenes "${scenes[*]}")
}
