# wrong: SO_RCVTIMEO is for each call that waits
# fails at: client closes within {late}ms not before {early}ms
import os
import socket
import struct
import sys

PORT = int(os.environ["PORT"])
TIMEOUT = int(os.environ["TIMEOUT_MS"]) / 1000


def try_address(address):
    s = socket.socket()
    limit = struct.pack("ll", int(TIMEOUT), int(TIMEOUT * 1e6) % 1000000)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    s.connect((address, PORT))
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
