"""Tries one address after another, each for a limited time, and asks the first
that answers."""

import os
import socket


def connect_to_any(addresses, port, timeout):
    for address in addresses:
        try:
            server = socket.create_connection((address, port), timeout)
        except OSError as error:  # TimeoutError is one, too
            print(address, error)
            continue
        server.settimeout(None)  # the limit was for connect() alone
        return server
    raise SystemExit("no address answers")


with connect_to_any(
    os.environ["ADDRESSES"].split(),
    int(os.environ["PORT"]),
    int(os.environ["TIMEOUT_MS"]) / 1000,
) as server:
    server.sendall(os.environ["QUESTION"].encode())
    server.shutdown(socket.SHUT_WR)
    while answer := server.recv(4096):
        print(answer.decode(), end="")
