# shellcheck shell=bash
# What the scripts of a matrix (labs/17_close_matrix/matrix.sh,
# labs/02_multiplexing/events.sh, labs/18_way_in/drops.sh) have in common: how they are
# asked, and which table is kept. LAB is the folder of the script, COMMAND its name in
# scripts/lab, NAME what its files are called: matrix-linux-6.18.json.

KERNEL=$(uname -r | sed 's/[-+].*//')
# shellcheck disable=SC2034 # for the scripts
FOLDER='' CELL=() TABLE=(--format text) WITH=() KEPT=''

refuse() { # REASON
  echo "$COMMAND: $1; scripts/lab $COMMAND --help says what there is" >&2
  exit 2
}

# The table that is kept for this kernel, or else for the newest.
kept_table() {
  local mine
  mine=$LAB/$NAME-linux-$(cut -d. -f1,2 <<<"$KERNEL").json
  if [[ -e $mine ]]; then
    echo "$mine"
  else
    printf '%s\n' "$LAB/$NAME"-linux-*.json | sort -V | tail -n 1
  fi
}

# shellcheck disable=SC2034 # for the scripts
# Sets CELL, TABLE (what the program is told), KEPT and, where there are traces to be
# kept, FOLDER.
read_matrix_options() { # ARGUMENT ...
  while (($#)); do
    case $1 in
      --format=* | --save=* | --with=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
      --format)
        [[ ${2:-} =~ ^(text|markdown|json|html)$ ]] || refuse "$1 takes text, markdown, json or html, not '${2:-}'"
        TABLE=(--format "$2") && shift
        ;;
      --save)
        [[ -n ${SAVES:-} ]] || refuse "'$1' is not an option"
        [[ -n ${2:-} ]] || refuse "$1 takes a value"
        FOLDER=$2 && shift
        ;;
      --with)
        [[ -f ${2:-} ]] || refuse "there is no file '${2:-}' to show beside it"
        WITH=(--with "$2") && shift
        ;;
      --diff=*)
        [[ -f ${1#*=} ]] || refuse "there is no file '${1#*=}' to compare with"
        TABLE=(--diff "${1#*=}")
        ;;
      --diff)
        TABLE=(--diff "$(kept_table)")
        [[ ! -f ${2:-} ]] || { TABLE=(--diff "$2") && shift; }
        ;;
      --kept) KEPT=1 ;;
      -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
      -*) refuse "'$1' is not an option" ;;
      '') refuse 'an empty word is no name' ;;
      *) CELL+=("$1") ;;
    esac
    shift
  done
  if ((${#WITH[@]} > 0)); then
    [[ ${TABLE[0]} != --diff ]] || refuse '--diff names what differs, --with shows it: one of them'
    [[ ${TABLE[1]} != json ]] || refuse 'json is of one kernel: not with --with'
    TABLE+=("${WITH[@]}")
  fi
  [[ -z $KEPT || ${#CELL[@]} == 0 && -z $FOLDER ]] || refuse '--kept shows a whole table, and keeps nothing'
}

# Sets PROGRAMS, in which those of all labs are.
find_programs() {
  PROGRAMS=${BUILD:-build}/labs
  [[ $PROGRAMS == /* ]] || PROGRAMS=$ROOT/$PROGRAMS
}

# In a world: what is seen there must depend on no clock. ACKs are not delayed, and no
# probe is sent for a lost tail.
still_the_clocks() { # ROUTE-OPTION ...: rto_min 500ms
  local host route=(dev wire proto kernel scope link quickack 1 "$@")
  ip -n client route change 192.0.2.2 src 192.0.2.1 "${route[@]}"
  ip -n server route change 192.0.2.1 src 192.0.2.2 "${route[@]}"
  if [[ -e /proc/net/if_inet6 ]]; then
    ip -n client -6 route change 2001:db8::2 "${route[@]}"
    ip -n server -6 route change 2001:db8::1 "${route[@]}"
  fi
  for host in client server; do
    ip netns exec "$host" tee /proc/sys/net/ipv4/tcp_early_retrans <<<0 >/dev/null
  done
}

needs_two_hosts() { # else the script ends
  local reason
  reason=$("$ROOT/scripts/two_hosts.sh" --check) || {
    echo "$COMMAND: $reason; what was seen elsewhere: scripts/lab $COMMAND --kept" >&2
    exit 77
  }
}

# FOLDER, if --save has named none, is gone when the script ends.
take_folder() {
  if [[ -n $FOLDER ]]; then
    make_folder "$FOLDER"
    FOLDER=$(cd -- "$FOLDER" && pwd)
    return
  fi
  FOLDER=$(mktemp -d)
  # The worlds first: they write there, and unshare ignores SIGTERM.
  # shellcheck disable=SC2046  # a list
  trap 'kill -KILL $(jobs -p) 2>/dev/null || :; wait; until rm -rf "$FOLDER" 2>/dev/null; do :; done' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
