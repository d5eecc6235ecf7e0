#!/usr/bin/env bash
# Sets up, builds, and shows three ways to end the same conversation.
set -euo pipefail
if (($#)); then
  echo "usage: scripts/demo.sh, without any argument" >&2
  exit 2
fi
cd -- "${BASH_SOURCE[0]%/*}/.."
scripts/setup.sh demo
make --no-print-directory -s -j"$(nproc)" demo
