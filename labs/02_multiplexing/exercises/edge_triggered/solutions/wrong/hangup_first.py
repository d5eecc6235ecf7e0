# wrong: EPOLLRDHUP: the client is gone, there is nothing to read
# fails at: server#6 sends DATA
import os
import select
import socket

EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET

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
            clients[connection.fileno()] = [connection, b""]
            epoll.register(connection, EDGES)
            continue
        connection, unsent = clients[descriptor]
        if events & (select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR):
            del clients[descriptor]
            connection.close()
            continue
        try:
            while True:
                if not unsent:
                    unsent = connection.recv(4096)
                    if not unsent:
                        break
                unsent = unsent[connection.send(unsent):]
        except BlockingIOError:
            pass
        clients[descriptor][1] = unsent
