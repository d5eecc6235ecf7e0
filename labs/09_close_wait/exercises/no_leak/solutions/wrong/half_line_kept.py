# wrong: a guest with half a line will come back with the other half
# fails at: server#4  closes
import os
import selectors
import socket

select = selectors.DefaultSelector()
listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
select.register(listener, selectors.EVENT_READ)
halves = {}

while True:
    for key, _ in select.select():
        if key.fileobj is listener:
            guest, _ = listener.accept()
            select.register(guest, selectors.EVENT_READ)
            continue
        guest = key.fileobj
        try:
            piece = guest.recv(100)
        except OSError:
            piece = None
        if piece:
            halves[guest] = halves.get(guest, b"") + piece
            if not halves[guest].endswith(b"\n"):
                continue
        select.unregister(guest)
        if piece == b"" and guest in halves:
            continue
        try:
            if piece:
                guest.sendall(b"x" * int(halves[guest]))
        except OSError:
            pass
        halves.pop(guest, None)
        guest.close()
