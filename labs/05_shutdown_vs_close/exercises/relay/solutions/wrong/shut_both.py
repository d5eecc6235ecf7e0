# wrong: shutdown(SHUT_RDWR) is the polite close()
# fails at: never server#2 sends RST
import os
import socket
import threading

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def serve(client):
    with client, socket.create_connection(UPSTREAM) as upstream:
        question = threading.Thread(target=pump, args=(client, upstream))
        question.start()
        pump(upstream, client)
        question.join()


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
