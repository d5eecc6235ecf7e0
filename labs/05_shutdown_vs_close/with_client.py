# with_client.py HOST PORT: asks, and leaves the block of its socket.
#
# Watch:  which system call the end of the block is.
# Read:   docs.python.org/3/library/socket.html, "Changed in version 3.2".
# Run:    labs/05_shutdown_vs_close/run.sh python_with
import socket
import sys

host, port = sys.argv[1:]
with socket.create_connection((host, port)) as client:
    client.sendall(b"question")
