# wrong: after each recv() at most one line can be whole
# fails at: note  Three lines in one segment: three answers
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            kept = b""
            while piece := client.recv(4096):
                kept += piece
                if b"\n" in kept:
                    line, kept = kept.split(b"\n", 1)
                    client.sendall(b"%d %s\n" % (len(line), line))
            if kept:
                client.sendall(b"%d %s\n" % (len(kept), kept))
