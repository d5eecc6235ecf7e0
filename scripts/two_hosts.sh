#!/usr/bin/env bash
# Two hosts, client and server, in a world of their own, without root:
#
#     client                                             server
#     192.0.2.1                                          192.0.2.2
#     2001:db8::1  --- wire (TUN) ===???=== wire (TUN) --- 2001:db8::2
#
#   scripts/two_hosts.sh COMMAND [ARG ...]   runs COMMAND there, as root of that
#                                            world; its exit status is returned
#   scripts/two_hosts.sh --check             0, or 77 and what is missing here
#
# Inside, `ip netns exec client COMMAND` runs something on a host. Nothing passes
# from one to the other until a program joins the two TUN devices (lab 00's
# wire). When COMMAND ends, or is killed in any way, the kernel removes it all.
set -euo pipefail

# An ordinary user becomes root of the new world, and of nothing else. Only with
# a PID namespace of its own does the death of any of its parts end all of it.
ENTER=(unshare --net --mount --pid --fork --kill-child --mount-proc)
((EUID == 0)) || ENTER+=(--user --map-root-user)

# Where newuidmap can give them (/etc/subuid), that world has other users, too: for
# nginx, tcpdump or postgres, which lower their rights.
if ((EUID != 0)) && [[ -z ${LAB_WORLD_USERS:-} ]]; then
  export LAB_WORLD_USERS=no
  if type -P newuidmap >/dev/null && "${ENTER[@]}" --map-auto true 2>/dev/null; then LAB_WORLD_USERS=yes; fi
fi
[[ ${LAB_WORLD_USERS:-} != yes ]] || ENTER+=(--map-auto)

# Whether a world can be made here; else REASON is what is missing, and the cure.
can_make_world() {
  local key good setting
  REASON=''
  if [[ $OSTYPE != linux* ]]; then
    REASON='this is not Linux: use a virtual machine, WSL2 or a container'
  elif ! { type -P unshare && type -P ip; } >/dev/null; then
    REASON='unshare or ip is missing: install util-linux and iproute2'
  elif [[ ! -e /dev/net/tun ]]; then
    REASON='there is no /dev/net/tun: sudo modprobe tun (container: --device /dev/net/tun)'
  elif [[ ! -r /dev/net/tun || ! -w /dev/net/tun ]]; then
    REASON='you may not open /dev/net/tun: sudo chmod 0666 /dev/net/tun'
  elif ! "${ENTER[@]}" true 2>/dev/null; then
    REASON='a container forbids namespaces: docker run --security-opt seccomp=unconfined'
    REASON+=' --security-opt apparmor=unconfined --device /dev/net/tun ...'
    while read -r key good setting; do
      case $good:$(cat "/proc/sys/${key//.//}" 2>/dev/null || echo "$good") in
        0:0 | 1:1 | 15000:[1-9]*) ;;
        *) REASON="$setting: sudo sysctl -w $key=$good" && break ;;
      esac
    done <<'SETTINGS'
kernel.apparmor_restrict_unprivileged_userns 0 AppArmor forbids namespaces without root
kernel.unprivileged_userns_clone 1 namespaces without root are switched off
user.max_user_namespaces 15000 no namespaces without root are allowed
SETTINGS
  fi
  [[ -z $REASON ]]
}

set_sysctls() { # On this host: what a scene relies on, whatever the machine has
  local pair
  for pair in net/ipv4/ip_forward=0 net/ipv6/conf/all/forwarding=0 \
    net/ipv6/conf/default/router_solicitations=0 net/ipv6/conf/default/addr_gen_mode=1 \
    net/ipv4/tcp_fin_timeout=60 net/ipv4/tcp_orphan_retries=0 net/ipv4/tcp_retries2=15 \
    net/ipv4/tcp_syn_retries=6 net/ipv4/tcp_syn_linear_timeouts=0 \
    net/ipv4/tcp_synack_retries=5 net/ipv4/tcp_syncookies=1 \
    net/ipv4/tcp_rto_min_us=200000 net/ipv4/tcp_rto_max_ms=120000 \
    net/ipv4/tcp_tw_reuse=2 net/ipv4/tcp_tw_reuse_delay=1000 \
    net/ipv4/tcp_rfc1337=0 net/ipv4/tcp_abort_on_overflow=0 net/ipv4/tcp_migrate_req=0 \
    net/ipv4/tcp_timestamps=1 net/ipv4/tcp_sack=1 net/ipv4/tcp_window_scaling=1 \
    net/ipv4/tcp_congestion_control=reno net/ipv4/tcp_ecn=2 net/ipv4/tcp_fastopen=0 \
    net/ipv4/tcp_keepalive_time=7200 net/ipv4/tcp_keepalive_intvl=75 \
    net/ipv4/tcp_keepalive_probes=9 net/ipv4/tcp_no_metrics_save=1 net/ipv4/ip_unprivileged_port_start=0 \
    'net/ipv4/ip_local_port_range=32768 60999'; do
    [[ ! -e /proc/sys/${pair%%=*} ]] || echo "${pair#*=}" >"/proc/sys/${pair%%=*}"
  done
}

# Becomes `ip`, which makes the host: this process is in its network namespace.
make_host() { # NUMBER PEER-NUMBER
  local ipv6=''
  [[ ! -e /proc/net/if_inet6 ]] || ipv6="addr add 2001:db8::$1/128 dev wire nodad
route add 2001:db8::$2 dev wire"
  set_sysctls # first: the device begins with some of them
  exec ip -batch - <<LINES
link set lo up
tuntap add dev wire mode tun
link set wire mtu 1500 txqueuelen 10000 up
addr add 192.0.2.$1 peer 192.0.2.$2 dev wire
$ipv6
LINES
}

make_world() {
  # LAB_TRACE's: with 10, calls may be lost. On 5.10 an ordinary user has none.
  [[ ! -e /proc/sys/net/unix/max_dgram_qlen ]] || echo 4096 >/proc/sys/net/unix/max_dgram_qlen
  mount -t tmpfs tmpfs /run # where ip keeps its names
  export TMPDIR=/run        # it ends with the world: who is killed removes nothing himself
  printf '%s\n' '127.0.0.1 localhost' '::1 localhost' '192.0.2.1 client' \
    '192.0.2.2 server' '2001:db8::1 client6' '2001:db8::2 server6' >/run/hosts
  mount --bind /run/hosts /etc/hosts
  ip -batch - <<<$'netns add client\nnetns add server'
  ip netns exec client "$BASH" "$0" --make-host 1 2
  ip netns exec server "$BASH" "$0" --make-host 2 1
}

[[ ${BASH_SOURCE[0]} == "$0" ]] || return 0 # stage.sh only asks

case ${1:---help} in
  --check) can_make_world || { echo "$REASON" && exit 77; } ;;
  --inside) # process 1 of the world
    shift
    make_world
    trap : INT # Ctrl-C is for COMMAND; its end is ours
    LAB_WORLD=1 "$@"
    ;;
  --set-sysctls) set_sysctls ;;
  --make-host) make_host "$2" "$3" ;;
  -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" ;;
  -*)
    echo "two_hosts: '$1' is not an option; see --help" >&2
    exit 2
    ;;
  *)
    [[ -n ${LAB_WORLD_CHECKED:-} ]] || can_make_world || { echo "two_hosts: $REASON" >&2 && exit 77; }
    exec "${ENTER[@]}" -- "$BASH" "$0" --inside "$@"
    ;;
esac
