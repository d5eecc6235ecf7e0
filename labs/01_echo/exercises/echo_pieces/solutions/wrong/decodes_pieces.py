# wrong: a piece is text
# fails at: note  A character cut in two: it is whole again
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            kept = ""
            while piece := client.recv(4096):
                kept += piece.decode()
                *lines, kept = kept.split("\n")
                for line in lines:
                    line = line.encode()
                    client.sendall(b"%d %s\n" % (len(line), line))
            if kept:
                client.sendall(b"%d %s\n" % (len(kept.encode()), kept.encode()))
