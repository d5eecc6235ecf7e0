# wrong: the server knows where the question ends
# fails at: client ends sending
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as client:
    client.sendall(os.environ["QUESTION"].encode())
    while part := client.recv(4096):
        print(part.decode(), end="")
