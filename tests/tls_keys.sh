#!/usr/bin/env bash
# The guide of lab 16 says how to see what is inside TLS: its commands are run as they
# stand there, and tshark shows what the guide shows. And each program that, so the
# guide says, writes down its keys does so.
source "${BASH_SOURCE[0]%/*}/lib.sh"
GUIDE=labs/16_wss/README.md
export HOME=$folder # nobody's settings of tshark

# --- who writes down its keys -------------------------------------------------

writes_keys() { # NAME COMMAND ...: of a connection to PORT, into $folder/keys
  rm -f "$folder/keys"
  "${@:2}" >"$folder/said" 2>&1 </dev/null || :
  check "$1 writes down its keys" CLIENT_TRAFFIC_SECRET_0 \
    "$(grep -o '^CLIENT_TRAFFIC_SECRET_0' "$folder/keys" || tail -n 3 "$folder/said")"
}

if has openssl 'programs write down their keys' && has curl 'programs write down their keys'; then
  scripts/certificate.sh "$folder" localhost server 2>"$folder/said" || { cat "$folder/said" && give_up 'a certificate is made'; }
  accepts() { PORT=$(sed -n 's/^ACCEPT .*://p' "$folder/server") && [[ -n $PORT ]]; }
  openssl s_server -accept 127.0.0.1:0 -www -cert "$folder/cert.pem" -key "$folder/key.pem" >"$folder/server" 2>&1 </dev/null &
  STARTED+=($!)
  in_time accepts || { cat "$folder/server" && give_up 'a server listens'; }

  writes_keys curl env SSLKEYLOGFILE="$folder/keys" \
    curl -s --noproxy '*' --cacert "$folder/cert.pem" "https://localhost:$PORT/"
  writes_keys python env SSLKEYLOGFILE="$folder/keys" \
    python3 labs/16_wss/writing_client.py localhost "$PORT" "$folder/cert.pem"
  writes_keys s_client openssl s_client -connect "localhost:$PORT" -keylogfile "$folder/keys"
  if has node 'node writes down its keys'; then
    writes_keys node node --tls-keylog="$folder/keys" labs/16_wss/wss_client.js localhost "$PORT" "$folder/cert.pem"
  fi
fi

# --- what tshark shows --------------------------------------------------------

for tool in tshark openssl nginx python3; do
  PATH=$PATH:/usr/sbin has "$tool" 'tshark shows what is inside' || exit 0
done
has_two_hosts 'tshark shows what is inside' || exit 0

# The block of the guide that begins with this word, without its fences.
block() { # WORD
  awk -v word="$1" '
    /^```/ { if (inside) exit; starts = 1; next }
    starts { starts = 0; inside = index($0, word) == 1 }
    inside { print }' "$GUIDE"
}
commands=$(block SSLKEYLOGFILE)
shown=$(block '192.0.2.1')
[[ -n $commands && -n $shown ]] || give_up 'the guide shows how to see what is inside'
commands=${commands//build\//$folder/}
commands=${commands//\$PWD\//}
bash -euc "$commands" >"$folder/all" 2>"$folder/errors" || cat "$folder/all" "$folder/errors"
check 'tshark shows what is inside, as the guide does' "$shown" \
  "$(grep -P '^192\.0\.2\.\d\t' "$folder/all" | sed 's/\t/   /; s/ *$//')"
