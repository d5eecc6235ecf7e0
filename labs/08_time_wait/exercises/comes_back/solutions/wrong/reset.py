# wrong: SO_LINGER {1, 0} is the cure for TIME-WAIT
# fails at: server#1 sends FIN
import os
import socket
import struct

with socket.socket() as listener:
    listener.bind((os.environ["HOST"], int(os.environ["PORT"])))
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
