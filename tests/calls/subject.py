"""What tests/calls.sh traces: subject.py WHAT. Each does one thing to a TCP
connection with itself, over loopback."""
import array
import ctypes
import os
import random
import select
import signal
import socket
import struct
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)


def connection():  # descriptors 3, 4 and 5: the listener, the client, its peer
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname())
    return listener, client, listener.accept()[0]


def talk():
    listener, client, peer = connection()
    client.sendall(b"hello")
    peer.recv(100)
    peer.shutdown(socket.SHUT_WR)
    client.recv(100)
    for one in client, peer, listener:
        one.close()


def datagrams():
    receiver = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    receiver.bind(("::1", 0))
    sender = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    sender.sendto(b"hello", receiver.getsockname())
    receiver.recvfrom(100)


def probe():
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        one.bind(("127.0.0.1", 0))


def asks_for_a_way():  # as getaddrinfo() does, before it connects
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("127.0.0.1", 9))
    talk()


def options():
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.bind(("127.0.0.1", 0))
        one.listen()


def wait():
    listener, client, peer = connection()
    client.settimeout(0.1)
    try:
        client.recv(100)
    except TimeoutError:
        pass


def sets_and_waits():
    listener, client, peer = connection()
    peer.sendall(b"hello")
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    select.select([client], [], [])
    peer.sendall(b"hello")


def resets():  # before accept()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          struct.pack("ii", 1, 0))
        client.close()
        listener.accept()


def ends():
    listener, client, peer = connection()
    os._exit(0)


def killed():
    listener, client, peer = connection()
    threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    client.recv(100)


def killed_within_calls():  # 40 processes, whatever the tracer does at that moment
    for _ in range(40):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            listener, client, peer = connection()
            os.write(writes, b"x")
            while True:
                client.send(b"x")
                peer.recv(1)
        os.read(reads, 1)
        os.close(reads)
        os.close(writes)
        time.sleep(random.random() / 1000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def busy():  # there is always a process that stands before a call
    for _ in range(8):
        if os.fork() == 0:
            LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
            break
    listener, client, peer = connection()
    print("ready", flush=True)
    while True:
        client.send(b"x")
        peer.recv(1)


def shared():  # by fork and by dup: only the last close ends the connection
    listener, client, peer = connection()
    copy = os.dup(client.fileno())
    if os.fork() == 0:
        client.close()
        os._exit(0)
    os.wait()
    client.close()
    os.close(copy)
    listener.close()
    peer.close()


def passed():
    listener, client, peer = connection()
    one, other = socket.socketpair()
    if os.fork() == 0:
        for inherited in listener, client, peer, one:
            inherited.close()
        _, descriptors, _, _ = socket.recv_fds(other, 1, 1)
        os.close(descriptors[0])
        os._exit(0)
    socket.send_fds(one, [b"x"], [client.fileno()])
    client.close()
    os.wait()
    for rest in peer, listener:
        rest.close()


def on_way():  # nobody has got it when its last descriptor closes
    listener, client, peer = connection()
    one, other = socket.socketpair()
    socket.send_fds(one, [b"x"], [client.fileno()])
    client.close()
    _, descriptors, _, _ = socket.recv_fds(other, 1, 1)
    os.close(descriptors[0])
    os._exit(0)


def taken():
    listener, client, peer = connection()
    process = os.pidfd_open(os.getpid())
    os.close(LIBC.syscall(438, process, client.fileno(), 0))  # pidfd_getfd
    os._exit(0)


def executes():
    listener, client, peer = connection()
    os.set_inheritable(peer.fileno(), True)
    try:
        os.execv("/nowhere", ["nowhere"])
    except FileNotFoundError:
        pass
    os.execv("/bin/true", ["true"])


def thread_executes():
    listener, client, peer = connection()
    threading.Timer(0.05, lambda: os.execv("/bin/true", ["true"])).start()
    client.recv(100)


def threads():
    listener, client, peer = connection()
    thread = threading.Thread(target=peer.recv, args=[100])
    thread.start()
    client.sendall(b"hello")
    thread.join()
    os._exit(0)


def reuses():  # the number of a descriptor that another thread has closed
    listener, client, peer = connection()
    number = client.fileno()
    os.dup(number)  # so the socket lives on
    barrier = threading.Barrier(2)

    def writes_twice():
        os.write(number, b"one")
        barrier.wait()
        barrier.wait()
        os.write(number, b"two")

    thread = threading.Thread(target=writes_twice)
    thread.start()
    barrier.wait()
    client.close()
    os.dup(peer.fileno())
    barrier.wait()
    thread.join()
    os._exit(0)


def ranges():
    listener, client, peer = connection()
    LIBC.syscall(436, 4, 5, 0)  # close_range
    os._exit(0)


def replaces():  # dup2 onto a socket closes it
    listener, client, peer = connection()
    os.dup2(0, client.fileno())
    os._exit(0)


def unreadable():
    LIBC.prctl(4, 0)  # PR_SET_DUMPABLE
    connection()


def ring():
    parameters = ctypes.create_string_buffer(120)
    LIBC.syscall(425, 4, parameters)  # io_uring_setup


def traces():
    if os.fork() == 0:
        os._exit(0 if LIBC.ptrace(0, 0, 0, 0) == 0 else 1)  # PTRACE_TRACEME
    os.wait()


def many():
    listener, client, peer = connection()
    for _ in range(200):
        client.sendall(b"x" * 64)
    print("done", flush=True)
    os._exit(0)


def sleeps():
    listener, client, peer = connection()
    print("ready", flush=True)
    signal.pause()


def closes_output():
    print("said", flush=True)
    os.close(1)
    sys.stdin.read()


def holds_connection():  # standard input is one: it ends while we live on
    os.close(0)
    os.close(1)
    signal.pause()


globals()[sys.argv[1]]()
