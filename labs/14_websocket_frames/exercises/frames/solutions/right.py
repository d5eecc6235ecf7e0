"""A WebSocket server that sends each message back."""

import base64
import hashlib
import os
import socket

LIMIT = int(os.environ["LIMIT"])
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
BROKEN_RULE, NOT_UTF8, TOO_BIG = 1002, 1007, 1009


class Refused(Exception):
    def __init__(self, code):
        self.code = code.to_bytes(2, "big")


class WebSocket:
    def __init__(self, connection):
        self.connection, self.kept = connection, b""

    def more(self):
        data = self.connection.recv(65536)
        if not data:
            raise EOFError("the client has ended")
        self.kept += data

    def take(self, size):
        while len(self.kept) < size:
            self.more()
        data, self.kept = self.kept[:size], self.kept[size:]
        return data

    def shake_hands(self):
        while b"\r\n\r\n" not in self.kept:
            self.more()
        lines = self.take(self.kept.index(b"\r\n\r\n") + 4).split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + GUID).digest())
        self.connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")

    def read_frame(self, room):
        first, second = self.take(2)
        fin, opcode, has_mask, size = first >= 0x80, first & 0x0F, second >= 0x80, second & 0x7F
        if not has_mask:
            raise Refused(BROKEN_RULE)
        if size >= 126:
            size = int.from_bytes(self.take(2 if size == 126 else 8), "big")
        if opcode < CLOSE and size > room:
            raise Refused(TOO_BIG)
        mask = self.take(4)
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.take(size)))
        return fin, opcode, payload

    def send_frame(self, opcode, payload):
        size = len(payload)
        header = bytes([0x80 | opcode])
        if size < 126:
            header += bytes([size])
        elif size < 65536:
            header += bytes([126]) + size.to_bytes(2, "big")
        else:
            header += bytes([127]) + size.to_bytes(8, "big")
        self.connection.sendall(header + payload)


def check_text(message):
    try:
        message.decode()
    except UnicodeDecodeError:
        raise Refused(NOT_UTF8) from None


def echo(websocket):
    kind, message = TEXT, b""
    while True:
        fin, opcode, payload = websocket.read_frame(LIMIT - len(message))
        if opcode == CLOSE:
            websocket.send_frame(CLOSE, payload[:2])
            return
        if opcode == PING:
            websocket.send_frame(PONG, payload)
        if opcode >= CLOSE:
            continue
        if opcode != CONTINUATION:
            kind = opcode
        message += payload
        if fin:
            if kind == TEXT:
                check_text(message)
            websocket.send_frame(kind, message)
            message = b""


def serve(connection):
    websocket = WebSocket(connection)
    try:
        websocket.shake_hands()
        echo(websocket)
    except Refused as refused:
        websocket.send_frame(CLOSE, refused.code)


with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                serve(connection)
            except (EOFError, ConnectionError) as error:
                print(f"a client has left without a Close: {error}")
