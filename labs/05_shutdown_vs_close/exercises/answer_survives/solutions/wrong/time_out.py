# wrong: if nothing comes for a while, that was all
# fails at: client  reads  >= 1 bytes
import os
import socket

client = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
client.sendall(os.environ["QUESTION"].encode())
client.shutdown(socket.SHUT_WR)
client.settimeout(0.15)
try:
    while part := client.recv(4096):
        print(part.decode(), end="")
except TimeoutError:
    pass
client.close()
