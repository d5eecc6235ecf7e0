# wrong: when one address fails, the host is down
# fails at: client#2 sends SYN
import os
import socket
import sys

PORT = int(os.environ["PORT"])
TIMEOUT = int(os.environ["TIMEOUT_MS"]) / 1000


def try_address(address):
    s = socket.socket()
    s.settimeout(TIMEOUT)
    s.connect((address, PORT))
    s.settimeout(None)
    return s


def connect_to_any():
    for address in os.environ["ADDRESSES"].split():
        try:
            return try_address(address)
        except OSError as error:
            sys.exit(f"{address}: {error}")


server = connect_to_any()
server.sendall(os.environ["QUESTION"].encode())
server.shutdown(socket.SHUT_WR)
while answer := server.recv(4096):
    print(answer.decode(), end="")
