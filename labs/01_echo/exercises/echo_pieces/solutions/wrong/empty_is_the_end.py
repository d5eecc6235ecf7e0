# wrong: an empty line means that the client has ended
# fails at: note  An empty line: it is answered, too
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client, client.makefile("rb") as lines:
            while True:
                line = lines.readline().rstrip(b"\n")
                if not line:
                    break
                client.sendall(b"%d %s\n" % (len(line), line))
