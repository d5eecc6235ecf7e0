#!/usr/bin/env bash
# Gets pages over TLS, and each one whole. The status of openssl s_client says how the
# connection has ended: 0 is close_notify.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
printf '%s\n' "$CA_PEM" >"$folder/ca.pem"

read_page() { # NUMBER
  openssl s_client -connect "$HOST:$PORT" -servername "$HOST" -CAfile "$folder/ca.pem" \
    -verify_return_error -verify_hostname "$HOST" -quiet <<<"$1" >"$folder/page" 2>"$folder/said"
}

total=0
for ((number = 1; number <= COUNT; ++number)); do
  until read_page "$number"; do
    if ! grep -qE 'unexpected eof|errno=104' "$folder/said"; then
      cat "$folder/said" >&2
      exit 1
    fi
  done
  total=$((total + $(wc -c <"$folder/page")))
done
echo "all: $total bytes"
