#!/usr/bin/env bash
# Each fuzz target survives the files of its corpus (make fuzz breeds new ones).
source "${BASH_SOURCE[0]%/*}/lib.sh"

for target in tests/fuzz/corpus/*/; do
  target=$(basename "$target")
  succeeds "$target survives its corpus" "$BUILD/replay/$target" "tests/fuzz/corpus/$target"/*
done
