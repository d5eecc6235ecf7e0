# shellcheck shell=bash
# A two-host world that stays, to be used by hand from several terminals. Read
# by scripts/lab.

# Of this user's world: its first process, as this machine numbers it, and when
# that began, for numbers come again.
WORLD_FOLDER=/tmp/tcp-lab-$UID
[[ -z ${XDG_RUNTIME_DIR:-} || ! -O $XDG_RUNTIME_DIR ]] || WORLD_FOLDER=$XDG_RUNTIME_DIR/tcp-lab-$UID
WORLD_FILE=$WORLD_FOLDER/world

# /tmp is everybody's: what has that name there may be another's, or a way to it.
check_folder() {
  mkdir -m 700 "$WORLD_FOLDER" 2>/dev/null || :
  local wrong=''
  if [[ -L $WORLD_FOLDER ]]; then
    wrong='is a symbolic link'
  elif [[ ! -d $WORLD_FOLDER ]]; then
    wrong='cannot be made'
  elif [[ ! -O $WORLD_FOLDER ]]; then
    wrong='belongs to somebody else'
  elif [[ $(stat -c %a "$WORLD_FOLDER") != 700 ]]; then
    wrong='is open to others'
  fi
  [[ -n $wrong ]] || return 0
  echo "lab: $WORLD_FOLDER $wrong; remove it, or set XDG_RUNTIME_DIR to a folder of your own" >&2
  exit 1
}

# When a process began; nothing if there is none.
began() { # PROCESS
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  read -ra stat <<<"${stat##*) }"
  printf '%s' "${stat[19]}"
}

world_process() { # prints it; 1 if there is none
  local process began
  [[ -O $WORLD_FOLDER && ! -L $WORLD_FOLDER ]] &&
    { read -r process began <"$WORLD_FILE"; } 2>/dev/null &&
    [[ -n $began && $(began "$process") == "$began" ]] && printf '%s' "$process"
}

# Runs a command in the world, from this folder, to its end or the world's.
in_world() { # COMMAND ...
  local process status=0 terminal='' enter=(nsenter --preserve-credentials --user --mount --net --pid)
  ((EUID != 0)) || enter=(nsenter --mount --net --pid)
  process=$(world_process) || { echo 'lab: there is no world yet: start one with scripts/lab up' >&2 && exit 1; }
  [[ ! -t 0 ]] || terminal=$(stty -g) # a shell that is killed does not give it back
  # This shell would announce, on its standard error, that the world is killed.
  exec {ERRORS}>&2 2>/dev/null
  # shellcheck disable=SC2016  # for the shell in there
  "${enter[@]}" --target "$process" "$BASH" -c 'cd "$1" && shift && exec "$@"' in_world "$PWD" "$@" \
    2>&"$ERRORS" {ERRORS}>&- || status=$?
  # Was it the command alone, or all of the world?
  if ((status == 137)) && ! "${enter[@]}" --target "$process" true; then
    # The terminal still belongs to the shell that was killed.
    [[ -z $terminal ]] || (trap '' TTOU && stty "$terminal")
    echo 'lab: the world has ended' && exit 0
  fi
  exec 2>&"$ERRORS"
  return "$status"
}

# The child of a process, which unshare has made.
child_of() { # PROCESS
  local stat process parent wait=100
  while ((wait-- > 0)); do
    for stat in /proc/[0-9]*/stat; do
      read -r process _ _ parent _ <"$stat" || continue
      [[ $parent != "$1" ]] || { printf '%s' "$process" && return; }
    done 2>/dev/null
    kill -0 "$1" 2>/dev/null || return
    read -r -t 0.05 <> <(:) || :
  done
  return 1
}

# The wire's arguments, from those of `up`: WIRE, and SAVE, a folder or nothing.
read_up_options() { # ARGUMENT ...
  local keep=64
  WIRE=() SAVE=''
  while (($#)); do
    case $1 in
      --rule=* | --delay=* | --keep=* | --save=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
      --rule | --delay | --keep | --save) [[ -n ${2:-} ]] || wrong_usage "$1 takes a value" ;;&
      --rule | --delay) WIRE+=("$1" "$2") ;;
      --keep)
        [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || wrong_usage "--keep takes a number of MiB from 1 to 999999, not '$2'"
        keep=$2
        ;;
      --save) SAVE=$(realpath -m -- "$2") ;;
      *) wrong_usage "'$1' is not an option; these are: --rule TEXT, --delay TIME, --keep N, --save FOLDER" ;;
    esac
    shift 2
  done
  if [[ -z $SAVE ]]; then
    WIRE+=(--keep "$keep")
  else
    make_folder "$SAVE"
  fi
}

world_up() { # ARGUMENT ...
  local world build=${BUILD:-}
  read_up_options "$@"
  ! world=$(world_process) || { echo "lab: your world is up already (process $world)" >&2 && exit 1; }
  check_surroundings
  bring_up_to_date 00_instruments/wire # which knows whether a rule is wrong
  check_folder
  scripts/two_hosts.sh --check >/dev/null || exec scripts/two_hosts.sh true # says why not
  # Its standard input ends when this shell does, in whatever way: so does it.
  # shellcheck disable=SC2016  # for the shell in there
  coproc WORLD {
    exec scripts/two_hosts.sh "$BASH" -c 'mkfifo /run/keys
      trace=/run/trace pcap=/run/wire.pcap
      if [[ -n $2 ]]; then
        trace=$2/world.trace pcap=$2/world.pcap
        ln -s "$trace" /run/trace && ln -s "$pcap" /run/wire.pcap
      fi
      "$1" --keys --calls /run/calls --trace "$trace" --data 65535 --pcap "$pcap" "${@:3}" <>/run/keys &
      wire=$!
      until [[ -S /run/calls ]] || ! kill -0 $wire 2>/dev/null; do read -r -t 0.05 <> <(:); done
      [[ -S /run/calls ]] || { wait $wire; exit; }
      echo up && trap : INT && cat
      kill $wire && wait $wire' world "${BUILD:-build}/labs/00_instruments/wire" "$SAVE" "${WIRE[@]}"
  }
  # shellcheck disable=SC2153  # coproc sets it
  read -r _ <&"${WORLD[0]}" || { wait "$WORLD_PID" || exit; }
  world=$(child_of "$WORLD_PID") || { wait "$WORLD_PID" || exit; }
  BUILD=$build bring_up_to_date all
  UP="$world $(began "$world")"
  echo "$UP" >"$WORLD_FILE"
  trap '[[ $(cat "$WORLD_FILE" 2>/dev/null) != "$UP" ]] || rm -f "$WORLD_FILE"' EXIT
  cat <<HELP
Two hosts are up: client 192.0.2.1, 2001:db8::1; server 192.0.2.2, 2001:db8::2.
In other terminals:

  scripts/lab shell server    a shell there: http_server --host server --port 80
  scripts/lab shell client    a shell there: curl http://server/
  scripts/lab ladder          what happens on the wire, and these keys:
      p       stops the wire; then Enter delivers a segment, d drops it,
              u delivers it twice, h puts it behind the next one
      /FIN    and Enter: runs to the next FIN; also SYN, RST, DATA, ACK, UPDATE
      s       shows ss of both hosts
      >  <    holds all that the client, the server sends, or lets it go
      r       lets the wire run on
      q       leaves the ladder

Ctrl-C ends it all.
HELP
  wait "$WORLD_PID" || : # or Ctrl-C
}

world_shell() { # HOST [--no-calls|--no-waits|--all]
  local path calls=("$PWD/${BUILD:-build}/labs/00_instruments/calls" --host "${1:-}" "${@:2}" --)
  [[ ${2:-} != --no-calls ]] || calls=()
  [[ $# -le 2 && ${1:-} =~ ^(client|server)$ && ${2:-} =~ ^(|--no-calls|--no-waits|--all)$ ]] ||
    wrong_usage 'usage: scripts/lab shell client|server [--no-calls|--no-waits|--all]'
  path=$(printf '%s:' "$PWD/${BUILD:-build}"/labs/*)$PATH:/usr/sbin:/sbin
  in_world ip netns exec "$1" env PATH="$path" LAB_TRACE=/run/calls LAB_HOST="$1" \
    NSTAT_HISTORY="/run/nstat.$1" PS1="$1\\$ " "${calls[@]}" "$BASH" --norc --noprofile
}

# Keys go to the wire; where none can come (</dev/null), it draws on.
world_ladder() { # ARGUMENT ...: the ladder's
  # shellcheck disable=SC2016  # for the shell in there
  in_world "$BASH" -c 'until [[ -e /run/trace ]]; do read -r -t 0.1 <> <(:) || :; done
    { [[ ! -e /run/trace.1 ]] || cat /run/trace.1
      exec tail --pid=$$ -n +1 -F /run/trace 2>/dev/null; } | "$@" &
    while IFS= read -rsn1 key; do
      [[ $key != q ]] || exit 0
      printf "%s" "${key:-
}" >/run/keys
    done
    wait' ladder "${BUILD:-build}/labs/00_instruments/ladder" --keys "$@"
}

world_desk() { # ARGUMENT ...: of up
  local name=tcp-lab world wait=200
  type -P tmux >/dev/null || { echo 'lab: install the package tmux first' >&2 && exit 1; }
  [[ -t 0 && -t 1 ]] || { echo 'lab: a desk needs a terminal' >&2 && exit 1; }
  read_up_options "$@"
  ! world=$(world_process) || {
    echo "lab: your world is up already (process $world): end it first, or use scripts/lab shell and ladder" >&2
    exit 1
  }
  check_surroundings
  bring_up_to_date all
  scripts/two_hosts.sh --check >/dev/null || exec scripts/two_hosts.sh true
  tmux -L "$name" kill-server 2>/dev/null || : # of a world that is gone
  tmux -L "$name" new-session -d -s lab -n world scripts/lab up "$@"
  until world=$(world_process); do
    if ((wait-- == 0)) || ! tmux -L "$name" has-session 2>/dev/null; then
      echo 'lab: the world did not come up; scripts/lab up says why' >&2
      exit 1
    fi
    read -r -t 0.05 <> <(:) || :
  done
  tmux -L "$name" new-window -n desk 'scripts/lab ladder' \; \
    select-pane -T ' ladder: p stops the wire, Enter lets one pass, r run on, q leaves ' \; \
    split-window -v -l 30% 'scripts/lab shell client' \; select-pane -T ' client ' \; \
    split-window -h 'scripts/lab shell server' \; select-pane -T ' server ' \; \
    set -g mouse on \; set -g pane-border-status top \; set -g pane-border-format '#{pane_title}' \; \
    set -g status-left '' \; set -g window-status-format '' \; set -g window-status-current-format '' \; \
    set -g status-right-length 78 \; \
    set -g status-right 'click, or Ctrl-b o: next pane   Ctrl-b z: full size   Ctrl-b d: end it all'
  TMUX='' tmux -L "$name" attach || :
  tmux -L "$name" kill-server 2>/dev/null || :
}
