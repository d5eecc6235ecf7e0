# wrong: EPOLLIN is enough: an echo server writes when it has read
# fails at: note all is back
import os
import select
import socket

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
            epoll.register(connection, select.EPOLLIN | select.EPOLLET)
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
