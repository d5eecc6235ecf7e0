# wrong: the client closes its side, and then the connection is over by itself
# fails at: server#2 sends FIN
import os
import socket
import threading


def echo(client):
    try:
        while data := client.recv(4096):
            client.sendall(data)
    except OSError:
        pass
    served.append(client)


served = []
listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    client, _ = listener.accept()
    threading.Thread(target=echo, args=(client,), daemon=True).start()
