# wrong: shutdown() ends the connection, so nothing is left
# fails at: server#1  closes
import os
import socket

guests = []
with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        guest, address = listener.accept()
        guests.append(guest)
        try:
            line = guest.makefile("rb").readline()
            if line.endswith(b"\n"):
                guest.sendall(b"x" * int(line))
            guest.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            print(address, error)
