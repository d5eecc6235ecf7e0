# wrong: an empty recv() is the end of the connection
# fails at: never server#2 sends RST
import os
import select
import socket

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def serve(client):
    with client, socket.create_connection(UPSTREAM) as upstream:
        while True:
            for source in select.select([client, upstream], [], [])[0]:
                data = source.recv(65536)
                if not data:
                    return
                (upstream if source is client else client).sendall(data)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    serve(listener.accept()[0])
