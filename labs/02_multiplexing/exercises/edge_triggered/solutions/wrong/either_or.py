# wrong: an event is EPOLLIN or EPOLLOUT: if, else if
# fails at: note all is back
import os
import select
import socket

MOST = 65536
EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET


def read(client):
    while len(client["unsent"]) < MOST:
        data = client["socket"].recv(4096)
        if not data:
            client["ended"] = True
            return
        client["unsent"] += data
        write(client)


def write(client):
    try:
        while client["unsent"]:
            client["unsent"] = client["unsent"][client["socket"].send(client["unsent"]):]
    except BlockingIOError:
        pass


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
listener.setblocking(False)
epoll = select.epoll()
epoll.register(listener, select.EPOLLIN)
clients = {}
while True:
    for descriptor, events in epoll.poll():
        if descriptor == listener.fileno():
            connection, _ = listener.accept()
            connection.setblocking(False)
            clients[connection.fileno()] = {"socket": connection, "unsent": b"", "ended": False}
            epoll.register(connection, EDGES)
            continue
        client = clients[descriptor]
        try:
            if events & select.EPOLLIN:
                read(client)
            elif events & select.EPOLLOUT:
                write(client)
        except BlockingIOError:
            pass
        except OSError:
            client.update(ended=True, unsent=b"")
        if client["ended"] and not client["unsent"]:
            del clients[descriptor]
            client["socket"].close()
