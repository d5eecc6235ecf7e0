# wrong: what has no room goes into a list, and the list may grow
# fails at: note the server takes no more
import os
import select
import socket

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
unsent = {}
ended = set()
while True:
    readable, writable, _ = select.select(
        [listener, *(set(unsent) - ended)], [one for one in unsent if unsent[one]], [])
    for one in readable:
        if one is listener:
            client, _ = listener.accept()
            client.setblocking(False)
            unsent[client] = b""
            continue
        try:
            data = one.recv(4096)
        except OSError:
            data = b""
            unsent[one] = b""
        unsent[one] += data
        if not data:
            ended.add(one)
    for one in writable:
        try:
            unsent[one] = unsent[one][one.send(unsent[one]):]
        except OSError:
            unsent[one] = b""
            ended.add(one)
    for one in [one for one in ended if not unsent[one]]:
        ended.discard(one)
        del unsent[one]
        one.close()
