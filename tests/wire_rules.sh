#!/usr/bin/env bash
# The wire's rules, where the labs' own scenes do not show them: by tiny plays.
set -euo pipefail
cd -- "${BASH_SOURCE[0]%/*}/.."
if ! reason=$(scripts/two_hosts.sh --check); then
  echo "skipped the wire's rules: $reason"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A lab "tiny" beside the real ones.
ln -s "$PWD"/* "$folder"
rm "$folder/labs"
mkdir -p "$folder/labs/tiny"
play=$folder/labs/tiny/run.sh
{
  echo '#!/usr/bin/env bash'
  echo "source '$PWD/scripts/stage.sh'"
  cat <<'END'
scene held 'Held until the FINs cross; then it is sent again, for an ACK is lost.'
wire --rule 'hold client FIN until server FIN; drop server ACK 1'
start server on server 10_lost_segments/quitting_server --host "$SERVER" --port "$PORT" --at-once
go_on server 'listening'
start client on client 10_lost_segments/quitting_client --host "$SERVER" --port "$PORT"
go_on server 'accepted'
go_on client 'closed'
states FIN-WAIT-1 ESTAB
go_on server 'closed'
states TIME-WAIT TIME-WAIT
finish
END
} >"$play"
chmod +x "$play"

status=0
"$play" --save="$folder/saved" >"$folder/log" 2>&1 </dev/null || status=$?
if ((status == 0)); then
  echo 'ok a rule holds nothing any more once its trigger has come'
else
  cat "$folder/log"
  echo 'failed a rule holds nothing any more once its trigger has come'
fi
# id and fate of each segment that was held; id of each arrival
held=$(sed -n 's/.*"segment","id":\([0-9]*\),.*"fate":"held".*/\1/p' "$folder/saved/held.trace")
arrived=$(sed -n 's/.*"arrival","id":\([0-9]*\).*/\1/p' "$folder/saved/held.trace")
if [[ -n $held && $held == "$arrived" ]]; then
  echo 'ok a segment that was held is seen to arrive'
else
  echo "held: ${held//$'\n'/ }; arrived: ${arrived//$'\n'/ }"
  echo 'failed a segment that was held is seen to arrive'
fi
