# shellcheck shell=bash
# What a play takes on its command line. Read by stage.sh.

# What cannot be, in a word; status 2.
refuse() { # WHAT
  echo "$LAB: $1" >&2
  exit 2
}

# "scene NAME TEXT", or slow_scene, of each scene of the play.
read_scenes() {
  sed -nE "s/^((slow_)?scene) ([a-z0-9_]+) [\"'](.*)[\"']\$/\1 \3 \4/p" "$PLAY"
}

is_scene() { # NAME
  local name
  while read -r _ name _; do [[ $name != "$1" ]] || return 0; done < <(read_scenes)
  return 1
}

list_scenes() {
  read_scenes | while read -r word name text; do
    [[ $word != scene ]] || printf '  %-18s %s\n' "$name" "$text"
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
--step-wire     holds each segment on the wire for a key
--save FOLDER   keeps each scene's trace, and its pcap for Wireshark
--list          names the scenes
LAB_LOOPBACK=1 in the environment: on loopback, without the two hosts.
HELP
}

# Keys must be able to come.
check_keyboard() { # OPTION KEYS
  [[ ! /dev/stdin -ef /dev/null ]] ||
    refuse "$1 waits for $2, which cannot come: standard input is closed, or /dev/null"
}

# OPTIONS: those of the engine.
read_options() { # ARGUMENT ...
  local scenes=() names word name
  names=$(read_scenes)
  OPTIONS=()
  while (($#)); do
    case $1 in
      --save=*) set -- --save "${1#*=}" "${@:2}" && continue ;;
      --save)
        [[ -n ${2:-} ]] || refuse '--save takes a folder'
        make_folder "$2"
        OPTIONS+=(--save "$(realpath -m -- "$2")")
        shift
        ;;
      --step) check_keyboard "$1" Enter && OPTIONS+=("$1") ;;
      --step-wire) check_keyboard "$1" keys && OPTIONS+=("$1") && export LAB_DEADLINE=86400 ;;
      --list) list_scenes && exit 0 ;;
      --help | -h) show_help && exit 0 ;;
      -*) refuse "'$1' is not an option; these are: --step --step-wire --save FOLDER --list --help" ;;
      *)
        is_scene "$1" || refuse "there is no scene '$1'; these are:"$'\n'"$(list_scenes)"
        scenes+=("$1")
        ;;
    esac
    shift
  done
  [[ ${LAB_DEADLINE:-10} =~ ^[1-9][0-9]{0,5}$ ]] ||
    refuse "LAB_DEADLINE is a number of seconds from 1 to 999999, not '$LAB_DEADLINE'"
  if ((${#scenes[@]} == 0)) && [[ -z ${ONE_WORLD:-} ]]; then
    while read -r word name _; do
      [[ $word != scene ]] || scenes+=("$name")
    done <<<"$names"
  fi
  OPTIONS+=(--scenes "${scenes[*]}")
}
