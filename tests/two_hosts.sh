#!/usr/bin/env bash
# The two-host world: what is in it, who can make one, and that nothing of it
# remains, however it ends.
# shellcheck disable=SC2016,SC2317  # scripts for worlds; conditions for in_time
source "${BASH_SOURCE[0]%/*}/lib.sh"
world=$PWD/scripts/two_hosts.sh

has_two_hosts 'a world' || exit 0

inside() { timeout -k 1 20 "$world" "$BASH" -euo pipefail -c "$1"; }

has_its_hosts() {
  inside '
    for host in client server; do
      ip -n $host -o addr show dev wire >/run/addresses
      grep -q "mtu 1500" <(ip -n $host link show dev wire)
      grep -qE "192.0.2.[12]" /run/addresses && grep -q "2001:db8::[12]" /run/addresses
      if grep -q fe80 /run/addresses; then exit 1; fi
    done
    grep -qx "192.0.2.2" <(ip netns exec client getent ahostsv4 server | cut -d" " -f1 | uniq)
    grep -q "2001:db8::2" <(ip netns exec client getent ahostsv6 server6)
    [[ $(id -u) == 0 ]]
    ip netns exec server ss -tan >/dev/null'
}

says_nothing_by_itself() {
  inside '
    '"$PWD/$BUILD"'/labs/00_instruments/wire --trace /run/trace --pcap /run/pcap & wire=$!
    until [[ -s /run/pcap || ! -d /proc/$wire ]]; do read -r -t 0.02 <> <(:) || :; done
    read -r -t 0.5 <> <(:) || :
    kill -TERM $wire && wait $wire
    [[ $(grep -c . /run/trace) == 1 && $(stat -c %s /run/pcap) == 24 ]]'
}

# ping is not everywhere: the lab's own echo, over both IP versions, port 80.
carries_both_versions() {
  inside '
    p='"$PWD/$BUILD"'/labs
    $p/00_instruments/wire & wire=$!
    for name in server server6; do
      ip netns exec server $p/01_echo/echo_server --host $name --port 80 --clients 1 & server=$!
      until [[ -n $(ip netns exec server ss -Hltn "sport = :80") ]]; do read -r -t 0.02 <> <(:) || :; done
      ip netns exec client $p/01_echo/echo_client --host $name --port 80
      wait $server
    done
    kill -TERM $wire && wait $wire'
}

returns_its_status() {
  local status=0
  "$world" "$BASH" -c 'exit 42' || status=$?
  [[ $status == 42 ]]
}

# A host's sysctls are its own, and neither the machine's nor another world's.
keeps_its_sysctls() {
  local before after
  before=$(cat /proc/sys/net/ipv4/tcp_fin_timeout)
  inside '
    ip netns exec client sh -c "echo 3 >/proc/sys/net/ipv4/tcp_fin_timeout"
    [[ $(ip netns exec client cat /proc/sys/net/ipv4/tcp_fin_timeout) == 3 ]]
    [[ $(ip netns exec server cat /proc/sys/net/ipv4/tcp_fin_timeout) == 60 ]]'
  after=$(cat /proc/sys/net/ipv4/tcp_fin_timeout)
  [[ $before == "$after" ]]
}

# Whatever the network namespace had before. (Not each kernel has each of them.)
pins_its_sysctls() {
  unshare --user --map-root-user --net "$BASH" -euo pipefail -c '
    cd /proc/sys/net/ipv4
    pins=(tcp_syn_linear_timeouts=3 tcp_rto_min_us=5000 tcp_rto_max_ms=5000 tcp_tw_reuse_delay=7 tcp_fin_timeout=7)
    for pin in "${pins[@]}"; do [[ ! -e ${pin%=*} ]] || echo "${pin#*=}" >"${pin%=*}"; done
    "$BASH" "$1" --set-sysctls
    for pin in "${pins[@]}"; do
      [[ ! -e ${pin%=*} || $(<"${pin%=*}") != "${pin#*=}" ]] || { echo "not pinned: $pin"; exit 1; }
    done' pins "$world"
}

# As on Linux 5.10, where a user has no net.unix.max_dgram_qlen.
does_without_dgram_qlen() {
  unshare --user --map-root-user --net --mount --pid --fork --kill-child --mount-proc "$BASH" -euo pipefail -c '
    mount -t tmpfs -o ro tmpfs /proc/sys/net/unix
    "$1" --inside ip netns exec client true' old "$world"
}

# --- nothing remains ----------------------------------------------------------

# The processes whose command line has this world's mark, which it inherits.
marked() { # MARK
  grep -lzs "^TWO_HOSTS_TEST=$1\$" /proc/[0-9]*/environ | grep -v "/proc/$$/" || :
}
nobody_has() { [[ -z $(marked "$1") ]]; }

# Starts a world that waits for ever, kills its N-th process with a signal, and
# sees all of them, and its network namespaces and mounts, gone.
ends_whole() { # SIGNAL NTH
  local mark="$1-$2-$$" victims victim
  # A world of its own process group, as in a terminal.
  TWO_HOSTS_TEST=$mark setsid --fork "$world" "$BASH" -c '
    ip netns exec client sleep 1000 & ip netns exec server sleep 1001 & wait' \
    </dev/null >/dev/null 2>&1
  # What it has tried before that, for other users, has ended then.
  sleeps() { marked "$mark" | sed 's,environ$,comm,' | xargs cat 2>/dev/null | grep -cx sleep; }
  full() { (($(sleeps) == 2)); }
  in_time full || return 1
  held=$(marked "$mark" | sed 's,environ$,ns/net,' | xargs readlink | sort -u | grep -v "$(readlink /proc/self/ns/net)")
  mapfile -t victims < <(marked "$mark" | sed 's,/proc/\([0-9]*\)/.*,\1,' | sort -n)
  victim=${victims[$2]}
  if [[ $1 == INT ]]; then
    kill -INT -- "-${victims[0]}"
    # sleep runs in the background there, and ignores Ctrl-C as such do.
    nobody_has "$mark" || kill -KILL "${victims[0]}" 2>/dev/null || :
  else
    kill "-$1" "$victim"
  fi
  in_time nobody_has "$mark" || { marked "$mark" && return 1; }
  # Its three network namespaces: nobody is in them, and no mount keeps one.
  (($(wc -l <<<"$held") == 3)) || return 1
  given_up() { ! { readlink /proc/[0-9]*/ns/net; grep -o 'net:\[[0-9]*\]' /proc/self/mountinfo; } 2>/dev/null | grep -qxF "$held"; }
  in_time given_up
}

twenty_at_once() {
  local i pids=() pid
  for i in {1..20}; do
    inside '
      p='"$PWD/$BUILD"'/labs
      $p/00_instruments/wire & wire=$!
      ip netns exec server $p/01_echo/echo_server --host server --port 7000 --clients 1 --quiet & server=$!
      until [[ -n $(ip netns exec server ss -Hltn "sport = :7000") ]]; do read -r -t 0.05 <> <(:) || :; done
      ip netns exec client $p/01_echo/echo_client --host server --message world_'"$i"' >/run/said
      grep -q "world_'"$i"'" /run/said
      wait $server
      kill -TERM $wire && wait $wire' &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || return 1; done
}

# --- what is missing ----------------------------------------------------------

says_what_is_missing() { # WORD ENVIRONMENT-COMMAND ...
  local status=0
  "${@:2}" "$world" true >"$folder/why" 2>&1 || status=$?
  cat "$folder/why"
  [[ $status == 77 ]] && grep -q "$1" "$folder/why"
}
# A PATH without ip.
without_ip() {
  mkdir -p "$folder/bin"
  local tool
  for tool in bash env cat unshare uname sed grep; do ln -sf "$(type -P "$tool")" "$folder/bin/"; done
  says_what_is_missing 'iproute2' env PATH="$folder/bin"
}

succeeds 'a world has two hosts, their names and addresses, and IPv6 without noise' has_its_hosts
succeeds 'nothing is sent in a world before a program does' says_nothing_by_itself
succeeds 'the wire carries IPv4 and IPv6, and port 80 is free to use' carries_both_versions
succeeds "a world's exit status is that of its command" returns_its_status
succeeds "a host's sysctls are its own" keeps_its_sysctls
succeeds "a host's sysctls are pinned, whatever they were before" pins_its_sysctls
succeeds 'a world does without net.unix.max_dgram_qlen, which older kernels lack' does_without_dgram_qlen
succeeds '20 worlds at once do not disturb each other' twenty_at_once
succeeds 'a world whose first process is killed leaves nothing' ends_whole KILL 0
succeeds 'a world whose second process is killed leaves nothing' ends_whole KILL 1
succeeds 'a world whose third process is killed leaves nothing' ends_whole KILL 2
succeeds 'a world leaves nothing after Ctrl-C' ends_whole INT 0
succeeds 'without ip, a world says which package is missing' without_ip
if ((EUID == 0)); then
  # The world of an ordinary user, who must be able to read this folder.
  if "${AS_USER[@]}" test -r tests/two_hosts.sh && ((${AS_NOBODY:-0} == 0)); then
    AS_NOBODY=1 BUILD=$BUILD "${AS_USER[@]}" "$0" | sed "s/^\(ok\|failed\|skipped\) $NAME:/& as nobody:/"
  else
    ((${AS_NOBODY:-0})) || skip 'the worlds of an ordinary user' 'nobody cannot read this folder'
  fi
fi
