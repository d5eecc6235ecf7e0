# wrong: a guest that has gone is a ConnectionResetError
# fails at: note  A guest ends its direction, and leaves in the middle of the answer: the next one is served
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        guest, _ = listener.accept()
        with guest:
            try:
                with guest.makefile("rb") as lines:
                    line = lines.readline()
                if line.endswith(b"\n"):
                    guest.sendall(b"x" * int(line))
            except ConnectionResetError as error:
                print(error)
