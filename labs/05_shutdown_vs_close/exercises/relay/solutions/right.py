"""relay: passes on what comes, in both directions, and each end of a direction."""

import os
import socket
import threading

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def pump(source, target):
    """Passes on all that `source` sends, and then its end."""
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)  # the other direction is not ours


def serve(client):
    with client, socket.create_connection(UPSTREAM) as upstream:
        question = threading.Thread(target=pump, args=(client, upstream))
        question.start()
        pump(upstream, client)
        question.join()  # both have ended: now close


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
