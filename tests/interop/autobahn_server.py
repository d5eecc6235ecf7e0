"""Debian's python3-autobahn as a server for our client. Prints its port."""
import asyncio

from autobahn.asyncio.websocket import WebSocketServerFactory, WebSocketServerProtocol


def check(sentence, passed):
    print("ok" if passed else "failed", "websocket_interop python3-autobahn as server:", sentence, flush=True)


class Server(WebSocketServerProtocol):
    def onConnect(self, request):
        return "chat" if "chat" in request.protocols else None

    def onOpen(self):
        check("a subprotocol is agreed on", self.websocket_protocol_in_use == "chat")
        self.sendPing(b"early")
        self.sendMessage(b"x" * 300_000, False, fragmentSize=1000)

    def onPong(self, payload):
        check("a Ping is answered", payload == b"early")

    def onMessage(self, payload, binary):
        check("300 fragments come back as a message", (payload, binary) == (b"x" * 300_000, False))
        self.sendClose(1000, "done")

    def onClose(self, clean, code, reason):
        check("the Close comes back", (clean, code, reason) == (True, 1000, "done"))


factory = WebSocketServerFactory()
factory.protocol = Server
loop = asyncio.get_event_loop()
server = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", 0))
print("listens on", server.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
