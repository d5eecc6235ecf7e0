# wrong: epoll has said that there is something, so no call will block
# fails at: server#2 sends DATA
import os
import select
import socket

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
epoll = select.epoll()
epoll.register(listener, select.EPOLLIN | select.EPOLLET)
clients = {}
while True:
    for descriptor, _ in epoll.poll():
        if descriptor == listener.fileno():
            connection, _ = listener.accept()
            clients[connection.fileno()] = connection
            epoll.register(connection, select.EPOLLIN | select.EPOLLET)
            continue
        connection = clients[descriptor]
        while data := connection.recv(4096):  # until there is no more
            connection.sendall(data)
        del clients[descriptor]
        connection.close()
