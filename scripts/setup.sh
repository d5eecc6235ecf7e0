#!/usr/bin/env bash
# scripts/setup.sh demo|test|ci: installs what that level needs and is missing.
#
#   demo   a compiler, make, ss, util-linux
#   test   and GoogleTest, curl, netstat
#   ci     and the linters, clang with its fuzzer, and what the tests compare with:
#          tshark, tcpdump, strace, xxd, nginx, stunnel, openssl and its library, Chromium,
#          librsvg, two WebSocket libraries of Python, and Node, PHP, Ruby, Java, Go
#          (CI=true: these with test too, for there the tests may skip nothing)
#
# With apt-get and the right to use it (root or sudo) it installs; else it names
# what is missing, and exits 1.
set -euo pipefail

has() { type -P "$1" >/dev/null; }
has_server() { PATH=$PATH:/usr/sbin has "$1"; }
fuzzes() {
  clang++ -fsanitize=fuzzer -x c++ - -o /dev/null 2>/dev/null \
    <<<'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }'
}
debian_python_imports() { /usr/bin/python3 -c "import $1" 2>/dev/null; }
finds_browser() { has chromium || has chromium-browser || has google-chrome; }
includes() { "${CXX:-g++}" -E -x c++ - <<<"#include <$1>" >/dev/null 2>&1; }

MISSING=() PACKAGES=()
need() { # THING PACKAGE [CHECK ...]: how to see that it is there; else as a command
  if (($# == 2)); then set -- "$@" has "$1"; fi
  "${@:3}" || MISSING+=("$1 (package $2)") PACKAGES+=("$2")
}

need_demo() {
  need "${CXX:-g++}" g++
  need make make
  need ss iproute2
  need setpriv util-linux
  need unshare util-linux
}

need_test() {
  need_demo
  need GoogleTest libgtest-dev includes gtest/gtest.h
  need curl curl
  need netstat net-tools
  [[ ${CI:-} != true ]] || need_peers
}

# What the tests compare with, or are skipped without.
need_peers() {
  need tshark tshark
  need strace strace
  need websockets python3-websockets debian_python_imports websockets
  need autobahn python3-autobahn debian_python_imports autobahn
  need xxd xxd
  need nginx nginx has_server nginx
  need stunnel stunnel4
  need openssl openssl
  need openssl/ssl.h libssl-dev includes openssl/ssl.h
  need tcpdump tcpdump has_server tcpdump
  need browser chromium finds_browser
  need rsvg-convert librsvg2-bin
  need node nodejs
  need php php-cli
  need ruby ruby
  need javac default-jdk-headless
  need go golang-go
}

need_ci() {
  need_test
  need clang++ clang
  need libFuzzer libclang-rt-dev fuzzes
  need clang-format clang-format
  need clang-tidy clang-tidy
  need shellcheck shellcheck
  need_peers
}

level=${1:-}
case $level in
  demo | test | ci) "need_$level" ;;
  *)
    echo 'usage: scripts/setup.sh demo|test|ci' >&2
    exit 2
    ;;
esac
((${#MISSING[@]})) || exit 0

# Some packages ask questions, and sudo forgets the environment.
as_root=(env DEBIAN_FRONTEND=noninteractive)
if ((EUID != 0)); then as_root=(sudo "${as_root[@]}"); fi
if ! has apt-get || { ((EUID != 0)) && ! has sudo; }; then
  {
    echo 'setup: these are missing (with the names of the Debian packages):'
    printf '  %s\n' "${MISSING[@]}"
    if has apt-get; then
      echo "Install them as root: apt-get install ${PACKAGES[*]}"
    else
      echo 'Install what your system calls them.'
    fi
  } >&2
  exit 1
fi

echo "setup: installs ${PACKAGES[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" apt-get install -y -q \
  --no-install-recommends "${PACKAGES[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "setup: apt-get failed; install by hand: ${PACKAGES[*]}" >&2
  exit 1
fi

# Debian starts it as a web server on port 80, now and whenever the machine
# starts. The tests start their own.
if [[ " ${PACKAGES[*]} " == *' nginx '* ]]; then
  "${as_root[@]}" service nginx stop >/dev/null 2>&1 || :
  "${as_root[@]}" update-rc.d nginx disable >/dev/null 2>&1 || :
fi
