# wrong: shutdown() flushes; what has been asked will be answered
# fails at: client  reads  >= 1 bytes
import os
import socket

client = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
client.sendall(os.environ["QUESTION"].encode())
client.shutdown(socket.SHUT_RDWR)
while part := client.recv(4096):
    print(part.decode(), end="")
