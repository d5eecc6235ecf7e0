# wrong: send() sends all, or raises an exception
# fails at: note all is back
import os
import select
import socket

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
waiting = {}  # what could not be sent, by client
clients = []
while True:
    readable, writable, _ = select.select(
        [listener, *(c for c in clients if c not in waiting)], list(waiting), [])
    for one in readable:
        if one is listener:
            client, _ = listener.accept()
            client.setblocking(False)
            clients.append(client)
            continue
        try:
            data = one.recv(16384)
            if data:
                one.send(data)
        except BlockingIOError:
            waiting[one] = data
        except OSError:
            data = b""
        if not data:
            clients.remove(one)
            one.close()
    for one in writable:
        try:
            one.send(waiting[one])
            del waiting[one]
        except BlockingIOError:
            pass
        except OSError:
            del waiting[one]
            clients.remove(one)
            one.close()
