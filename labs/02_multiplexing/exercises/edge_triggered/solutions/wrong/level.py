# wrong: epoll is fast because of its name, whatever it is told
# fails at: server#1 call epoll_ctl(...EPOLLET...
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
            epoll.register(connection, select.EPOLLIN)
            continue
        connection, unsent = clients[descriptor]
        ended = False
        try:
            if not unsent:
                unsent = connection.recv(4096)
                ended = not unsent
            if unsent:
                unsent = unsent[connection.send(unsent):]
        except BlockingIOError:
            pass
        except OSError:
            ended = True
        if ended:
            del clients[descriptor]
            connection.close()
            continue
        clients[descriptor][1] = unsent
        epoll.modify(connection, select.EPOLLOUT if unsent else select.EPOLLIN)
