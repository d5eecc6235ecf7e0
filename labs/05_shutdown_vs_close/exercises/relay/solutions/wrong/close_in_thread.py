# wrong: close() sends FIN, also while another thread waits in recv() on that socket
# fails at: server#2 sends FIN
import os
import socket
import threading

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def pump(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.close()


def serve(client):
    upstream = socket.create_connection(UPSTREAM)
    threading.Thread(target=pump, args=(client, upstream), daemon=True).start()
    pump(upstream, client)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
