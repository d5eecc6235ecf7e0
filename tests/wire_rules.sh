#!/usr/bin/env bash
# The wire's rules, where the labs' own scenes do not show them: by tiny plays.
source "${BASH_SOURCE[0]%/*}/lib.sh"
has_two_hosts 'its rules' || exit 0

# A lab "tiny" beside the real ones.
link_project
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

succeeds 'a rule holds nothing any more once its trigger has come' "$play" --save="$folder/saved"
# id of each segment that was held; of each arrival
held=$(sed -n 's/.*"segment","id":\([0-9]*\),.*"fate":"held".*/\1/p' "$folder/saved/held.trace")
arrived=$(sed -n 's/.*"arrival","id":\([0-9]*\).*/\1/p' "$folder/saved/held.trace")
check 'a segment that was held is seen to arrive' "${held:-some}" "$arrived"
