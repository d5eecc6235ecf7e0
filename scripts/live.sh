#!/usr/bin/env bash
# A ladder that a whole class sees while it grows, each in a browser of its own.
#
#   scripts/lab live [LAB [SCENE]]   plays a scene, line by line: you let it go on,
#                                    by a link that only this terminal shows. There
#                                    you can start any other scene, too
#               --run                without a stop
#               --step-wire          stops the wire, too
#               --port N             of the page (7000); 0: any that is free
#               --host ADDRESS       who can see it (127.0.0.1: only this machine);
#                                    0.0.0.0: who can reach this machine
#               --name NAME          a name that it has, for their address bars
#               --link FILE          your link goes there, and to no terminal
#
# Ctrl-C ends it. How it works is lab 19.
set -euo pipefail
HERE=$PWD
cd -- "${BASH_SOURCE[0]%/*}/.."
[[ -e /proc/self/fd/0 ]] || exec </dev/null
# shellcheck source=scripts/build.sh
source scripts/build.sh

refuse() { # WHAT
  echo "live: $1" >&2
  exit 2
}

# "05_shutdown_vs_close half_close", a line each.
list_scenes() {
  local play lab scene
  for play in labs/*/run.sh; do
    lab=${play#labs/} lab=${lab%/*}
    while IFS= read -r scene; do echo "$lab $scene"; done < <(
      sed -nE 's/^(slow_)?scene ([a-z0-9_]+) .*/\2/p' "$play"
    )
  done
}

# FIRST: the one that is meant, or the first of a lab. A SCENE that only one lab has
# needs no LAB.
find_scene() { # LAB [SCENE] | SCENE
  local lab=$1
  [[ ! $lab =~ ^[0-9]$ ]] || lab=0$lab
  FIRST=$(awk -v lab="$lab" -v scene="${2:-}" '
    (index($1, lab "_") == 1 || $1 == lab || substr($1, 4) == lab) && (scene == "" || $2 == scene) {
      print; exit }' <<<"$SCENES")
  [[ -n $FIRST || $# == 2 ]] || FIRST=$(awk -v scene="$1" '$2 == scene' <<<"$SCENES")
  [[ -n $FIRST ]] || refuse "there is no scene '$*'; scripts/lab list names them"
  [[ $FIRST != *$'\n'* ]] || refuse "more than one lab has a scene '$1':"$'\n'"$FIRST"
}

HOW='step' WORDS=() OPTIONS=()
while (($#)); do
  case $1 in
    --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' scripts/live.sh && exit ;;
    --run) HOW=run ;;
    --step) HOW=step ;;
    --step-wire) HOW=wire ;;
    --port=* | --host=* | --name=* | --link=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
    --port | --host | --name | --link)
      [[ -n ${2:-} ]] || refuse "$1 takes a value"
      [[ $1 != --link || $2 == /* ]] || set -- "$1" "$HERE/$2" "${@:3}"
      OPTIONS+=("$1" "$2")
      shift
      ;;
    -*) refuse "'$1' is not an option; scripts/lab live --help names them" ;;
    *) WORDS+=("$1") ;;
  esac
  shift
done
((${#WORDS[@]} <= 2)) || refuse "'${WORDS[2]}' is too much: scripts/lab live LAB SCENE"
SCENES=$(list_scenes) FIRST=''
((${#WORDS[@]} == 0)) || find_scene "${WORDS[@]}"
bring_up_to_date all
exec {scenes}<<<"$SCENES"
exec "${BUILD:-build}/labs/19_live/live_server" --quiet --stage scripts/live_play.sh \
  --scenes "/dev/fd/$scenes" --play "$FIRST" --how "$HOW" "${OPTIONS[@]}"
