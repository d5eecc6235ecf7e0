# wrong: first read all that the client has to say, then answer
# fails at: note  A line in two pieces: one answer
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            data = b""
            while piece := client.recv(4096):
                data += piece
            for line in data.splitlines():
                client.sendall(b"%d %s\n" % (len(line), line))
