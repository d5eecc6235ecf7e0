# wrong: one recv() is one line
# fails at: note  A line in two pieces: one answer
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            while data := client.recv(4096):
                line = data.rstrip(b"\n")
                client.sendall(b"%d %s\n" % (len(line), line))
