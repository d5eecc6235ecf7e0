# wrong: one client after another: the next one waits in the queue anyway
# fails at: server#2 sends DATA
import os
import socket

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    with client:
        while data := client.recv(4096):
            client.sendall(data)
