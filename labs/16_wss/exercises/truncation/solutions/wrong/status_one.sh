# wrong: openssl ends with 1 if the page is cut, and only then
# fails at: note RST: the same page again
# shellcheck shell=bash
# Gets pages over TLS.
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
  status=1
  while ((status == 1)); do
    status=0
    read_page "$number" || status=$?
  done
  total=$((total + $(wc -c <"$folder/page")))
done
echo "all: $total bytes"
