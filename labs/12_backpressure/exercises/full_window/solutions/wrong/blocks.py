# wrong: sendall() sends all, so there is nothing to care for
# fails at: client reads >= 1 bytes
import os
import select
import socket

SIZE = int(os.environ["SIZE"])

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    number = 0
    while not select.select([server], [], [], 0)[0]:  # has it said something?
        number += 1
        server.sendall(f"{number} ".encode().ljust(SIZE - 1, b".") + b"\n")
    server.recv(100)
    server.shutdown(socket.SHUT_WR)
    server.recv(100)
