# wrong: one buffer is enough
# fails at: note  Another client: nothing is left of the first one
import os
import socket

kept = b""
with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            while piece := client.recv(4096):
                kept += piece
                *lines, kept = kept.split(b"\n")
                for line in lines:
                    client.sendall(b"%d %s\n" % (len(line), line))
            if kept:
                client.sendall(b"%d %s\n" % (len(kept), kept))
