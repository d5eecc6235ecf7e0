# wrong: when the server has ended, it is all over
# fails at: never server#3 sends RST
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
        question = threading.Thread(target=pump, args=(client, upstream), daemon=True)
        question.start()
        while data := upstream.recv(65536):
            client.sendall(data)
        for s in (client, upstream):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        question.join()


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
