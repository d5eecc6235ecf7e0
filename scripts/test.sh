#!/usr/bin/env bash
# Sets up, builds, and runs all tests. The last line counts them.
set -euo pipefail
if (($#)); then
  echo "usage: scripts/test.sh, without any argument" >&2
  exit 2
fi
cd -- "${BASH_SOURCE[0]%/*}/.."
scripts/setup.sh test
make --no-print-directory -s -j"$(nproc)" test
