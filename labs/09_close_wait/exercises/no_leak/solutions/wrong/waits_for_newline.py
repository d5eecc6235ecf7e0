# wrong: if there is no newline yet, it is still to come
# fails at: note  A guest leaves at once: the next one is served
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        guest, _ = listener.accept()
        with guest:
            try:
                line = b""
                while not line.endswith(b"\n"):
                    line += guest.recv(100)
                guest.sendall(b"x" * int(line))
            except OSError as error:
                print(error)
