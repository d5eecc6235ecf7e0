"""An edge-triggered echo server: each event is done whole, until EAGAIN."""
import os
import select
import socket

MOST = 65536  # so many bytes are kept for one client
EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET  # asked for once


class Client:
    def __init__(self, connection):
        self.connection = connection
        self.unsent = b""  # what came, and has not gone back yet
        self.ended = False  # no more comes

    def work(self):
        """Reads and writes until neither goes on. Whichever edge woke us, the
        other direction may have waited for it. Returns whether there is more to
        come."""
        while True:
            read = not self.ended and len(self.unsent) < MOST and self.read()
            written = self.unsent != b"" and self.write()
            if not read and not written:
                return not self.ended or self.unsent != b""

    def read(self):
        try:
            data = self.connection.recv(MOST - len(self.unsent))
        except BlockingIOError:
            return False
        self.unsent += data
        self.ended = data == b""
        return True

    def write(self):
        try:
            sent = self.connection.send(self.unsent)
        except BlockingIOError:
            return False
        self.unsent = self.unsent[sent:]
        return True


def take_all(listener, epoll, clients):
    """One edge may stand for many clients."""
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return
        connection.setblocking(False)
        clients[connection.fileno()] = Client(connection)
        epoll.register(connection, EDGES)


listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
listener.setblocking(False)
epoll = select.epoll()
epoll.register(listener, select.EPOLLIN | select.EPOLLET)
clients = {}

while True:
    for descriptor, _ in epoll.poll():
        if descriptor == listener.fileno():
            take_all(listener, epoll, clients)
            continue
        client = clients[descriptor]
        try:
            more = client.work()
        except OSError:  # ECONNRESET, EPIPE: it is lost, and only this one
            more = False
        if not more:
            del clients[descriptor]
            client.connection.close()  # and epoll forgets it
