"""An echo server that a slow client cannot stop: one thread, and poll()."""
import os
import selectors
import socket

MOST = 65536  # so many bytes are kept for one client


class Client:
    """What one client has sent, and has not taken back yet."""

    def __init__(self, connection):
        self.connection = connection
        self.unsent = b""
        self.ended = False  # it sends no more

    def read(self):
        data = self.connection.recv(MOST - len(self.unsent))
        self.ended = data == b""
        self.unsent += data

    def write(self):
        self.unsent = self.unsent[self.connection.send(self.unsent):]

    def waits_for(self):
        """A full one is not read from: so its window closes."""
        events = 0
        if len(self.unsent) < MOST and not self.ended:
            events |= selectors.EVENT_READ
        if self.unsent:
            events |= selectors.EVENT_WRITE
        return events


def serve(client, events):
    """Does what can be done without waiting. Returns what to wait for next."""
    try:
        if events & selectors.EVENT_READ:
            client.read()
        if client.unsent:
            client.write()
    except BlockingIOError:
        pass
    except OSError:  # ECONNRESET, EPIPE: it is gone, and only this one
        return 0
    return client.waits_for()


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
listener.setblocking(False)
selector = selectors.DefaultSelector()
selector.register(listener, selectors.EVENT_READ)

while True:
    for key, events in selector.select():
        if key.fileobj is listener:
            connection, _ = listener.accept()
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, Client(connection))
        elif wanted := serve(key.data, events):
            selector.modify(key.fileobj, wanted, key.data)
        else:
            selector.unregister(key.fileobj)
            key.fileobj.close()
