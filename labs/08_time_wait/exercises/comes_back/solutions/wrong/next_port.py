# wrong: if the port is taken, the next one will do
# fails at: server#2 sends data "{answer}"
import os
import socket

port = int(os.environ["PORT"])
with socket.socket() as listener:
    while True:
        try:
            listener.bind((os.environ["HOST"], port))
            break
        except OSError:
            port += 1
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
