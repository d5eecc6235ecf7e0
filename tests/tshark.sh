#!/usr/bin/env bash
# What the wire and sniff say of segments is what tshark says: connection, ends,
# flags, relative seq and ack, length. On captures of scenes, whole and from the
# fourth packet on, where nobody has seen the handshake; and on captures of
# made-up connections (tests/captures/random.cpp).
#
# Of some of these each segment can be named in one way only: its kind is compared, too.
# tshark calls a zero-window probe of Linux, which has no byte, a keep-alive probe.
#
#   tests/tshark.sh [COUNT [SEED]]      so many made-up captures, and no scene
source "${BASH_SOURCE[0]%/*}/lib.sh"
SNIFF=$BUILD/labs/00_instruments/sniff

has tshark 'agrees with sniff' || exit 0
export FOLDER=$folder HOME=$folder NAME # nobody's settings

# Each segment of a trace: connection, source, destination, flags, seq, ack, length;
# if KINDS is set its kind.
in_trace() {
  awk '
    BEGIN {
      split("FIN SYN RST PSH ACK URG ECE CWR", names)
      for (i in names) bit[names[i]] = 2 ^ (i - 1)
    }
    function value(key, text) {
      if (!match($0, "\"" key "\":(\"[^\"]*\"|\\[[^]]*\\]|[^,}]*)")) return ""
      text = substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
      gsub(/["\[\]]/, "", text)
      return text
    }
    /"event":"segment"/ {
      flags = 0
      count = split(value("flags"), names, ",")
      for (i = 1; i <= count; i++) flags += bit[names[i]]
      print value("connection"), value("source"), value("destination"),
        sprintf("0x%04x", flags), value("seq"), value("ack"), value("length"),
        (ENVIRON["KINDS"] ? value("kind") : "")
    }' "$@" | sed 's/ $//; s/zero-window probe/probe/; s/keep-alive probe/probe/'
}

in_tshark() { # PCAP
  tshark -r "$1" -Y 'tcp && !icmp && !icmpv6' -T fields -E separator='|' -E occurrence=f \
    -e tcp.stream -e ip.src -e ipv6.src -e tcp.srcport -e ip.dst -e ipv6.dst -e tcp.dstport \
    -e tcp.flags -e tcp.seq -e tcp.ack -e tcp.len -e tcp.analysis.retransmission \
    -e tcp.analysis.out_of_order -e tcp.analysis.keep_alive -e tcp.analysis.zero_window_probe \
    -e tcp.analysis.duplicate_ack -e tcp.analysis.window_update 2>/dev/null |
    awk -F '|' '
      BEGIN { split("retransmission,out of order,probe,probe,duplicate ACK,window update", kinds, ",") }
      {
        kind = ""
        for (i in kinds) if (ENVIRON["KINDS"] && $(11 + i) != "") kind = kinds[i]
        print $1 + 1, $2 $3 ":" $4, $5 $6 ":" $7, $8, $9, $10, $11, kind
      }' | sed 's/ $//'
}

agrees() { # SENTENCE TSHARK OURS: files
  local theirs
  theirs=$(<"$2")
  check "$1" "${theirs:-some segments}" "$(<"$3")"
}

compare() { # "LAB SCENE [rest]"
  local lab scene rest name pcap
  read -r lab scene rest <<<"$1"
  name=$folder/$lab.$scene pcap=$folder/$lab.$scene/$scene.pcap
  succeeds "plays $lab $scene" scripts/lab run "$lab" "$scene" --save="$name"
  in_tshark "$pcap" >"$name.tshark"
  in_trace "$name/$scene.trace" >"$name.wire"
  "$SNIFF" --read "$pcap" | in_trace >"$name.sniff"
  agrees "agrees with the wire on $lab $scene" "$name.tshark" "$name.wire"
  agrees "agrees with sniff on $lab $scene" "$name.tshark" "$name.sniff"

  [[ $rest == rest ]] || return 0 # without the handshake's three packets
  { head -c 24 "$pcap" && tail -c +"$(($(skip_packets "$pcap" 3) + 1))" "$pcap"; } >"$name.rest"
  in_tshark "$name.rest" >"$name.tshark"
  "$SNIFF" --read "$name.rest" | in_trace >"$name.sniff"
  agrees "agrees with sniff on the rest of $lab $scene" "$name.tshark" "$name.sniff"
}

# The byte behind so many packets: each has 16 bytes of its own before it.
skip_packets() { # PCAP COUNT
  local at=24 count size
  for ((count = 0; count < $2; count++)); do
    size=$(od -A n -t u4 -j $((at + 8)) -N 4 "$1")
    at=$((at + 16 + size))
  done
  echo "$at"
}

# Prints what differs.
compare_made_up() { # PCAP
  in_tshark "$1" >"$1.tshark"
  "$SNIFF" --read "$1" 2>/dev/null | in_trace >"$1.sniff"
  diff "$1.tshark" "$1.sniff" || echo "in $1"
}

made_up() { # SENTENCE COUNT SEED [tidy]
  mkdir "$folder/made-up$KINDS"
  "$BUILD/tests/captures/random" "$folder/made-up$KINDS" "${@:2}"
  local captures=("$folder/made-up$KINDS"/*)
  check "$1" "$2 captures: " \
    "${#captures[@]} captures: $(printf '%s\n' "${captures[@]}" | side_by_side 3 compare_made_up | head -n 100)"
}

export KINDS=''
made_up 'agrees with sniff on made-up captures' "${1:-30}" "${2:-1}"
KINDS=yes
made_up 'agrees with sniff on the kinds of their segments' "${1:-20}" "${2:-1}" tidy
KINDS=''
(($# == 0)) || exit 0

has_two_hosts 'agrees with sniff on scenes' || exit 0
printf '%s\n' '01 four_tuple' '01 ipv6 rest' '01 refused' '05 half_close rest' '06 zero' '06 unread' |
  side_by_side 3 compare
