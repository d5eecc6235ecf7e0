# wrong: recv() returned nothing: the client has gone, so close() at once
# fails at: note all is back
import os
import select
import socket

MOST = 65536

listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
unsent = {}
while True:
    readable, writable, _ = select.select(
        [listener, *(one for one in unsent if len(unsent[one]) < MOST)],
        [one for one in unsent if unsent[one]], [])
    for one in readable + writable:
        if one is listener:
            client, _ = listener.accept()
            client.setblocking(False)
            unsent[client] = b""
            continue
        if one not in unsent:
            continue
        try:
            if one in readable:
                data = one.recv(4096)
                if not data:
                    del unsent[one]
                    one.close()
                    continue
                unsent[one] += data
            if unsent[one]:
                unsent[one] = unsent[one][one.send(unsent[one]):]
        except BlockingIOError:
            pass
        except OSError:
            del unsent[one]
            one.close()
