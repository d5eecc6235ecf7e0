# wrong: a server serves a client, and is done
# fails at: note  Another client: nothing is left of the first one
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    client, _ = listener.accept()
    with client, client.makefile("rb") as lines:
        for line in lines:
            line = line.rstrip(b"\n")
            client.sendall(b"%d %s\n" % (len(line), line))
