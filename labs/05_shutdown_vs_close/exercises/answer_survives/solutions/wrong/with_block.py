# wrong: with sends, and then I read
# fails at: client  reads  >= 1 bytes
import os
import socket

with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as client:
    client.sendall(os.environ["QUESTION"].encode())
try:
    print(client.recv(4096).decode())
except OSError as error:
    print(error)
