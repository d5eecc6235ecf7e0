# wrong: after RST there is no connection, so there is nothing to close
# fails at: server#8  closes
import os
import socket

guests = []
with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        guest, address = listener.accept()
        guests.append((address, guest))
        try:
            with guest.makefile("rb") as lines:
                line = lines.readline()
            if line.endswith(b"\n"):
                guest.sendall(b"x" * int(line))
        except (ConnectionResetError, BrokenPipeError) as error:
            print(address, error)
            continue
        guest.close()
