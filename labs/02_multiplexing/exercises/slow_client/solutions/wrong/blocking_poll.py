# wrong: select() has said that the client may be read, so no call will block
# fails at: server#2 sends DATA
import os
import select
import socket

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
sockets = [listener]
while True:
    ready, _, _ = select.select(sockets, [], [])
    for one in ready:
        if one is listener:
            client, _ = listener.accept()
            sockets.append(client)
            continue
        try:
            data = one.recv(4096)
            if data:
                one.sendall(data)
        except OSError:
            data = b""
        if not data:
            sockets.remove(one)
            one.close()
