# shellcheck shell=bash
# Tab for scripts/lab, its labs, scenes and options: source scripts/completion.bash

_LAB_ROOT=$(cd -- "${BASH_SOURCE[0]%/*}/.." && pwd)

# The scenes of the labs whose folder begins so; of all labs for ''.
_lab_scenes() { # BEGIN
  sed -nE 's/^(slow_)?scene ([a-z0-9_]+) .*/\2/p' "$_LAB_ROOT"/labs/"$1"*/run.sh 2>/dev/null
}

_complete_lab() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} lab=${COMP_WORDS[2]:-} choice=''
  case ${COMP_WORDS[1]} in
    *) ((COMP_CWORD > 1)) || choice='list run watch check progress up shell ladder desk matrix events drops live doctor help' ;;&
    run)
      if ((COMP_CWORD == 2)); then
        choice="$(cd "$_LAB_ROOT/labs" && echo [0-9]*/)"
        choice=${choice//\//}
        [[ -z $word || $word == [0-9]* ]] || choice+=" $(_lab_scenes '')"
      elif ((COMP_CWORD > 2)); then
        [[ $lab != [0-9] ]] || lab=0$lab
        choice="$(_lab_scenes "$lab") --step --step-wire --predict --predict=quiz --predict=answers --queues --why --save --help"
      fi
      ;;
    live)
      choice='--run --step-wire --port --host --name --link --help '
      if ((COMP_CWORD == 2)); then
        choice+=$(cd "$_LAB_ROOT/labs" && echo [0-9]*/)
        choice=${choice//\//}
      elif [[ $lab == [0-9]* ]]; then
        [[ $lab != [0-9] ]] || lab=0$lab
        choice+=$(_lab_scenes "$lab")
      fi
      ;;
    watch)
      choice='--server --client --rule --delay --step --until --for --expect --save --format --data --why --all --no-waits --help'
      [[ $before != --format ]] || choice='text list rows mermaid svg html queues queues-svg perfetto'
      ;;
    check)
      choice=$(cd "$_LAB_ROOT/labs" && for one in */exercises/*/play.sh; do one=${one%/play.sh} && echo "${one%%_*}/${one##*/}"; done)
      ((COMP_CWORD == 2)) || choice='--hint --watch --format --save --all --help --'
      [[ $before != --format ]] || choice='text tap tap14 junit csv json gradescope'
      ;;
    up | desk) choice='--rule --delay --keep --save' ;;
    shell) choice='client server --no-calls --no-waits --all' ;;
    ladder) choice=$("$_LAB_ROOT/build/labs/00_instruments/ladder" --help 2>/dev/null | grep -oE '^--[a-z]+') ;;
    matrix)
      choice='--format --with --diff --kept --save --help
        LISTEN SYN-SENT ESTAB CLOSE-WAIT FIN-WAIT-1 FIN-WAIT-2 CLOSING LAST-ACK TIME-WAIT '
      choice+=$(grep -ohE '"way":"[^"]+"' "$_LAB_ROOT"/labs/17_*/matrix-linux-*.json | cut -d '"' -f 4 | sort -u)
      [[ $before != --format ]] || choice='text markdown json html'
      ;;
    events)
      choice='--format --with --diff --kept --help '
      choice+=$(grep -ohE '"event":"[^"]+"' "$_LAB_ROOT"/labs/02_*/events-linux-*.json | cut -d '"' -f 4 | uniq)
      [[ $before != --format ]] || choice='text markdown json html'
      ;;
    drops)
      choice='--format --with --diff --kept --save --help '
      choice+=$(grep -ohE '"packet":"[^"]+"' "$_LAB_ROOT"/labs/18_*/drops-linux-*.json | cut -d '"' -f 4 | uniq)
      [[ $before != --format ]] || choice='text markdown json html'
      ;;
  esac
  [[ $before != --save && $before != --diff && $before != --with && $before != --expect ]] || { compopt -o filenames && choice=$(compgen -f -- "$word"); }
  # A choice with a blank in it is only ever a file's name.
  mapfile -t COMPREPLY < <(compgen -W "$choice" -- "$word")
}
complete -F _complete_lab lab
