# wrong: I have said Close, so that was all
# fails at: server#1 state TIME-WAIT
import base64
import os
import secrets
import socket

HOST, PORT = os.environ["HOST"], int(os.environ["PORT"])
PATIENCE = int(os.environ["PATIENCE"]) / 1000
TEXT, CLOSE = 0x81, 0x88
NORMAL = (1000).to_bytes(2, "big")


class WebSocket:
    def __init__(self, connection):
        self.connection, self.kept = connection, b""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        connection.sendall((f"GET / HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUpgrade: websocket\r\n"
                            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                            "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.kept:
            self.more()
        self.take(self.kept.index(b"\r\n\r\n") + 4)

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

    def read_frame(self):
        first, length = self.take(2)
        return first, self.take(length)

    def send_close(self, code):
        mask = secrets.token_bytes(4)
        self.connection.sendall(bytes([CLOSE, 0x80 | len(code)]) + mask +
                                bytes(byte ^ mask[i] for i, byte in enumerate(code)))


def read_until_both_closed(websocket):
    sent = False
    while True:
        first, payload = websocket.read_frame()
        if first == CLOSE:
            break
        if payload == b"end" and not sent:
            websocket.send_close(NORMAL)
            return
    if not sent:
        websocket.send_close(payload[:2])


def wait_for_the_end(connection):
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        pass  # it does not end: we do


for _ in range(int(os.environ["COUNT"])):
    with socket.create_connection((HOST, PORT)) as connection:
        read_until_both_closed(WebSocket(connection))
        connection.close()
