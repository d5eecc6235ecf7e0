#!/usr/bin/env bash
# lab watch --step in a terminal: each key, its words, and what it does.
# shellcheck disable=SC2317  # conditions
source "${BASH_SOURCE[0]%/*}/lib.sh"
has_two_hosts 'keys in a terminal' || exit 0
type -P script >/dev/null || { echo 'skipped keys in a terminal: script is missing' && exit 0; }

cat >"$folder/watch" <<END
stty cols \${COLUMNS_WANTED:-120}
tty >'$folder/tty'
before=\$(stty -a)
scripts/lab watch --step --save '$folder/saved' \\
  --server '$BUILD/labs/01_echo/echo_server --host server --port 7000 --clients 1' \\
  --client '$BUILD/labs/01_echo/echo_client --host server --port 7000'
echo "status \$?"
[[ \$(stty -a) == "\$before" ]] && echo 'terminal as before'
END

begin() { # [NAME=VALUE ...]
  mkfifo "$folder/keys"
  exec {KEYS}<>"$folder/keys"
  rm -rf "$folder"/{keys,saved,screen}
  : >"$folder/screen"
  env TERM=xterm SHELL="$BASH" "$@" setsid script -qefc "env --default-signal $BASH $folder/watch" "$folder/screen" \
    <&"$KEYS" >/dev/null 2>&1 &
  TERMINAL=$!
  STARTED+=("-$TERMINAL")
}
end() {
  exec {KEYS}>&-
  wait "$TERMINAL" || :
}
shows() { grep -qaF -- "$1" "$folder/screen"; }     # TEXT
traced() { grep -qE -- "$1" "$folder/saved/watch.trace"; } # PATTERN
# A key, and what comes of it; TEXT is new on the screen.
press() { # KEYS TEXT
  local before=0 now
  before=$(grep -caF -- "$2" "$folder/screen" || :)
  is_new() { now=$(grep -caF -- "$2" "$folder/screen") && ((now > before)); }
  printf '%s' "$1" >&"$KEYS"
  in_time is_new "$1" "$2" || { echo "no '$2' after '$1'" && tail -c 1500 "$folder/screen" && return 1; }
}

# Both programs stand before a call, and then stop at no other one.
come_to_syn() {
  in_time shows 'Enter lets it go' || return 1
  press '/accept(' '/accept(' || return 1
  press $'\n' 'you run to the next accept(' || return 1
  in_time shows 'server: accept(' && in_time shows 'client: connect(' || return 1
  press c 'you stop no program before its calls' || return 1
  press $'\n' 'you let the server go on: accept(' || return 1
  press $'\n' 'you let the client go on: connect(' || return 1
  in_time shows 'client → SYN'
}

each_key_has_its_words_and_its_effect() {
  begin
  come_to_syn || return 1
  shows "Enter delivers the client's" || return 1
  press d "you drop the client's SYN" || return 1
  in_time traced '"event":"arrival".*dropped' || return 1
  in_time shows 'retransmission' || return 1
  press u "you deliver the client's SYN twice" || return 1
  press n "you deliver the server's SYN ACK" || return 1
  press '/fx' '/fx' || return 1
  press $'\x7fin\n' 'you run to the next FIN' || return 1
  in_time shows '→ FIN' || return 1
  press c 'you stop each program before its calls' || return 1
  press $'/close\n' '/close is no segment such as /FIN, and no call such as /close(' || return 1
  press '/close(' '/close(' || return 1
  press $'\n' 'you run to the next close(' || return 1
  in_time shows ': close(' || return 1
  press r 'you let all run on' || return 1
  in_time shows 'terminal as before' || return 1
  end
  shows 'status 0'
}
enter_is_for_what_was_held_first() {
  begin
  come_to_syn || return 1
  press n "you deliver the client's SYN" || return 1
  in_time shows 'server → SYN ACK' || return 1
  press c 'you stop each program' || return 1
  press $'\n' "you deliver the server's SYN ACK" || return 1
  in_time shows 'client: send(' || return 1
  press $'\n' "you deliver the client's ACK" || return 1
  press $'\n' 'you let the ' || return 1
  press q 'status 130' || return 1 # as at Ctrl-C
  in_time shows 'terminal as before' || return 1
  end
}
# The status line as it was drawn last, without its colours.
last_line() { sed -n $'s/.*\x1b\\[7m\\([^\x1b]*\\)\x1b.*/\\1/p' "$folder/screen" | tail -n 1; }
window_may_become_smaller() {
  begin COLUMNS_WANTED=120
  in_time shows 'Enter lets it go' || return 1
  stty -F "$(<"$folder/tty")" cols 40 || return 1
  fits() { local line && line=$(last_line) && ((${#line} > 20 && ${#line} <= 40)); }
  press '/x' '/x' || return 1
  in_time fits || { echo "the line: '$(last_line)'" && return 1; }
  press $'\x1br' 'you let all run on' || return 1
  in_time shows 'status 0' || return 1
  end
}
line_is_gone_at_the_end() {
  begin NO_COLOR=1 COLUMNS_WANTED=80
  in_time shows "Enter lets it go" || return 1
  press r 'you let all run on' || return 1
  in_time shows 'terminal as before' || return 1
  end
  # What a terminal shows in the end: nothing of the line that was taken away.
  ! shows $'\x1b[7m' && ! sed 's/.*\x1b\[J//' "$folder/screen" | grep -a 'Enter lets it go'
}

succeeds 'each key is a row in words, and does what they say' each_key_has_its_words_and_its_effect
succeeds 'Enter is for what was held first' enter_is_for_what_was_held_first
succeeds 'a window may become smaller in the middle' window_may_become_smaller
succeeds 'without colours the line is plain, and gone at the end' line_is_gone_at_the_end
