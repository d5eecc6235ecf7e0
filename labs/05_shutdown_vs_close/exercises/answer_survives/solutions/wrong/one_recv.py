# wrong: one recv() is the answer
# fails at: client  state  TIME-WAIT
import os
import socket

client = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
client.sendall(os.environ["QUESTION"].encode())
client.shutdown(socket.SHUT_WR)
print(client.recv(4096).decode())
client.close()
