# wrong: recv() gives back the whole answer in the end
# fails at: prints 'answer'
import os
import socket

client = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
client.sendall(os.environ["QUESTION"].encode())
client.shutdown(socket.SHUT_WR)
while True:
    answer = client.recv(4096)
    if len(answer) == 0:
        break
print(answer.decode())
