# wrong: EPOLLOUT: send the rest; the data will be told by EPOLLIN
# fails at: note all is back
import os
import select
import socket

EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET

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
        ended = False
        try:
            if unsent:  # there is room again
                while unsent:
                    unsent = unsent[connection.send(unsent):]
            else:
                while data := connection.recv(4096):
                    unsent = data
                    while unsent:
                        unsent = unsent[connection.send(unsent):]
                ended = True
        except BlockingIOError:
            pass
        except OSError:
            ended = True
        if ended:
            del clients[descriptor]
            connection.close()
        else:
            clients[descriptor][1] = unsent
