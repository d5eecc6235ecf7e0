# wrong: the option is only needed when bind() has failed
# fails at: server call listen
import os
import socket

HERE = os.environ["HOST"], int(os.environ["PORT"])

with socket.socket() as listener:
    try:
        listener.bind(HERE)
    except OSError:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(HERE)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
