"""Debian's python3-autobahn as a client of our echo server: PORT."""
import asyncio
import sys

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol


def check(sentence, passed):
    print("ok" if passed else "failed", "websocket_interop python3-autobahn as client:", sentence)


class Client(WebSocketClientProtocol):
    """Sends a message each time that the one before has come back."""

    def onOpen(self):
        self.to_send = [(bytes([65 + i % 26]) * size, binary, pieces)
                        for i, size in enumerate((0, 1, 125, 126, 65535, 65536, 300_000))
                        for binary in (False, True) for pieces in (None, 1000)]
        self.right = 0
        self.sendPing(b"early")
        self.send_next()

    def send_next(self):
        payload, binary, pieces = self.to_send[0]
        self.sendMessage(payload, binary, fragmentSize=pieces)

    def onPong(self, payload):
        check("a Ping is answered", payload == b"early")

    def onMessage(self, payload, binary):
        self.right += (payload, binary) == self.to_send.pop(0)[:2]
        if self.to_send:
            self.send_next()
        else:
            check("each message comes back as it went, fragmented or not", self.right == 28)
            self.sendClose(3000, "done")

    def onClose(self, clean, code, reason):
        check("the Close comes back", (clean, code, reason) == (True, 3000, "done"))
        asyncio.get_event_loop().stop()


port = int(sys.argv[1])
factory = WebSocketClientFactory(f"ws://127.0.0.1:{port}/")
factory.protocol = Client
loop = asyncio.get_event_loop()
loop.run_until_complete(loop.create_connection(factory, "127.0.0.1", port))
loop.run_forever()
