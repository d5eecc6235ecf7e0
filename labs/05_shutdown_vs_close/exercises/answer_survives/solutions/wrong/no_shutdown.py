# wrong: the server knows where the question ends
# fails at: server  reads  end
import os
import socket

client = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
client.sendall(os.environ["QUESTION"].encode())
while part := client.recv(4096):
    print(part.decode(), end="")
