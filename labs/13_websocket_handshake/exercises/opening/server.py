#!/usr/bin/env python3
"""The server of this exercise: two answers that open no WebSocket, then one that does.

Says of each request whether it is an opening handshake (RFC 6455, section 4.2.1), and
ends with what is wrong with it if it is not.
"""

import base64
import hashlib
import socket
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PORT, PAGE, WRONG, CUT, TEXT = sys.argv[1:]


def head_of(client):
    """Reads the head of a request, and nothing behind it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        if not byte:
            sys.exit(f"the client has ended behind {head!r}")
        head += byte
        if head.endswith(b"\n\n"):
            sys.exit("the lines of the request end with \\n alone, not with \\r\\n")
        if len(head) > 8192:
            sys.exit("the head of the request has no end")
    return head.decode("latin-1")


def key_of(head):
    """The key of an opening handshake."""
    first, *lines = head.split("\r\n")[:-2]
    if first != f"GET /{PAGE} HTTP/1.1":
        sys.exit(f"the request begins with {first!r}, not with 'GET /{PAGE} HTTP/1.1'")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("host") not in ("server", f"server:{PORT}"):
        sys.exit(f"Host is {headers.get('host')!r}, not 'server:{PORT}'")
    for name, word in ("upgrade", "websocket"), ("connection", "upgrade"), ("sec-websocket-version", "13"):
        if word not in [part.strip().lower() for part in headers.get(name, "").split(",")]:
            sys.exit(f"{name} is {headers.get(name)!r}, and not {word!r}")
    key = headers.get("sec-websocket-key", "")
    try:
        size = len(base64.b64decode(key, validate=True))
    except ValueError:
        sys.exit(f"the key is no Base64: {key!r}")
    if size != 16:
        sys.exit(f"the key has {size} bytes, not 16")
    return key.encode()


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()


def read_exactly(client, size):
    data = b""
    while len(data) < size:
        piece = client.recv(size - len(data))
        if not piece:
            sys.exit(f"the client has ended behind {len(data)} of {size} bytes of its frame")
        data += piece
    return data


def check_frame(client, text):
    first, second = read_exactly(client, 2)
    if first != 0x81:
        sys.exit(f"the frame begins with 0x{first:02x}, and not with 0x81, a whole text")
    if second < 0x80:
        sys.exit("the frame of the client has no mask")
    mask = read_exactly(client, 4)
    came = bytes(byte ^ mask[i % 4] for i, byte in enumerate(read_exactly(client, second & 0x7F)))
    if came != text:
        sys.exit(f"the text is {came!r}, and not {text!r}")


def send_pieces(client, *pieces):
    """Each in a segment of its own: without Nagle."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        client.sendall(piece)


upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
no_websockets = {
    "another key": upgrade + f"Sec-WebSocket-Accept: {accept_of(b'dGhlIHNhbXBsZSBub25jZQ==')}\r\n\r\n\x81\x02no",
    "no accept": upgrade + "\r\n\x81\x02no",
    "a page": "HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
}
listener = socket.create_server(("", int(PORT)))
keys = []
for number, answer in enumerate(WRONG.split("|"), 1):
    client, _ = listener.accept()
    keys.append(key_of(head_of(client)))
    print(f"request {number} is an opening handshake", flush=True)
    client.sendall(no_websockets[answer].encode("latin-1"))
    try:
        came = client.recv(4096)
    except ConnectionResetError:  # it has not read the frame, and need not
        came = b""
    if came:
        sys.exit(f"the answer opens no WebSocket, and the client has sent {came!r}")
    client.close()
    print(f"answer {number} was refused", flush=True)

client, _ = listener.accept()
keys.append(key_of(head_of(client)))
if len(set(keys)) < len(keys):
    sys.exit("a key was used twice")
print("each connection has a key of its own", flush=True)
right = (f"HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n"
         f"sec-websocket-accept: {accept_of(keys[-1])}\r\n\r\n").encode()
text = TEXT.encode()
frame = bytes([0x81, len(text)]) + text
stream, cut = right + frame, len(right) + int(CUT)
send_pieces(client, stream[:30], stream[30:cut], stream[cut:])
check_frame(client, text)
print("the text has come back, masked", flush=True)
client.shutdown(socket.SHUT_WR)
if came := client.recv(4096):
    sys.exit(f"behind its frame the client has sent {came!r}")
