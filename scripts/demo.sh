#!/usr/bin/env bash
# Sets up, builds, and shows three ways to end the same conversation.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
scripts/setup.sh demo
make --no-print-directory -s -j"$(nproc)" demo
