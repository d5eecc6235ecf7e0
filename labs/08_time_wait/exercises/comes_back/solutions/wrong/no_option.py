# wrong: when a server has ended, its port is free
# fails at: server call listen
import os
import socket

with socket.socket() as listener:
    listener.bind((os.environ["HOST"], int(os.environ["PORT"])))
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
