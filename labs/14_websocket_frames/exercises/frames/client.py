#!/usr/bin/env python3
"""The client of this exercise: does what it is told on standard input, a line each.

    connect                a new connection, and the opening handshake
    send FRAME | FRAME     in one segment, if they fit; it waits until they have arrived
    keep FRAME, piece N    the frame is not sent yet; N bytes of it are, alone
    get FRAME | FRAME      this must come next; of a Close with a code, the code only
    leave CODE             answers a Close with that code, and waits for the end
    end                    no frame may come any more, only the end

    FRAME: [bare] [header] KIND[+] PAYLOAD
           KIND is text, binary, continuation, ping, pong or close; + says that the message
           goes on (FIN is 0); bare: without a mask; header: of it, only the header is sent.
           In the payload \\xc3 stands for one byte, {300x} for 300 x.
"""

import base64
import fcntl
import hashlib
import re
import secrets
import socket
import struct
import sys
import termios
import time

HOST, PORT = sys.argv[1:]
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KINDS = {"continuation": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
NAMES = {opcode: name for name, opcode in KINDS.items()}
PATIENCE = 4  # seconds; a segment that is lost comes again much sooner


class Frame:
    def __init__(self, words):
        kind, _, payload = words.partition(" ")
        self.bare, self.header_only = kind == "bare", kind == "header"
        if self.bare or self.header_only:
            kind, _, payload = payload.partition(" ")
        self.fin = not kind.endswith("+")
        self.opcode = KINDS[kind.rstrip("+")]
        self.payload = bytes_of(payload)
        if self.opcode == KINDS["close"] and self.payload:
            self.payload = struct.pack("!H", int(self.payload))

    def __bytes__(self):
        size, mask_bit = len(self.payload), 0 if self.bare else 0x80
        frame = bytes([self.opcode | (0x80 if self.fin else 0)])
        if size < 126:
            frame += bytes([mask_bit | size])
        elif size < 65536:
            frame += struct.pack("!BH", mask_bit | 126, size)
        else:
            frame += struct.pack("!BQ", mask_bit | 127, size)
        mask = b"" if self.bare else secrets.token_bytes(4)
        if self.header_only:
            return frame + mask
        return frame + mask + (self.payload if self.bare else masked(self.payload, mask))


def bytes_of(text):
    text = re.sub(r"\{(\d+)(.)\}", lambda m: int(m[1]) * m[2], text)
    return re.sub(rb"\\x(..)", lambda m: bytes.fromhex(m[1].decode()), text.encode())


def masked(payload, mask):
    whole = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(payload), "big")


def shown(fin, opcode, payload):
    """For a person: the Text 'hello' (5 bytes)."""
    kind = NAMES.get(opcode, f"opcode {opcode}").capitalize()
    more = "" if fin else ", not the last fragment of its message,"
    if opcode == KINDS["close"]:
        code = int.from_bytes(payload[:2], "big") if payload else "without a code"
        return f"{kind} {code}" + (f" {payload[2:].decode(errors='replace')!r}" if payload[2:] else "")
    text = payload[:30].decode(errors="backslashreplace") + ("..." if len(payload) > 30 else "")
    return f"{kind}{more} {text!r} ({len(payload)} bytes)"


class Server:
    """The other end of a connection."""

    def __init__(self):
        self.connection = socket.create_connection((HOST, int(PORT)), timeout=PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""

    def more(self):
        """False: the server has ended."""
        data = self.connection.recv(65536)
        self.kept += data
        return bool(data)

    def take(self, size, what):
        try:
            while len(self.kept) < size:
                if not self.more():
                    sys.exit(f"{what}: the server has ended" + self.part())
        except TimeoutError:
            sys.exit(f"{what}: nothing more has come in {PATIENCE} seconds" + self.part())
        except ConnectionResetError:
            sys.exit(f"{what}: the server has reset the connection" + self.part())
        data, self.kept = self.kept[:size], self.kept[size:]
        return data

    def part(self):
        return f", behind {self.kept[:20]!r}" if self.kept else ""

    def send(self, data):
        self.connection.sendall(data)
        unsent = bytearray(4)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:  # until the server's host has it all: SIOCOUTQ, tcp(7)
            fcntl.ioctl(self.connection, termios.TIOCOUTQ, unsent)
            if not any(unsent):
                return
            time.sleep(0.002)

    def shake_hands(self):
        key = base64.b64encode(secrets.token_bytes(16))
        self.send(b"GET / HTTP/1.1\r\nHost: %s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  b"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n"
                  % (HOST.encode(), PORT.encode(), key))
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1, f"the answer to the opening handshake is {head!r}")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if not status.startswith("HTTP/1.1 101"):
            sys.exit(f"the answer to the opening handshake begins with {status!r}")
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
        for name, value in ("upgrade", "websocket"), ("connection", "upgrade"), ("sec-websocket-accept", accept):
            came = headers.get(name, "")
            if came != accept and came.lower() != value:
                sys.exit(f"{name} is {came!r}, not {value!r}")

    def frame(self, what):
        first, second = self.take(2, what)
        if first & 0x70:
            sys.exit(f"{what}: a frame came that begins with 0x{first:02x}; its reserved bits must be 0")
        if second & 0x80:
            sys.exit(f"{what}: a frame came with a mask; those of a server have none")
        size = second
        if size >= 126:
            size = int.from_bytes(self.take(2 if size == 126 else 8, what), "big")
            if size < 126 or (second == 127 and size < 65536):
                sys.exit(f"{what}: a length of {size} in a form that is too long for it")
        if size > 1000000:
            sys.exit(f"{what}: a frame came that announces {size} bytes")
        return first >= 0x80, first & 0x0F, self.take(size, f"{what}: a frame of {size} bytes has begun")

    def get(self, expected):
        what = f"waits for {shown(expected.fin, expected.opcode, expected.payload)}"
        fin, opcode, payload = self.frame(what)
        compared = payload[:2] if opcode == KINDS["close"] else payload
        if (fin, opcode, compared) != (expected.fin, expected.opcode, expected.payload):
            sys.exit(f"{what}: {shown(fin, opcode, payload)} came")

    def end(self):
        try:
            if self.kept or self.more():
                sys.exit(f"waits for the end: {shown(*self.frame('waits for the end'))} came")
        except TimeoutError:
            sys.exit("waits for the end: the server does not end the connection")
        except ConnectionResetError:
            pass  # it has closed before it had read our Close
        self.connection.close()

    def leave(self, code):
        try:
            self.connection.sendall(bytes(Frame(f"close {code}")))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has not waited for our Close, and need not
        self.end()


def main():
    server = None
    kept = b""
    for line in sys.stdin:
        line = line.removesuffix("\n")
        word, _, rest = line.partition(" ")
        if word == "connect":
            server = Server()
            server.shake_hands()
        elif word == "keep":
            kept = bytes(Frame(rest))
        elif word == "piece":
            server.send(kept[:int(rest)])
            kept = kept[int(rest):]
        elif word == "send":
            server.send(b"".join(bytes(Frame(one)) for one in rest.split(" | ")))
        elif word == "get":
            for one in rest.split(" | "):
                server.get(Frame(one))
        elif word == "end":
            server.end()
        elif word == "leave":
            server.leave(rest)
        else:
            sys.exit(f"nobody can do this: {line}")
        print(f"done: {line}", flush=True)


main()
