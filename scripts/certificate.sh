#!/usr/bin/env bash
# A key and a certificate for a server, for a play or a test. It signs itself, and it
# is good for one day. So who trusts it trusts this server alone.
#
#   scripts/certificate.sh FOLDER NAME ...
#
#   FOLDER   gets key.pem and cert.pem
#   NAME     of the server, or its address
set -euo pipefail
(($# >= 2)) || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 2; }

names=()
for name in "${@:2}"; do
  if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then names+=("IP:$name"); else names+=("DNS:$name"); fi
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 \
  -subj "/CN=$2" -addext "subjectAltName=$(IFS=, && echo "${names[*]}")" \
  -keyout "$1/key.pem" -out "$1/cert.pem"
