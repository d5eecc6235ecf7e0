# wrong: EAGAIN means: try again, at once, until it works
# fails at: server#2 sends DATA
import os
import select
import socket


def send_all(client, data):
    while data:
        try:
            data = data[client.send(data):]
        except BlockingIOError:
            select.select([], [client], [], 0.01)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
sockets = [listener]
while True:
    ready, _, _ = select.select(sockets, [], [])
    for one in ready:
        if one is listener:
            client, _ = listener.accept()
            client.setblocking(False)
            sockets.append(client)
            continue
        try:
            data = one.recv(4096)
            send_all(one, data)
        except OSError:
            data = b""
        if not data:
            sockets.remove(one)
            one.close()
