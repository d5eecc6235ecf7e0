# Floods the trace with calls, and the wire with datagrams.
import socket

print("tried", flush=True)
many = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    try:
        many.sendto(b"x" * 1400, ("server", 9))
        socket.create_connection(("client", 1))
    except OSError:
        pass
