# wrong: the server ends the connection; so it is closed
# fails at: client#3 closes
import base64
import hashlib
import os
import secrets
import socket
import threading

HOST, PORT, PAGE = (os.environ[name] for name in ("HOST", "PORT", "PAGE"))
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Reader:
    """Reads what comes in pieces, and keeps what was not asked for yet."""

    def __init__(self, connection):
        self.connection, self.kept = connection, b""

    def more(self):
        data = self.connection.recv(4096)
        if not data:
            raise EOFError("the server has ended")
        self.kept += data

    def take(self, size):
        while len(self.kept) < size:
            self.more()
        data, self.kept = self.kept[:size], self.kept[size:]
        return data

    def take_head(self):
        while b"\r\n\r\n" not in self.kept:
            self.more()
        return self.take(self.kept.index(b"\r\n\r\n") + 4).decode("latin-1")


def opens_websocket(head, key):
    status, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    connection = [word.strip().lower() for word in headers.get("connection", "").split(",")]
    accept = base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()
    return (status.split(" ")[1:2] == ["101"]
            and headers.get("upgrade", "").lower() == "websocket"
            and "upgrade" in connection
            and headers.get("sec-websocket-accept") == accept)


def text_frame(text):
    mask = secrets.token_bytes(4)
    return bytes([0x81, 0x80 | len(text)]) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))


def try_once():
    """Returns whether there was a WebSocket."""
    with socket.create_connection((HOST, int(PORT))) as connection:
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        connection.sendall((f"GET /{PAGE} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUpgrade: websocket\r\n"
                            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                            "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        reader = Reader(connection)
        if not opens_websocket(reader.take_head(), key):
            return False
        first, length = reader.take(2)
        assert first == 0x81 and length <= 125, "this is no short text"
        connection.sendall(text_frame(reader.take(length)))
        while connection.recv(4096):
            pass
        threading.Event().wait()


while not try_once():
    pass
