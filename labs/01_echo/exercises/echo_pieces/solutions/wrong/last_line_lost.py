# wrong: what has no newline is no line, also at the end
# fails at: note  The client has ended: its last line is answered
import os
import socket

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            kept = b""
            while piece := client.recv(4096):
                *lines, kept = (kept + piece).split(b"\n")
                for line in lines:
                    client.sendall(b"%d %s\n" % (len(line), line))
