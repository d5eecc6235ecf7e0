# Connects to what is not one of the two hosts: a server of the machine, or beyond.
import os, socket, sys

for host, port in (("127.0.0.1", os.environ["OUTSIDE"]), ("192.0.2.77", 80), ("169.254.169.254", 80)):
    try:
        socket.create_connection((host, int(port)), timeout=0.3)
        print("harm: it has reached", host)
        sys.exit()  # on a machine, no packet goes further than that
    except OSError:
        pass
try:
    socket.getaddrinfo("example.org", 80)
    print("harm: it has asked a name server")
except OSError:
    pass
print("tried")
