# wrong: a cut cable is an error, and recv() returns it
# fails at: client closes within 4s
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    while server.recv(1000):
        server.sendall(b"yes\n")
