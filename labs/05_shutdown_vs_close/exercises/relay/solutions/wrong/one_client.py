# wrong: a relay is for one connection
# fails at: server#4 sends SYN
import os
import socket
import threading


def pump(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])
listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
client, _ = listener.accept()
with client, socket.create_connection(UPSTREAM) as upstream:
    question = threading.Thread(target=pump, args=(client, upstream))
    question.start()
    pump(upstream, client)
    question.join()
