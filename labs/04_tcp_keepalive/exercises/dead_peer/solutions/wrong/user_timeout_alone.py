# wrong: TCP_USER_TIMEOUT limits how long the peer may be silent
# fails at: client closes within 4s
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 3000)
    try:
        while server.recv(1000):
            server.sendall(b"yes\n")
    except OSError as error:
        print(error)
