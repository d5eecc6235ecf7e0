# wrong: SO_KEEPALIVE finds a dead peer
# fails at: client closes within 4s
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    try:
        while server.recv(1000):
            server.sendall(b"yes\n")
    except OSError as error:
        print(error)
