# with_client.py HOST PORT: leaves the block of its socket when something has come,
# and does not read it.
#
# Watch:  the end of the block: close(), and RST.
# Read:   docs.python.org/3/library/socket.html, socket.close().
# Run:    labs/06_linger_rst/run.sh python_unread
import select
import socket
import sys

host, port = sys.argv[1:]
with socket.create_connection((host, port)) as client:
    select.select([client], [], [])
