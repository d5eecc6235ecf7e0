#!/usr/bin/env bash
# What a build of a fresh copy costs, without ccache: the programs alone, and with
# all that make test runs.
#
#   scripts/bench_build.sh     make bench
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
if (($#)); then
  echo 'usage: scripts/bench_build.sh, without any argument' >&2
  exit 2
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Makefile common labs scripts tests "$copy"
export CCACHE_DISABLE=1
CPU=0 TIMEFORMAT='%U %S'

build() { # WHAT TARGET: adds to what was built before
  local spent
  spent=$({ time env -u MAKEFLAGS make -C "$copy" -s -j"$(nproc)" BUILD=build "$2" >"$copy/log" 2>&1; } 2>&1) ||
    { cat "$copy/log" >&2 && exit 1; }
  CPU=$(awk -v cpu="$CPU" -v spent="$spent" 'BEGIN { split(spent, s, " "); print cpu + s[1] + s[2] }')
  printf '  %-24s %4.0f CPU-s, %d MB\n' "$1" "$CPU" "$(du -sm "$copy/build" | cut -f 1)"
}

printf '\nA build of a fresh copy:\n\n'
build 'build:' all
build 'build with the tests:' everything
