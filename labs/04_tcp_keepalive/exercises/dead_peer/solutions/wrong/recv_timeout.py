# wrong: no data for 3 s: the server is dead
# fails at: client sends data "yes"
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    server.settimeout(3)
    try:
        while server.recv(1000):
            server.sendall(b"yes\n")
    except TimeoutError:
        print("the server is dead")
