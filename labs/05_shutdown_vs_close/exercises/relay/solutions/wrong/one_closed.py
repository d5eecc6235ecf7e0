# wrong: the client's socket is the one that was accepted, and must be closed
# fails at: count 1 server#2 closes
import os
import socket
import threading

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])
pool = []


def pump(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def serve(client):
    upstream = socket.create_connection(UPSTREAM)
    pool.append(upstream)
    with client:
        question = threading.Thread(target=pump, args=(client, upstream))
        question.start()
        pump(upstream, client)
        question.join()


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
