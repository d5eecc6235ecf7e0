# shellcheck shell=bash disable=SC2034  # for those who read this
# What the tests in shell share. Each begins with
#
#   source "${BASH_SOURCE[0]%/*}/lib.sh"
#
# and is at the top of the project then, with a folder of its own. At its end all
# that it has put into STARTED is killed, and the folder removed.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
export BUILD=${BUILD:-build}
NAME=${0##*/} NAME=${NAME%.sh}
folder=$(mktemp -d)
chmod 755 "$folder" # for AS_USER
exec {SAY}>&1       # what a test says, also where its output goes elsewhere
STARTED=()          # ids of processes; of a group with a - before it

clean_up() {
  local status=$?
  # It has ended early: what was said last may tell why.
  ((status == 0)) || tail -qn 5 "$folder"/said* 1>&"$SAY" || :
  exec 2>/dev/null # the shell's words about whom it has killed
  ((${#STARTED[@]} == 0)) || kill -KILL -- "${STARTED[@]}" || :
  in_time rm -rf "$folder" # who was killed may still write there
}
trap clean_up EXIT

# --- what a test says ---------------------------------------------------------

explain() { :; } # what else a test shows of what has failed

check() { # SENTENCE EXPECTED ACTUAL
  if [[ $3 == "$2" ]]; then
    echo "ok $NAME: $1"
  else
    echo '< expected, > actual'
    diff <(cat -v <<<"$2") <(cat -v <<<"$3") | cut -c -1000 || :
    explain
    echo "failed $NAME: $1"
  fi
}

# The same of a command that must succeed. If it does not, one sees what it says,
# and what it has put into files said*.
succeeds() { # SENTENCE COMMAND ...
  rm -f "$folder"/said*
  if "${@:2}" >"$folder/said" 2>&1; then
    echo "ok $NAME: $1"
  else
    tail -n 40 "$folder"/said*
    printf '\nfailed %s: %s\n' "$NAME" "$1"
  fi
}

give_up() { echo "failed $NAME: $1" && exit 1; } # SENTENCE
skip() { echo "skipped $NAME: $1: $2"; }         # SENTENCE REASON

has() { # TOOL SENTENCE: which is skipped without it
  type -P "$1" >/dev/null || { skip "$2" "there is no $1" && return 1; }
}
has_two_hosts() { # SENTENCE [COMMAND ...]: in front, such as AS_USER
  local reason
  reason=$("${@:2}" scripts/two_hosts.sh --check) || { skip "$1" "$reason" && return 1; }
}

wrong_usage() { # WHAT
  echo "$NAME: $1" >&2
  exit 2
}

# LABS: those that have such a file, or the one of them that is meant: 5, 05, its name.
find_labs() { # FILE [LAB]
  local text=${2:-} all
  [[ $text != [0-9] ]] || text=0$text
  all=(labs/*/"$1")
  all=("${all[@]#labs/}") all=("${all[@]%/*}")
  mapfile -t LABS < <(printf '%s\n' "${all[@]}" | awk -v lab="$text" '
    { name = number = $0; sub(/_.*/, "", number); sub(/^[0-9]*_/, "", name) }
    lab == "" || lab == $0 || lab == number || lab == name')
  ((${#LABS[@]} > 0)) || wrong_usage "there is no lab '$text'; these are: ${all[*]}"
}

# --- waiting ------------------------------------------------------------------

exec {NEVER}<> <(:) # nothing comes from it, nor does it end
rest() { read -r -t "${1:-0.02}" -u "$NEVER" _ || :; } # [SECONDS]

in_time() { # COMMAND ...: until it succeeds; false after half a minute
  local end=$((SECONDS + 30))
  until "$@"; do
    ((SECONDS < end)) || return 1
    rest
  done
}

# A dead process may wait for somebody to notice.
runs() { # PID
  local stat
  read -r stat 2>/dev/null <"/proc/$1/stat" && [[ ${stat##*) } != Z* ]]
}
has_ended() { ! runs "$1"; } # PID

# --- programs -----------------------------------------------------------------

# Starts what says on which port it listens: PID, PORT, and SAID, a file.
serve() { # COMMAND ...
  SAID=$folder/server.${#STARTED[@]}
  : >"$SAID"
  "$@" >"$SAID" 2>&1 <&0 &
  PID=$!
  STARTED+=("$PID")
  in_time listens || { cat "$SAID" && give_up 'a server listens'; }
}
listens() { # a whole line of it says so
  local line
  while IFS= read -r line; do
    [[ $line != *'listens on '* ]] || { PORT=${line##*[: ]} && return; }
  done <"$SAID"
  return 1
}
server_said() { grep -qaF -e "$1" "$SAID"; } # TEXT
what_it_said() { # TEXT: that, or the last of what it said instead
  if in_time server_said "$1"; then echo "$1"; else tail -n 3 "$SAID"; fi
}

# Starts a program to talk with: TO[NAME] is what it reads, FROM[NAME] what it says.
declare -A TO FROM
converse() { # NAME COMMAND ...
  local fd
  mkfifo "$folder/$1.in" "$folder/$1.out"
  "${@:2}" <"$folder/$1.in" >"$folder/$1.out" 2>&1 &
  STARTED+=($!)
  exec {fd}>"$folder/$1.in" && TO[$1]=$fd
  exec {fd}<"$folder/$1.out" && FROM[$1]=$fd
  rm "$folder/$1.in" "$folder/$1.out"
}
await_line() { # NAME TEXT: LINE is the next that holds it
  LINE=''
  until [[ $LINE == *"$2"* ]]; do
    IFS= read -r -t 30 -u "${FROM[$1]}" LINE || { LINE="no '$2'" && return 1; }
  done
}

# Sends a text each tenth of a second until the peer has ended, ten seconds at most.
drip() { # DESCRIPTOR TEXT
  (
    trap '' PIPE
    trap exit TERM
    for ((i = 0; i < 100; ++i)); do printf '%b' "$2" >&"$1" && rest 0.1 || exit 0; done
  ) 2>/dev/null &
  STARTED+=($!)
}

# Calls a function with each line of standard input, so many at a time. What they
# print comes whole, in the order of the lines.
side_by_side() { # MOST FUNCTION
  local line number=100000
  while IFS= read -r line; do
    ((++number <= 100000 + $1)) || wait -n || :
    (
      trap '(($? == 0)) || echo "failed $NAME: the script ended with $? at $line"' EXIT
      "$2" "$line"
    ) >"$folder/output.$number" 2>&1 </dev/null &
  done
  wait
  ((number == 100000)) || cat "$folder"/output.*
}

# Plays; again, five times at most, if the machine was too slow for a claim about
# time. Returns the status.
play_to() { # LOG COMMAND ...
  local status tries
  for tries in {1..5}; do
    status=0
    "${@:2}" >"$1" 2>&1 || status=$?
    [[ $status == 77 && $(<"$1") == *'this machine was too slow'* ]] || break
  done
  return "$status"
}

AS_USER=() # before a command: as an ordinary user
((EUID != 0)) || AS_USER=(setpriv --reuid 65534 --regid 65534 --clear-groups)

sanitized() { [[ $BUILD == *address* || $BUILD == *thread* ]]; } # needs more memory
limit() { sanitized || ulimit -v 65536; }                        # to 64 MiB

# --- bytes --------------------------------------------------------------------

hex() { od -An -v -tx1 | tr -d ' \n'; }
bytes() { tr -d ' \n' <<<"${*^^}" | basenc --base16 --decode; } # HEX ...

# --- surroundings of its own --------------------------------------------------

link_project() { # in $folder, but for the labs
  ln -s "$PWD"/* "$folder"
  rm "$folder/labs"
}

path_without() { # FOLDER COMMAND ...: all other commands of PATH, as links there
  local part parts
  mkdir "$1"
  IFS=: read -ra parts <<<"$PATH"
  for part in "${parts[@]}"; do ln -s "$part"/* "$1" 2>/dev/null || :; done
  (cd "$1" && rm -f -- "${@:2}")
}
