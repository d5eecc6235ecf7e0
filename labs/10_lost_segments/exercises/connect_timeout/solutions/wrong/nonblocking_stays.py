# wrong: a connected socket waits for its answer
# fails at: client#3 reads >= 1 bytes
import os
import select
import socket
import sys

PORT = int(os.environ["PORT"])
TIMEOUT = int(os.environ["TIMEOUT_MS"]) / 1000


def try_address(address):
    s = socket.socket()
    s.setblocking(False)
    s.connect_ex((address, PORT))
    if not select.select([], [s], [], TIMEOUT)[1]:
        s.close()
        raise TimeoutError("timed out")
    error = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        s.close()
        raise OSError(error, os.strerror(error))
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
