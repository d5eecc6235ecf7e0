#!/usr/bin/env bash
# What the Markdown files promise: that each link leads to a file and a heading
# that are there, that each lab is in the table of the main README, and that an
# expectation which labs/README.md names for a state or an error speaks of it.
# The glossary's words stand in order, each with a link to a scene. In what a
# guide shows of a scene time goes down.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# The targets of the links in a text, less those to other sites.
links() { grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//' | grep -v '^https\?:' || :; }

# A file's headings, as GitHub names them in links.
anchors() { # FILE
  sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

dead_links() { # FILE
  local link path
  while read -r link; do
    path=${link%%#*}
    path=${path:+${1%/*}/$path}
    if [[ ! -e ${path:=$1} ]]; then
      echo "$1: $link leads nowhere"
    elif [[ $link == *'#'* ]] && ! anchors "$path" | grep -qxF -e "${link#*#}"; then
      echo "$1: $link: there is no such heading"
    fi
  done < <(links <"$1")
}

for file in ./*.md common/*/*.md labs/*.md labs/*/*.md; do
  check "each link in ${file#./} leads somewhere" '' "$(dead_links "$file")"
done

missing=''
for lab in labs/*/README.md; do
  grep -qF -e "](${lab%README.md}" README.md || missing+="${lab%/*} "
done
check 'each lab is in the table of README.md' '' "$missing"

# Of each row with expectations, one must have a line that fits: the state that
# is reached, or the error.
unproved() {
  local row fields pattern link proved
  while read -r row; do
    IFS='|' read -r -a fields <<<"$row"
    if [[ $row =~ \`(\ E[A-Z]+)\ \| ]]; then
      pattern="${BASH_REMATCH[1]}\$"
    elif [[ ${fields[-3]} =~ ^\ ([-A-Z12]+|gone)\ $ ]]; then
      pattern=" state  *${BASH_REMATCH[1]}\$"
    else
      continue
    fi
    proved=''
    while read -r link; do
      ! grep -v '^never' "labs/${link%%#*}" | grep -q -e "$pattern" || proved=1
    done < <(links <<<"$row")
    [[ -n $proved ]] || printf 'no "%s" for: %s\n' "$pattern" "$row"
  done < <(grep -E '^\|.*\.ladder\)' labs/README.md)
}
check 'each state and error in labs/README.md is in an expectation that it links to' '' "$(unproved)"

terms() { sed -n 's/^### //p' labs/GLOSSARY.md | tr '[:upper:]' '[:lower:]'; }
check 'the terms of the glossary are in alphabetical order' '' \
  "$(diff <(terms) <(terms | LC_ALL=C sort) || :)"

unshown() {
  awk '/^### / { if (term != "" && !shown) print term; term = $0; shown = 0 }
       /\]\([^)]*\/expected\/[a-z0-9_]+\.ladder\)/ { shown = 1 }
       END { if (!shown) print term }' labs/GLOSSARY.md
}
check 'each term of the glossary links to a scene' '' "$(unshown)"

unlinked=''
for guide in labs/*/README.md; do
  grep -qF '](../GLOSSARY.md#' "$guide" || unlinked+="$guide "
done
check 'each guide links to the glossary' '' "$unlinked"

backward=$(awk '
  /^```/ { before = 0 }
  /^ +[0-9]+\.[0-9][0-9][0-9] / { if ($1 < before) print FILENAME ": " $0; before = $1 }' labs/*/*.md)
check 'the times of each excerpt go down' '' "$backward"
