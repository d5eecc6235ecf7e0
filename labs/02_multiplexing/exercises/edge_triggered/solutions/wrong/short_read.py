# wrong: recv() returned less than the buffer holds, so all is read
# fails at: server#6 sends FIN
import os
import select
import socket

EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET
SIZE = 4096

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
listener.setblocking(False)
epoll = select.epoll()
epoll.register(listener, select.EPOLLIN)
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
        last = False
        try:
            while unsent or not last:
                if not unsent:
                    unsent = connection.recv(SIZE)
                    last = len(unsent) < SIZE
                    if not unsent:
                        del clients[descriptor]
                        connection.close()
                        break
                unsent = unsent[connection.send(unsent):]
        except BlockingIOError:
            pass
        except OSError:
            del clients[descriptor]
            connection.close()
        if descriptor in clients:
            clients[descriptor][1] = unsent
