# wrong: the connection is in TIME-WAIT, so it is the connection that needs the option
# fails at: server call listen
import os
import socket

with socket.socket() as listener:
    listener.bind((os.environ["HOST"], int(os.environ["PORT"])))
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
