# Each line is sent back with its length before it. A line may come in pieces,
# and a piece may hold many lines: what is not yet a whole line is kept.
import os
import socket


def answer(line: bytes) -> bytes:
    return b"%d %s\n" % (len(line), line)


def serve(client: socket.socket) -> None:
    kept = b""
    while piece := client.recv(4096):
        *lines, kept = (kept + piece).split(b"\n")
        for line in lines:
            client.sendall(answer(line))
    if kept:  # the client has ended: its last line needs no newline
        client.sendall(answer(kept))


with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            serve(client)
