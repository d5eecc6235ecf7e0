# Refuses every upload. The lingering close: FIN behind the answer, then read what
# still comes, and close only when nothing can come any more that brings RST.
import os
import socket

SIZE = int(os.environ["SIZE"])
PATIENCE = int(os.environ["PATIENCE"]) / 1000

ANSWER = (
    b"HTTP/1.1 413 Content Too Large\r\n"
    b"Connection: close\r\n"
    b"Content-Length: %d\r\n\r\n" % SIZE
) + b"x" * SIZE


def refuse(client: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(1000)
        if not piece:
            return
        head += piece
    client.sendall(ANSWER)
    client.shutdown(socket.SHUT_WR)
    client.settimeout(PATIENCE)  # who is silent for longer cannot keep us
    while client.recv(65536):
        pass


with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            try:
                refuse(client)
            except OSError as error:
                print(f"the client: {error}")
