# wrong: let the client close first, then the server has no TIME-WAIT
# fails at: server#1 sends FIN
import os
import socket

with socket.socket() as listener:
    listener.bind((os.environ["HOST"], int(os.environ["PORT"])))
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            while client.recv(1):
                client.sendall(os.environ["ANSWER"].encode())
