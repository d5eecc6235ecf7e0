# A guest asks for N letters, in a line. However it leaves, `with` closes.
import os
import socket


def serve(guest: socket.socket) -> None:
    with guest.makefile("rb") as lines:
        line = lines.readline()
    if line.endswith(b"\n"):  # else it has left before its line was whole
        guest.sendall(b"x" * int(line))


with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        guest, _ = listener.accept()
        with guest:
            try:
                serve(guest)
            except (ConnectionResetError, BrokenPipeError) as error:
                print(f"a guest has left: {error}")
