#!/usr/bin/env bash
# nginx for a play: one process, in the foreground, as whoever starts it.
#
#   scripts/nginx.sh PORT [DIRECTIVE ...]   listens on PORT; the directives are those
#                                           of its server: 'lingering_close off'
#
# What it writes goes into a folder of its own, which is removed at its end.
set -euo pipefail
(($#)) || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap : INT # Ctrl-C is for nginx; its end is ours
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
nginx -e stderr -p "$folder" -c "$folder/conf"
