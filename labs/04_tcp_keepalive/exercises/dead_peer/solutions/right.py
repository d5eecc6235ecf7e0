"""A client that waits for a silent server, and notices within 3 s if it is dead.

The kernel asks for us: a probe each second in silence (keepalive). While something
that we have sent is not acknowledged it sends no probes, but that again, and
TCP_USER_TIMEOUT limits it. For keepalive, too: it replaces the number of probes. One
lost probe is less than 2.5 s of silence."""
import os
import socket


def watch(server):
    server.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 2500)


with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    watch(server)
    try:
        for question in server.makefile("rb"):  # a line each
            server.sendall(b"yes\n")
    except OSError as error:  # ETIMEDOUT: no answer of its kernel; or ECONNRESET
        print("the server is dead:", error.strerror)
