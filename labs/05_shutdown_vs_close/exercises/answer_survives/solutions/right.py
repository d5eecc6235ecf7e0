# Asks, ends its direction, and reads until the server has ended its own.
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as client:
    client.sendall(os.environ["QUESTION"].encode())
    client.shutdown(socket.SHUT_WR)  # FIN; the other direction stays open
    answer = b""
    while part := client.recv(4096):
        answer += part
print(answer.decode())
