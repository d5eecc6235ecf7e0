#!/usr/bin/env python3
"""A day in the life of an echo server: tests/echo_ways.py PORT. Prints each thing that
went as it should, a line each; ends with 1 at the first that did not."""
import os
import socket
import struct
import sys
import threading


def connect():
    client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    client.settimeout(30)
    return client


def echoes(client, text):
    client.sendall(text)
    back = b""
    while len(back) < len(text):
        part = client.recv(65536)
        if not part:
            break
        back += part
    return back == text


def went(what, well):
    if not well:
        print("not:", what)
        sys.exit(1)
    print(what)


silent = [connect() for _ in range(5)]
slow = connect()
data = os.urandom(8_000_000)
sender = threading.Thread(target=lambda: (slow.sendall(data), slow.shutdown(socket.SHUT_WR)))
sender.start()  # more than the buffers on the way can hold; and it does not read yet
other = connect()
went("others are served while one does not read", echoes(other, b"hello"))
back = b""
while part := slow.recv(1 << 20):
    back += part
sender.join()
went("each byte comes back, then the end", back == data)
silent[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
silent.pop(0).close()
went("one that resets ends for itself alone", echoes(other, b"again"))
went("the silent ones are still there", all(echoes(client, b"x") for client in silent))
