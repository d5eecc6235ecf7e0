#!/usr/bin/env bash
# Plays a scene for live_server (lab 19): its rows go to standard output, while they
# come; keys are taken from standard input. What the play says goes to standard error.
#
#   scripts/live_play.sh LAB SCENE run|step|wire
#
# HOW: without a stop; each line of the play waits for Enter; each segment, too.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
LADDER=${BUILD:-build}/labs/00_instruments/ladder
declare -A OPTIONS=([run]='' [step]='--step' [wire]='--step --step-wire')

if (($# != 3)) || [[ ! -e labs/$1/run.sh || ! $2 =~ ^[a-z0-9_]+$ || ! -v OPTIONS[$3] ]]; then
  echo 'usage: scripts/live_play.sh LAB SCENE run|step|wire' >&2
  exit 2
fi
read -ra options <<<"${OPTIONS[$3]}"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap : TERM # the play and the ladder are told, too: this waits for them
# The play writes its trace line by line into that file, which is a pipe here. It is
# held open: else the ladder would wait for ever if the play does not begin.
mkfifo "$folder/$2.trace"
exec {held}<>"$folder/$2.trace"
"$LADDER" --format rows --rows 0 --read "$folder/$2.trace" {held}>&- &
ladder=$!
status=0
LAB_DEADLINE=${LAB_DEADLINE:-86400} "labs/$1/run.sh" "$2" "${options[@]}" --save "$folder" \
  {held}>&- >&2 || status=$?
exec {held}>&-
wait "$ladder" || :
exit "$status"
