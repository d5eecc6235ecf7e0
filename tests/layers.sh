#!/usr/bin/env bash
# The rooms of common/ depend downwards only: each may use itself and the rooms
# before it in this list. So protocols and formats stay free of sockets, of
# clocks and of whoever uses them.
source "${BASH_SOURCE[0]%/*}/lib.sh"
rooms='text socket packet http websocket tls trace host narrate ladder player predict verify check calls sandbox wire stage'

# Prints each #include that goes up, or leaves common/; and each room that the
# list does not have.
go_up() { # FOLDER, which has a common/
  (cd "$1" && grep -rH '^#include "' common) | awk -F '[/:"]' -v rooms="$rooms" '
    BEGIN { for (n = split(rooms, name, " "); n > 0; --n) place[name[n]] = n }
    {
      from = $2
      to = $5 == "common" ? $6 : "nowhere"
      if (!place[from]) print "common/" from " is not in the list of rooms"
      else if (!place[to] || place[to] > place[from]) print
    }' | sort -u
}

check 'no room of common/ uses a room above it' '' "$(go_up .)"

# The same, of a copy with one wrong line.
while IFS='|' read -r file line sentence; do
  cp -r common "$folder"
  mkdir -p "$folder/${file%/*}"
  echo "$line" >>"$folder/$file"
  check "$sentence" 1 "$(go_up "$folder" | wc -l)"
  rm -r "$folder/common"
done <<'END'
common/packet/packet.h|#include "common/trace/trace.h"|sees a line that goes up
common/text/json.cpp|#include "common/socket/fd.h"|sees the lowest room go up by one
common/http/head.h|#include "labs/03_keep_alive/page.h"|sees a line that leaves common/
common/attic/box.h|#include "common/socket/fd.h"|sees a room that is not in the list
END
