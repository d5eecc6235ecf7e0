#!/usr/bin/env python3
"""Measures the cells of the event matrix once more, with Python's own select, poll,
epoll and sockets, and compares them with those that `event_cell` printed.

    build/labs/02_multiplexing/event_cell | tests/events_check.py

Names each cell that differs; the status is 1 if there are any.
"""
import errno
import fcntl
import json
import os
import select
import socket
import struct
import sys
import termios
import threading
import time

WAYS = ["select", "poll", "epoll", "edge", "recv", "send"]
BITS = [(select.POLLIN, "IN"), (select.POLLPRI, "PRI"), (select.POLLOUT, "OUT"),
        (select.POLLRDHUP, "RDHUP"), (select.POLLERR, "ERR"), (select.POLLHUP, "HUP"),
        (select.POLLNVAL, "NVAL")]
ALL = select.POLLIN | select.POLLPRI | select.POLLOUT | select.POLLRDHUP
ESTABLISHED, FIN_WAIT_2, CLOSED, CLOSE_WAIT = 1, 5, 7, 8


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("a condition has not come in 20 s")
        time.sleep(0)


def state(sock):
    return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


def unread(sock):
    return struct.unpack("i", fcntl.ioctl(sock, termios.FIONREAD, b"\0" * 4))[0]


def unsent(sock):  # SIOCOUTQ: in the buffer, acknowledged not yet
    return struct.unpack("i", fcntl.ioctl(sock, termios.TIOCOUTQ, b"\0" * 4))[0]


def not_sent_yet(sock):  # SIOCOUTQNSD
    return struct.unpack("i", fcntl.ioctl(sock, 0x894B, b"\0" * 4))[0]


def connect(sock, address):
    try:
        sock.connect(address)
    except BlockingIOError:
        pass


class Scene:
    """A subject, brought to where something is about to happen."""

    def __init__(self):
        self.subject = self.peer = self.listener = self.copy = None

    def listen(self, backlog=5):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        return self.listener

    def pair(self):
        # Here the subject is the accepted side; in event_cell, the connecting one.
        self.listen()
        self.peer = socket.socket()
        # No buffer grows while it is filled.
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 30000)
        self.peer.connect(self.listener.getsockname())
        self.subject, _ = self.listener.accept()
        self.subject.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 30000)
        self.subject.setblocking(False)

    def fresh(self):
        self.subject = socket.socket()
        self.subject.setblocking(False)

    def knock(self):
        self.listen(backlog=0)
        self.peer = socket.create_connection(self.listener.getsockname())
        info = lambda: self.listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
        until(lambda: struct.unpack_from("I", info(), 24)[0] == 1)  # tcpi_unacked
        self.fresh()
        connect(self.subject, self.listener.getsockname())

    def reset_peer(self):
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.peer.close()
        until(lambda: state(self.subject) == CLOSED)

    def send(self, data, flags=0):
        before = unread(self.subject)
        self.peer.send(data, flags)
        if not flags:
            until(lambda: unread(self.subject) == before + len(data))

    def fill(self):
        # Full is what takes no byte when nothing is under way any more.
        taken = True
        while taken:
            taken = False
            try:
                while self.subject.send(b"x" * 65536):
                    taken = True
            except BlockingIOError:
                until(lambda: unsent(self.subject) == not_sent_yet(self.subject))

    def drain(self):
        self.peer.setblocking(False)

        def read():
            try:
                while self.peer.recv(1 << 20):
                    pass
            except BlockingIOError:
                return unsent(self.subject) == 0
            return False
        until(read)


def no_begin(_):
    return None


def begin_connected(s):
    s.listen()
    s.fresh()


def finish_connected(s):
    connect(s.subject, s.listener.getsockname())
    until(lambda: state(s.subject) == ESTABLISHED)


def begin_refused(s):
    s.listener = socket.socket()
    s.listener.bind(("127.0.0.1", 0))
    s.fresh()


def finish_refused(s):
    connect(s.subject, s.listener.getsockname())
    until(lambda: state(s.subject) == CLOSED)


def begin_timed_out(s):
    s.knock()
    s.subject.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 10)


def finish_closed_state(s):
    until(lambda: state(s.subject) == CLOSED)


def fin(s):
    s.peer.shutdown(socket.SHUT_WR)
    until(lambda: state(s.subject) == CLOSE_WAIT)


def data(s):
    s.send(b"hello")


def data_fin(s):
    data(s)
    fin(s)


def urgent(s):
    s.send(b"!", socket.MSG_OOB)
    until(lambda: struct.unpack_from("Q", s.subject.getsockopt(
        socket.IPPROTO_TCP, socket.TCP_INFO, 232), 128)[0] == 1)  # tcpi_bytes_received


def our_fin(s):
    s.subject.shutdown(socket.SHUT_WR)
    until(lambda: state(s.subject) == FIN_WAIT_2)


def fin_then_ours(s):
    fin(s)
    s.subject.shutdown(socket.SHUT_WR)
    finish_closed_state(s)


def data_rst(s):
    data(s)
    s.reset_peer()


def fin_rst(s):
    s.peer.close()
    until(lambda: state(s.subject) == CLOSE_WAIT)
    s.subject.send(b"?")
    finish_closed_state(s)


def begin_emptied(s):
    s.pair()
    s.fill()


def begin_listener(s):
    s.subject = s.listen()
    s.subject.setblocking(False)


def client_comes(s):
    s.peer = socket.create_connection(s.subject.getsockname())
    select.select([s.subject], [], [], 20)


def begin_dup(s):
    s.pair()
    s.copy = s.subject.dup()


def close_dup_data(s):
    s.subject.close()
    s.peer.send(b"hello")
    until(lambda: unread(s.copy) == 5)


EVENTS = {
    "unconnected": (Scene.fresh, no_begin),
    "connecting": (Scene.knock, no_begin),
    "connected": (begin_connected, finish_connected),
    "refused": (begin_refused, finish_refused),
    "timed-out": (begin_timed_out, finish_closed_state),
    "nothing": (Scene.pair, no_begin),
    "data": (Scene.pair, data),
    "urgent-data": (Scene.pair, urgent),
    "FIN": (Scene.pair, fin),
    "data-FIN": (Scene.pair, data_fin),
    "our-FIN": (Scene.pair, our_fin),
    "FIN-then-ours": (Scene.pair, fin_then_ours),
    "our-SHUT_RD": (Scene.pair, lambda s: s.subject.shutdown(socket.SHUT_RD)),
    "RST": (Scene.pair, Scene.reset_peer),
    "data-RST": (Scene.pair, data_rst),
    "FIN-RST": (Scene.pair, fin_rst),
    "full": (Scene.pair, Scene.fill),
    "emptied": (begin_emptied, Scene.drain),
    "listener": (begin_listener, no_begin),
    "listener-client": (begin_listener, client_comes),
    "listener-shut": (begin_listener, lambda s: s.subject.shutdown(socket.SHUT_RD)),
    "closed": (Scene.pair, lambda s: s.subject.close()),
    "closed-by-thread": (begin_emptied, lambda s: s.subject.close()),
    "closed-dup-data": (begin_dup, close_dup_data),
}


def words(mask):
    return " ".join(name for bit, name in BITS if mask & bit) or "nothing"


class Question:
    """One way to ask about a descriptor, beside a pipe that can end a wait."""

    def __init__(self, way, fd):
        self.way, self.fd = way, fd
        self.wake_read, self.wake_write = os.pipe()
        if way in ("epoll", "edge"):
            self.epoll = select.epoll()
            self.epoll.register(fd, ALL | (select.EPOLLET if way == "edge" else 0))
            self.epoll.register(self.wake_read, select.EPOLLIN)
            if way == "edge":
                self.epoll.poll(0)

    def ask(self, wait=False):
        if self.way == "select":
            fds = [self.fd]
            try:
                sets = select.select(fds + [self.wake_read], fds, fds, None if wait else 0)
            except OSError as error:
                return errno.errorcode[error.errno]
            return " ".join(name for name, ready in zip(("read", "write", "except"), sets)
                            if self.fd in ready) or "nothing"
        if self.way == "poll":
            poll = select.poll()
            poll.register(self.fd, ALL)
            poll.register(self.wake_read, select.POLLIN)
            return words(dict(poll.poll(None if wait else 0)).get(self.fd, 0))
        if self.way in ("epoll", "edge"):
            return words(dict(self.epoll.poll(None if wait else 0)).get(self.fd, 0))
        return self.call()

    def call(self):
        said = []
        for _ in range(2):
            # A socket object of the number, which does not own it.
            try:
                sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=self.fd)
            except OSError as error:
                said.append(errno.errorcode[error.errno])
                continue
            try:
                flags = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
                said.append(str(len(sock.recv(100, socket.MSG_DONTWAIT)) if self.way == "recv"
                                else sock.send(b"hello", flags)))
            except OSError as error:
                said.append(errno.errorcode[error.errno])
            finally:
                sock.detach()
        return said[0] if said[0] == said[1] else " ".join(said)


def sleeping(thread_id):
    with open(f"/proc/self/task/{thread_id}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] == "S"


def measure(event, way):
    begin, finish = EVENTS[event]
    scene = Scene()
    begin(scene)
    question = Question(way, scene.subject.fileno())
    if event != "closed-by-thread" or way in ("recv", "send"):
        finish(scene)
        return question.ask()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(question.ask(wait=True)))
    thread.start()
    until(lambda: thread.native_id and sleeping(thread.native_id))
    time.sleep(0.05)  # it may have slept for the interpreter's lock
    finish(scene)
    os.write(question.wake_write, b"!")
    thread.join()
    return answers[0]


def main():
    different = cells = 0
    for line in sys.stdin:
        cell = json.loads(line)
        cells += 1
        says = measure(cell["event"], cell["way"])
        if says != cell["says"]:
            different += 1
            print(f'{cell["event"]}, {cell["way"]}: {cell["says"]}, and to Python {says}')
    if cells != len(EVENTS) * len(WAYS):
        print(f"{cells} cells, and not {len(EVENTS) * len(WAYS)}")
        return 1
    print(f"{different} of {cells} cells differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
