#!/usr/bin/env bash
# Each exercise is met by its right solutions, in all runs, and each wrong one fails
# at the line that names its fault: that of its second line, "# fails at: LINE".
#
#   tests/exercises.sh [NN/NAME ...]
# Long
source "${BASH_SOURCE[0]%/*}/lib.sh"

has_two_hosts 'the exercises' || exit 0

# COMMAND: what runs a solution; built in a folder of its own.
command_of() { # FILE
  local built
  built=$folder/$(tr / - <<<"${1#labs/}").built
  COMMAND=("$built")
  case $1 in
    *.py) COMMAND=(python3 "$1") ;;
    *.js) COMMAND=(node "$1") ;;
    *.sh) COMMAND=(bash "$1") ;;
    *.cpp) g++ -std=c++20 -O1 -pthread -o "$built" "$1" ;;
    *.c) gcc -std=c17 -D_GNU_SOURCE -O1 -pthread -o "$built" "$1" ;;
    *.go) GOCACHE=$folder/go-cache GO111MODULE=off go build -o "$built" "$1" ;;
    *.java) COMMAND=(java "$1") ;;
    *) return 1 ;;
  esac
}

has_language() { # FILE
  case $1 in
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

try_exercise() { # FOLDER: labs/05_x/exercises/y
  local exercise=${1#labs/} file expected came
  exercise=${exercise/exercises\//}
  for file in "$1"/solutions/right.* "$1"/solutions/wrong/*; do
    has_language "$file" || { skip "$exercise ${file##*/}" "there is nothing to run it" && continue; }
    expected=met
    [[ $file != */wrong/* ]] || expected=$(sed -n '2s/^[#/ ]*fails at: *//p' "$file" | tr -s ' ')
    came=$(verdict "$exercise" "$file")
    if [[ $came == 'cannot tell '@('there is no '*': install it'|'this '*' has no '*) ]]; then
      skip "$exercise ${file##*/}" "${came#cannot tell }" # what the play needs
      continue
    fi
    check "$exercise: ${file#*/solutions/}" "$expected" "$came"
  done
}

folders=(labs/*/exercises/*/)
(($# == 0)) || folders=("$@")
for one in "${folders[@]}"; do
  if [[ $one != labs/* ]]; then
    one=$(compgen -G "labs/${one%%/*}*/exercises/${one##*/}") || wrong_usage "there is no exercise '$one'"
  fi
  try_exercise "${one%/}"
done
