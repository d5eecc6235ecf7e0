# shellcheck shell=bash
# A two-host world that stays, to be used by hand from several terminals. Read
# by scripts/lab.

# Of this user's world: the process that holds it, as this machine numbers it.
WORLD_FOLDER=${XDG_RUNTIME_DIR:-/tmp}/tcp-lab-$UID
WORLD_FILE=$WORLD_FOLDER/world
KEYS_HELP='p stops the wire; then Enter deliver, d drop, u duplicate,
  h behind the next, s show ss, r run on; q leaves the ladder;
  > holds all that the client sends, < the server, and again: lets it go'

world_process() { # prints it; 1 if there is none
  local process
  [[ -O $WORLD_FILE ]] && read -r process <"$WORLD_FILE" &&
    kill -0 "$process" 2>/dev/null && printf '%s' "$process"
}

# Runs a command in the world, from this folder.
in_world() { # COMMAND ...
  local process enter=(nsenter --preserve-credentials --user --mount --net --pid) wait=50
  ((EUID != 0)) || enter=(nsenter --mount --net --pid)
  until process=$(world_process); do
    ((wait-- > 0)) || { echo 'lab: there is no world yet: scripts/lab up' >&2 && exit 1; }
    read -r -t 0.1 <> <(:) || :
  done
  # shellcheck disable=SC2016  # for the shell in there
  exec "${enter[@]}" --target "$process" "$BASH" -c 'cd "$1" && shift && exec "$@"' in_world "$PWD" "$@"
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

world_up() {
  local world
  ! world=$(world_process) || { echo "lab: your world is up already (process $world)" >&2 && exit 1; }
  [[ -x ${BUILD:-build}/labs/00_instruments/wire ]] || make -j"$(nproc)" all
  [[ -d $WORLD_FOLDER ]] || mkdir -m 700 "$WORLD_FOLDER"
  [[ -O $WORLD_FOLDER ]] || { echo "lab: $WORLD_FOLDER belongs to somebody else" >&2 && exit 1; }
  scripts/two_hosts.sh --check >/dev/null || exec scripts/two_hosts.sh true # says why not
  # Its standard input ends when this shell does, in whatever way: so does it.
  # shellcheck disable=SC2016  # for the shell in there
  coproc WORLD {
    exec scripts/two_hosts.sh "$BASH" -c 'mkfifo /run/keys
      "$1" --keys --calls /run/calls --trace /run/trace --data 65535 --pcap /run/wire.pcap <>/run/keys &
      until [[ -S /run/calls ]] || ! kill -0 $!; do read -r -t 0.05 <> <(:); done
      [[ -S /run/calls ]] && echo up && trap : INT && cat
      kill $! 2>/dev/null' world "${BUILD:-build}/labs/00_instruments/wire"
  }
  # shellcheck disable=SC2153  # coproc sets it
  read -r _ <&"${WORLD[0]}" || { wait "$WORLD_PID" || exit; }
  world=$(child_of "$WORLD_PID") || { wait "$WORLD_PID" || exit; }
  echo "$world" >"$WORLD_FILE"
  trap '[[ $(<"$WORLD_FILE") != "$world" ]] || rm -f "$WORLD_FILE"' EXIT
  cat <<HELP
Two hosts are up: client 192.0.2.1, 2001:db8::1; server 192.0.2.2, 2001:db8::2.
In other terminals:

  scripts/lab shell server    a shell there: http_server --host server --port 80
  scripts/lab shell client    a shell there: curl http://server/
  scripts/lab ladder          what happens on the wire, and its keys:
                              ${KEYS_HELP//$'\n'/$'\n'                            }

Ctrl-C ends it all.
HELP
  wait "$WORLD_PID" || : # or Ctrl-C
}

world_shell() { # HOST
  [[ ${1:-} == client || ${1:-} == server ]] || { echo 'lab: usage: scripts/lab shell client|server' >&2 && exit 2; }
  local path
  path=$(printf '%s:' "$PWD/${BUILD:-build}"/labs/*)$PATH
  in_world ip netns exec "$1" env PATH="$path" LAB_TRACE=/run/calls LAB_HOST="$1" \
    PS1="$1\\$ " "$BASH" --norc --noprofile
}

world_ladder() { # ARGUMENT ...: the ladder's
  # shellcheck disable=SC2016  # for the shell in there
  in_world "$BASH" -c 'until [[ -e /run/trace ]]; do read -r -t 0.1 <> <(:) || :; done
    tail --pid=$$ -n +1 -F /run/trace 2>/dev/null | "$@" &
    while IFS= read -rsn1 key; do
      [[ $key != q ]] || break
      printf "%s" "${key:-
}" >/run/keys
    done' ladder "${BUILD:-build}/labs/00_instruments/ladder" "$@"
}

world_desk() {
  type -P tmux >/dev/null || { echo 'lab: install the package tmux first' >&2 && exit 1; }
  local name=lab-$$
  tmux -L "$name" new-session -d -s lab 'scripts/lab ladder' \; \
    split-window -v -l 30% 'scripts/lab shell client' \; \
    split-window -h 'scripts/lab shell server' \; \
    new-window -d -n world 'scripts/lab up' \; set -g mouse on
  TMUX='' exec tmux -L "$name" attach
}
