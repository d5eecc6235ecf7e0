# wrong: first comes the question, and then the answer
# fails at: server#1 sends data "h"
import os
import socket
import threading

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def pump(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def serve(client):
    with client, socket.create_connection(UPSTREAM) as upstream:
        pump(client, upstream)
        pump(upstream, client)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
