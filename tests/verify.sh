#!/usr/bin/env bash
# verify as a program: what it says, what it refuses, how much it keeps.
source "${BASH_SOURCE[0]%/*}/lib.sh"
VERIFY=$BUILD/labs/00_instruments/verify

# What it says, and its status.
says() { # ARGUMENT ...
  local status=0
  "$VERIFY" "$@" 2>&1 || status=$?
  echo "$status"
}

segments() { # NUMBER: with a call after each hundred
  awk -v number="$1" 'BEGIN {
    for (i = 1; i <= number; ++i) {
      printf "{\"t\":%.6f,\"event\":\"segment\",\"id\":%d,\"connection\":1,\"from\":\"client\",", i / 1e5, i
      printf "\"source\":\"192.0.2.1:40000\",\"destination\":\"192.0.2.2:7000\",\"flags\":[\"PSH\",\"ACK\"],"
      printf "\"seq\":%d,\"ack\":1,\"length\":9,\"window\":500,\"fate\":\"delivered\"}\n", i
      if (i % 100) continue
      printf "{\"t\":%.6f,\"event\":\"call\",\"host\":\"client\",\"program\":\"p\",\"pid\":1,\"id\":%d,\"text\":\"send(fd)\"}\n", i / 1e5, i
      printf "{\"t\":%.6f,\"event\":\"return\",\"host\":\"client\",\"pid\":1,\"id\":%d,\"result\":9}\n", i / 1e5, i
    }
  }'
}

segments 200 >"$folder/trace"
printf '%s\n' 'client call send' 'client sends DATA 9' 'client return send = 9' \
  'never client sends RST' 'count 200 client sends DATA' >"$folder/expected"

check 'counts the lines that were met' $'5 of 5 lines met\n0' \
  "$(says --read "$folder/trace" --expect "$folder/expected")"
check 'counts apart what it cannot judge without a wire' $'2 of 2 lines met; 3 for the wire\n0' \
  "$(says --read "$folder/trace" --expect "$folder/expected" --calls-only)"
check 'reads a pipe' $'5 of 5 lines met\n0' \
  "$(says --read - --expect "$folder/expected" < <(cat "$folder/trace"))"
check 'judges what is chosen' $'1 of 1 line met\n0' \
  "$(says --read "$folder/trace" --expect <(echo 'count 99 client sends DATA') --to 0.00099)"
check 'says what is chosen' 'client sends ACK DATA 9' \
  "$("$VERIFY" --read "$folder/trace" --from 0.002 --host client | sed -n 1p)"
check 'says that no segment is chosen' \
  'verify: none of 200 segments is chosen by --connection, --port, --host, --from, --to' \
  "$("$VERIFY" --read "$folder/trace" --port 1 2>&1 >/dev/null)"
check 'refuses an expectation without an end' $'verify: /dev/zero: has more than 1 MiB\n1' \
  "$(says --read "$folder/trace" --expect /dev/zero)"
echo 'server sends FIN' >"$folder/unmet"
check 'shows a dozen events of many' $'client sends ACK DATA 9\n  (and 192 more)\n1' \
  "$(says --read "$folder/trace" --expect "$folder/unmet" | tail -n 3 | sed 's/^ *0.* client/client/')"

mkdir "$folder/directory"
: >"$folder/empty"
printf 'text\n\0' >"$folder/binary"
printf '\xd4\xc3\xb2\xa1\2\0\4\0rest' >"$folder/x.pcap"
printf '\x0a\x0d\x0d\x0a\x1c\0\0\0rest' >"$folder/x.pcapng"
gzip -c "$folder/trace" >"$folder/x.gz"
check 'refuses a directory' "verify: $folder/directory: is a directory, and a trace is a file"$'\n1' \
  "$(says --read "$folder/directory")"
check 'refuses an empty file' "verify: $folder/empty: is empty"$'\n1' "$(says --read "$folder/empty")"
echo '# nothing' >"$folder/nothing"
check 'refuses an expectation of nothing' "verify: $folder/nothing: expects nothing"$'\n1' \
  "$(says --read "$folder/trace" --expect "$folder/nothing")"
check 'refuses an empty pipe' $'verify: standard input: is empty\n1' "$(says --read - </dev/null)"
check 'refuses a binary file' \
  "verify: $folder/binary: is not a trace: a trace is text, a JSON object a line"$'\n1' \
  "$(says --read "$folder/binary")"
for capture in x.pcap x.pcapng; do
  check "names the cure for a capture ($capture)" \
    "verify: $folder/$capture: is a capture, not a trace. Make it one: sniff --read $folder/$capture | verify --read - 1" \
    "$(says --read "$folder/$capture" | xargs)"
done
check 'names the cure for a capture in a pipe' '  sniff --read FILE | verify --read -' \
  "$(says --read - < <(cat "$folder/x.pcap") | sed -n 2p)"
check 'names the cures for a compressed file' "  gzip -dc $folder/x.gz | sniff --read - | verify --read -
  gzip -dc $folder/x.gz | verify --read -" "$(says --read "$folder/x.gz" | sed -n '2p; 4p')"

sed -i 's/^count .*/count 1000000 client sends DATA/' "$folder/expected"
check 'judges 1,000,000 segments in 64 MiB' $'5 of 5 lines met\n0' \
  "$(limit && segments 1000000 | says --read - --expect "$folder/expected")"
check 'says what happened in 1,000,000 segments in 64 MiB' '1020000' \
  "$(limit && segments 1000000 | "$VERIFY" --read - | wc -l)"

# What it takes grows with the lines, not with their square: 20 s of a processor are
# plenty, whether they are met or not.
segments 30000 >"$folder/trace"
for line in 'client sends DATA 9' 'client return send = 9' 'client sends FIN'; do
  printf "$line\n%.0s" {1..30000} >"$folder/expected"
  check "judges 30,000 times '$line' in 30,000 segments" yes \
    "$(ulimit -t 20 && says --read "$folder/trace" --expect "$folder/expected" | tail -n 1 | grep -q '^[01]$' && echo yes)"
done

# The same behaviour in other calls: a C++ program with CALL(), and Python under calls.
cat >"$folder/behaviour" <<'END'
client connects
client sends data "question"
client ends sending
client closes
together
  client sends FIN
  server reads end
end
server sends data "answer" within 10s
any number of client sends RST
server closes
never client reads >= 1 bytes
count 1 client ends sending
count 1 client closes
END
for scene in close python_with; do
  sentence="finds the same behaviour whatever calls a program makes ($scene)"
  has python3 "$sentence" || continue
  has_two_hosts "$sentence" || continue
  scripts/lab run 05 "$scene" --save="$folder" >"$folder/said" 2>&1 || cat "$folder/said"
  check "$sentence" $'12 of 12 lines met\n0' \
    "$(says --read "$folder/$scene.trace" --expect "$folder/behaviour")"
done
echo 'server reads 6 bytes' >"$folder/unmet"
[[ ! -f $folder/close.trace ]] || check 'names the nearest thing that did happen' \
  'server reads 8 bytes (another result)' \
  "$(says --read "$folder/close.trace" --expect "$folder/unmet" | sed -n 's/^nearest: [0-9.]*  //p')"
