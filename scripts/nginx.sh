#!/usr/bin/env bash
# nginx for a play, a test or a measurement: one process, in the foreground, as
# whoever starts it. It writes no log but its errors, on standard error.
#
#   scripts/nginx.sh [--in FOLDER] LISTEN [DIRECTIVE ...]
#
#   LISTEN       a port, or an address and a port: 127.0.0.1:8000
#   DIRECTIVE    of its server: 'lingering_close off', 'location / { return 200; }'
#   --in FOLDER  writes there, and becomes nginx. Without it, what nginx writes is in
#                a folder of its own, which is removed at its end
set -euo pipefail
(($#)) || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 2; }
PATH=$PATH:/usr/sbin # Debian's place for it

folder='' become=''
if [[ $1 == --in ]]; then
  folder=$2 become=exec
  shift 2
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  trap : INT # Ctrl-C is for nginx; its end is ours
fi
user=''
((EUID != 0)) || user='user root;' # in a world without root there is no other one
cat >"$folder/conf" <<END
$user
daemon off;
master_process off;
pid $folder/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path $folder;
  proxy_temp_path $folder;
  fastcgi_temp_path $folder;
  uwsgi_temp_path $folder;
  scgi_temp_path $folder;
  server {
    listen $1;
    root $folder;
    $(printf '%s\n' "${@:2}" | sed 's/[^}]$/&;/')
  }
}
END
$become nginx -e stderr -p "$folder" -c "$folder/conf"
