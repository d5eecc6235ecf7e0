#!/usr/bin/env bash
# Each fuzz target survives the files of its corpus (make fuzz breeds new ones).
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for target in tests/fuzz/corpus/*/; do
  target=$(basename "$target")
  if "${BUILD:-build}/replay/$target" "tests/fuzz/corpus/$target"/* >"$log" 2>&1; then
    echo "ok fuzz: $target survives its corpus"
  else
    cat "$log"
    echo "failed fuzz: $target survives its corpus"
  fi
done
