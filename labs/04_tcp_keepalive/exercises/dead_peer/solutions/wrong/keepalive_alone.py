# wrong: keepalive asks always, so 1 s + 2 x 1 s is the longest
# fails at: client closes within 4s
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    try:
        while server.recv(1000):
            server.sendall(b"yes\n")
    except OSError as error:
        print(error)
