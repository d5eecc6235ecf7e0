# wrong: one event of the listener is one client
# fails at: server#4 sends DATA
import os
import select
import socket

EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
listener.setblocking(False)
epoll = select.epoll()
epoll.register(listener, select.EPOLLIN | select.EPOLLET)
clients = {}
while True:
    for descriptor, _ in epoll.poll():
        if descriptor == listener.fileno():
            connection, _ = listener.accept()
            connection.setblocking(False)
            clients[connection.fileno()] = [connection, b""]
            epoll.register(connection, EDGES)
            continue
        connection, unsent = clients[descriptor]
        try:
            while True:
                if not unsent:
                    unsent = connection.recv(4096)
                    if not unsent:
                        break
                unsent = unsent[connection.send(unsent):]
        except BlockingIOError:
            clients[descriptor][1] = unsent
            continue
        except OSError:
            pass
        del clients[descriptor]
        connection.close()
