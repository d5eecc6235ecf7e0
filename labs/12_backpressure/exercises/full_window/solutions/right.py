"""A writer that never waits in send(): it waits for the reader in both directions."""
import os
import selectors
import socket

SIZE = int(os.environ["SIZE"])


def line(number):
    return f"{number} ".encode().ljust(SIZE - 1, b".") + b"\n"


server = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
server.setblocking(False)
selector = selectors.DefaultSelector()
selector.register(server, selectors.EVENT_READ | selectors.EVENT_WRITE)

number = 0
unsent = b""  # of the line that was begun
heard = b""
while unsent or b"\n" not in heard:
    for _, events in selector.select():
        if events & selectors.EVENT_READ:
            heard += server.recv(100)
        if not unsent and b"\n" not in heard:
            number += 1
            unsent = line(number)
        if unsent and events & selectors.EVENT_WRITE:
            try:
                unsent = unsent[server.send(unsent):]
            except BlockingIOError:
                pass  # there is no room after all

server.shutdown(socket.SHUT_WR)
server.setblocking(True)
while server.recv(100):
    pass
server.close()
