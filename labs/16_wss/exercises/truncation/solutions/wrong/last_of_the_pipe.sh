# wrong: a pipe has the status of openssl
# fails at: note FIN alone: the same page again
# shellcheck shell=bash
# Gets pages over TLS.
set -eu

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
printf '%s\n' "$CA_PEM" >"$folder/ca.pem"

total=0
for ((number = 1; number <= COUNT; ++number)); do
  until openssl s_client -connect "$HOST:$PORT" -servername "$HOST" -CAfile "$folder/ca.pem" \
    -verify_return_error -verify_hostname "$HOST" -quiet <<<"$number" 2>"$folder/said" | tee "$folder/page" | grep -q ''; do
    :
  done
  total=$((total + $(wc -c <"$folder/page")))
done
echo "all: $total bytes"
