# wrong: it was not all sent, so send it again
# fails at: note no byte is missing before line ...
import os
import selectors
import socket

SIZE = int(os.environ["SIZE"])

server = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
server.setblocking(False)
selector = selectors.DefaultSelector()
selector.register(server, selectors.EVENT_READ | selectors.EVENT_WRITE)

number = 1
heard = b""
while b"\n" not in heard:
    for _, events in selector.select():
        if events & selectors.EVENT_READ:
            heard += server.recv(100)
        elif events & selectors.EVENT_WRITE:
            line = f"{number} ".encode().ljust(SIZE - 1, b".") + b"\n"
            if server.send(line) == len(line):
                number += 1

server.shutdown(socket.SHUT_WR)
server.setblocking(True)
while server.recv(100):
    pass
server.close()
