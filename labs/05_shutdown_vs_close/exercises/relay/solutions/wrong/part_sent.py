# wrong: send() sends all that it is given
# fails at: client#3 sends data "got {all}\n"
import os
import select
import socket

UPSTREAM = os.environ["UPSTREAM_HOST"], int(os.environ["UPSTREAM_PORT"])


def serve(client):
    with client, socket.create_connection(UPSTREAM) as upstream:
        other = {client: upstream, upstream: client}
        for one in other:
            one.setblocking(False)
        open_ends = set(other)
        while open_ends:
            for source in select.select(open_ends, [], [])[0]:
                data = source.recv(65536)
                if data:
                    try:
                        other[source].send(data)
                    except BlockingIOError:
                        pass
                else:
                    other[source].shutdown(socket.SHUT_WR)
                    open_ends.remove(source)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    serve(listener.accept()[0])
