#!/usr/bin/env bash
# Each exercise is met by its right solutions, in all runs, and each wrong one fails
# at the line that names its fault: that of its second line, "# fails at: LINE".
#
#   tests/exercises.sh [NN/NAME ...]     all; without a name, each third wrong one:
#                                        else the suite would take minutes longer
#
# The right one in Python is played in all runs; one in another language in the shown
# run and in one with other data, if LAB_QUIET_RUNS (4 are all) does not say how many.
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"

has_two_hosts 'the exercises' || exit 0

# LIBRARIES of a solution: "// link: -lssl -lcrypto" in its source.
libraries_of() { # FILE
  read -ra LIBRARIES < <(sed -n 's|^// link: *||p' "$1") || :
}

# COMMAND: what runs a solution; built in a folder of its own.
command_of() { # FILE
  local built LIBRARIES
  libraries_of "$1"
  built=$folder/$(tr / - <<<"${1#labs/}").built
  COMMAND=("$built")
  case $1 in
    *.py) COMMAND=(python3 "$1") ;;
    *.js) COMMAND=(node "$1") ;;
    *.sh) COMMAND=(bash "$1") ;;
    *.cpp) g++ -std=c++20 -O1 -pthread -o "$built" "$1" "${LIBRARIES[@]}" ;;
    *.c) gcc -std=c17 -D_GNU_SOURCE -O1 -pthread -o "$built" "$1" ;;
    *.go) GO111MODULE=off go build -o "$built" "$1" ;;
    *.java) COMMAND=(java "$1") ;;
    *) return 1 ;;
  esac
}

has_libraries() { # FILE
  local LIBRARIES
  libraries_of "$1"
  ((${#LIBRARIES[@]} == 0)) || g++ -x c++ - -o /dev/null "${LIBRARIES[@]}" <<<'int main() {}' 2>/dev/null
}

has_language() { # FILE
  case $1 in
    *.cpp) has_libraries "$1" ;;
    *.py) type -P python3 ;;
    *.js) type -P node ;;
    *.go) type -P go ;;
    *.java) type -P java ;;
    *) true ;;
  esac >/dev/null
}

# "met"; or the first line that is not met, as it stands in expected.ladder.
verdict() { # EXERCISE FILE
  local json=$folder/json
  command_of "$2" || { echo 'it could not be built' && return; }
  scripts/lab check "$1" --format json -- "${COMMAND[@]}" >"$json" 2>"$folder/said" </dev/null || :
  python3 - "$json" "labs/${1/\//\/exercises\/}/expected.ladder" <<'END' || cat "$folder/said"
import json, re, sys
tree = json.load(open(sys.argv[1]))
if tree["result"] != "not met":
    print(" ".join([tree["result"], tree["broken"]]).strip())
    sys.exit()
line = next(line for line in tree["lines"] if line["result"] == "not met")
text = line["text"]
if line["number"]:
    text = open(sys.argv[2]).read().split("\n")[line["number"] - 1]
    text = re.sub(r"  +points \d+$", "", text)
elif "listens" in text:
    text = "listens"
elif " ends " in text:
    text = "ends"
elif text.startswith("your program prints "):
    text = text.removeprefix("your program ")
print(" ".join(text.split()))
END
}

# What came in the place of what was expected, and the ladder there.
explain() {
  [[ ! -s $folder/json ]] || python3 -c '
import json, sys
failure = json.load(open(sys.argv[1]))["failure"] or {}
print(failure.get("came"), *failure.get("values", []), *failure.get("ladder", []), sep="\n  ")' "$folder/json"
}

# One solution: the line of a test.
try_solution() { # EXERCISE FILE
  local what="$1: ${2#*/solutions/}" expected=met quiet=4 came
  [[ $2 != */right.* || $2 == *.py ]] || quiet=${LAB_QUIET_RUNS:-1}
  has_language "$2" || { skip "$what" 'what runs or builds it is not installed' && return; }
  [[ $2 != */wrong/* ]] || expected=$(sed -n '2s/^[#/ ]*fails at: *//p' "$2" | tr -s ' ')
  came=$(LAB_QUIET_RUNS=$quiet verdict "$1" "$2")
  if [[ $came == 'cannot tell '@('there is no '*': install it'|'this '*' has no '*|*'too slow'*) ]]; then
    skip "$what" "${came#cannot tell }" # what the play needs
  else
    check "$what" "$expected" "$came"
  fi
}

# All of a folder, such as labs/05_x/exercises/y, each a line: EXERCISE FILE. First the
# long ones.
solutions_of() { # FOLDER
  local exercise=${1#labs/}
  printf "${exercise/exercises\//} %s\n" "$1"/solutions/right.*
  printf "${exercise/exercises\//} %s\n" "$1"/solutions/wrong/* | sed -n "$WHICH"
}

if [[ -n ${ONE_SOLUTION:-} ]]; then
  try_solution "$@"
  exit
fi
export GOCACHE=$folder/go-cache # of all: else each compiles Go's library again
folders=(labs/*/exercises/*/) WHICH='1~3p'
(($# == 0)) || { folders=("$@") && WHICH=p; }
for one in "${folders[@]}"; do
  if [[ $one != labs/* ]]; then
    one=$(compgen -G "labs/${one%%/*}*/exercises/${one##*/}") || give_up "there is no exercise '$one'"
  fi
  solutions_of "${one%/}"
done | sort -s -k 2.1,2.1 | ONE_SOLUTION=1 xargs -P 3 -L 1 "$0"
