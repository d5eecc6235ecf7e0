#!/usr/bin/env bash
# scripts/setup.sh demo|test|ci: installs what that level needs and is missing.
#
#   demo   a compiler, make, ss, util-linux
#   test   and GoogleTest, curl, netstat
#   ci     and the linters, clang with its fuzzer, tshark, strace (CI=true: these
#          two with test too, for there the tests may skip nothing)
#
# With apt-get and the right to use it (root or sudo) it installs; else it names
# what is missing, and exits 1.
set -euo pipefail

has() { type -P "$1" >/dev/null; }
fuzzes() {
  clang++ -fsanitize=fuzzer -x c++ - -o /dev/null 2>/dev/null \
    <<<'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }'
}
includes() { "${CXX:-g++}" -E -x c++ - <<<"#include <$1>" >/dev/null 2>&1; }

MISSING=()
need() { # PACKAGE CHECK ...: how to see that it is there
  "${@:2}" || MISSING+=("$1")
}

need_demo() {
  need g++ has "${CXX:-g++}"
  need make has make
  need iproute2 has ss
  need util-linux has setpriv
  need util-linux has unshare
}

need_test() {
  need_demo
  need libgtest-dev includes gtest/gtest.h
  need curl has curl
  need net-tools has netstat
  [[ ${CI:-} != true ]] || need_watchers
}

need_ci() {
  need_test
  need clang has clang++
  need libclang-rt-dev fuzzes
  need clang-format has clang-format
  need clang-tidy has clang-tidy
  need shellcheck has shellcheck
  need_watchers
}

need_watchers() { # to compare with
  need tshark has tshark
  need strace has strace
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
    echo 'setup: these are missing (names of the Debian packages):'
    printf '  %s\n' "${MISSING[@]}"
    has apt-get && echo 'Install them as root: apt-get install' "${MISSING[@]}" ||
      echo 'Install what your system calls them.'
  } >&2
  exit 1
fi

echo "setup: installs ${MISSING[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" apt-get install -y -q \
  --no-install-recommends "${MISSING[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "setup: apt-get failed; install by hand: ${MISSING[*]}" >&2
  exit 1
fi
