#!/usr/bin/env bash
# What forges and floods stays on the lab's own two hosts.
source "${BASH_SOURCE[0]%/*}/lib.sh"
flood=$PWD/$BUILD/labs/11_two_queues/syn_flood

# The status, and the last words.
ends() { # COMMAND ...
  local status=0
  "$@" >"$folder/out" 2>&1 </dev/null || status=$?
  echo "$status $(tail -n 1 "$folder/out" | grep -oE 'no host of the lab|No such device|takes 1 to 254' || :)"
}

check 'syn_flood refuses to run on this machine' '1 no host of the lab' "$(ends "$flood")"
check 'syn_flood refuses a number of none' 2 "$(ends "$flood" --count 0 | cut -c 1)"
has_two_hosts 'syn_flood on the two hosts' || exit 0
check 'syn_flood refuses to run beside the two hosts' '1 no host of the lab' \
  "$(ends scripts/two_hosts.sh "$flood" --host server)"
check 'syn_flood runs on a host' '0 ' \
  "$(ends scripts/two_hosts.sh ip netns exec client "$flood" --host server --count 1)"
# shellcheck disable=SC2016  # for that bash
check 'syn_flood sends nothing where there is no wire, whatever the name of the place' '1 No such device' \
  "$(ends unshare --user --map-root-user --net --mount bash -c '
    mount -t tmpfs tmpfs /run && ip netns add client && ip netns exec client "$0"' "$flood")"
