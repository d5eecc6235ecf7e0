#!/usr/bin/env python3
"""A day in the life of an echo server: tests/echo_ways.py PORT. Prints each thing that
went as it should, a line each; ends with 1 at the first that did not."""
import os
import socket
import struct
import sys
import threading


def connect(options=()):
    client = socket.socket()
    client.settimeout(30)
    for option in options:
        client.setsockopt(*option)
    client.connect(("127.0.0.1", int(sys.argv[1])))
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


def sends(client, data):
    """In a thread that must be joined: sends it all, and then ends."""
    thread = threading.Thread(target=lambda: (client.sendall(data), client.shutdown(socket.SHUT_WR)))
    thread.start()
    return thread


def reads(client):
    back = b""
    while part := client.recv(1 << 20):
        back += part
    return back


silent = [connect() for _ in range(5)]
slow = connect()
data = os.urandom(8_000_000)
sender = sends(slow, data)  # more than the buffers on the way can hold; and it does not read yet
other = connect()
went("others are served while one does not read", echoes(other, b"hello"))
went("each byte comes back, then the end", reads(slow) == data)
sender.join()
# Small segments and a small window: the room in the server's send buffer often ends in
# the middle of what it sends, and its send() takes a part.
narrow = connect([(socket.SOL_SOCKET, socket.SO_RCVBUF, 1), (socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)])
data = data[:1_000_000]
sender = sends(narrow, data)
went("so it does when send() takes only a part", reads(narrow) == data)
sender.join()
silent[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
silent.pop(0).close()
went("one that resets ends for itself alone", echoes(other, b"again"))
went("the silent ones are still there", all(echoes(client, b"x") for client in silent))
