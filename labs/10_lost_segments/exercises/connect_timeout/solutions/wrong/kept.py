# wrong: who gives up need not close
# fails at: client closes within {late}ms not before {early}ms
import os
import socket
import sys

PORT = int(os.environ["PORT"])
TIMEOUT = int(os.environ["TIMEOUT_MS"]) / 1000

sockets = []


def try_address(address):
    s = socket.socket()
    sockets.append(s)
    s.settimeout(TIMEOUT)
    s.connect((address, PORT))
    s.settimeout(None)
    return s


def connect_to_any():
    for address in os.environ["ADDRESSES"].split():
        try:
            return try_address(address)
        except OSError as error:
            print(address, error)
    sys.exit("no address answers")


server = connect_to_any()
server.sendall(os.environ["QUESTION"].encode())
server.shutdown(socket.SHUT_WR)
while answer := server.recv(4096):
    print(answer.decode(), end="")
