"""Answers one client after another, and closes first. Comes back at once."""

import os
import socket

HERE = os.environ["HOST"], int(os.environ["PORT"])
ANSWER = os.environ["ANSWER"].encode()

with socket.socket() as listener:
    # Connections of before may still be in TIME-WAIT: they do not stop bind(), since
    # their sockets had the option, too.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(HERE)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            if client.recv(1):
                client.sendall(ANSWER)
