# wrong: SO_REUSEPORT is for the port, SO_REUSEADDR for the address
# fails at: never note ...SO_REUSEPORT...
import os
import socket

with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((os.environ["HOST"], int(os.environ["PORT"])))
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
