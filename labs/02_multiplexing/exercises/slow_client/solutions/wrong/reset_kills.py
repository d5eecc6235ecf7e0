# wrong: errors of a client are exceptions, and somebody will catch them
# fails at: server#4 sends DATA
import os
import selectors
import socket

MOST = 65536

selector = selectors.DefaultSelector()
listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
selector.register(listener, selectors.EVENT_READ)
while True:
    for key, events in selector.select():
        if key.fileobj is listener:
            client, _ = listener.accept()
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ, bytearray())
            continue
        client, unsent = key.fileobj, key.data
        ended = False
        if events & selectors.EVENT_READ:
            data = client.recv(4096)
            ended = not data
            unsent += data
        try:
            del unsent[:client.send(unsent)]
        except BlockingIOError:
            pass
        if ended and not unsent:
            selector.unregister(client)
            client.close()
            continue
        wanted = selectors.EVENT_WRITE if ended or len(unsent) >= MOST else selectors.EVENT_READ
        if unsent:
            wanted |= selectors.EVENT_WRITE
        selector.modify(client, wanted, unsent)
