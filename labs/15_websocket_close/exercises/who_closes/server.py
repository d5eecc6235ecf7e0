#!/usr/bin/env python3
"""The server of this exercise. On the first connection the client begins the close, on
the second the server does, on the third the server does not end TCP.

It ends with what is wrong if the client is.
"""

import base64
import hashlib
import select
import socket
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PORT, CODE, TEXTS, PAUSE = sys.argv[1:]


def frame(opcode, payload):
    return bytes([0x80 | opcode, len(payload)]) + payload


def text(payload):
    return frame(1, payload.encode())


def close(code, reason=b""):
    return frame(8, int(code).to_bytes(2, "big") + reason)


def read_exactly(client, size):
    data = b""
    while len(data) < size:
        piece = client.recv(size - len(data))
        if not piece:
            sys.exit("the client has ended TCP before its Close")
        data += piece
    return data


def read_code(client):
    """The code of the Close that must come now."""
    first, second = read_exactly(client, 2)
    if second < 0x80:
        sys.exit("the frame of the client has no mask")
    mask = read_exactly(client, 4)
    payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(read_exactly(client, second & 0x7F)))
    if first != 0x88:
        sys.exit(f"a frame that begins with 0x{first:02x} came, not a Close, 0x88")
    if len(payload) < 2:
        sys.exit("the Close of the client has no code")
    return int.from_bytes(payload[:2], "big")


def open_websocket(listener):
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        if not byte:
            sys.exit(f"the client has ended behind {head!r}")
        head += byte
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))}
    if b"sec-websocket-key" not in headers:
        sys.exit("the request has no Sec-WebSocket-Key")
    accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + GUID).digest())
    client.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    return client


def is_silent(client, seconds):
    """Whether the client neither sends nor ends, so long."""
    return not select.select([client], [], [], seconds)[0]


def end(client):
    """Ends TCP, some time behind the Closes: the client has to wait for it."""
    if not is_silent(client, 0.3):
        came = client.recv(4096)
        sys.exit(f"behind both Closes the client has sent {came!r}" if came else
                 "the client has ended TCP first, and did not wait for the server")
    client.shutdown(socket.SHUT_WR)
    if came := client.recv(4096):
        sys.exit(f"behind both Closes the client has sent {came!r}")
    client.close()


listener = socket.create_server(("", int(PORT)))

client = open_websocket(listener)
client.sendall(text("hello") + text("end"))
code = read_code(client)
for number in range(int(TEXTS)):
    client.sendall(text(f"still something: {number}"))
closing = close(code)
client.sendall(closing[:1])
is_silent(client, float(PAUSE))
client.sendall(closing[1:])
print("both Closes have passed", flush=True)
end(client)

client = open_websocket(listener)
client.sendall(close(CODE, b"I go"))
read_code(client)
end(client)

client = open_websocket(listener)
client.sendall(text("end"))
client.sendall(close(read_code(client)))
print("the server does not end", flush=True)
if came := client.recv(4096):
    sys.exit(f"behind both Closes the client has sent {came!r}")
