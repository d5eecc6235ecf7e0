"""Debian's python3-websockets as a server for our client. Prints its port; the
path says what it does with a client."""
import asyncio

import websockets


def check(sentence, passed):
    print("ok" if passed else "failed", "websocket_interop python3-websockets as server:", sentence, flush=True)


async def echo(socket):
    messages = ["", "Hello", "κόσμε", b"\xff" * 126, "x" * 65536, b"y" * 8_000_000]
    passed = True
    for message in messages:
        await socket.send(message)
        passed &= await socket.recv() == message
    check("each message comes back as it went", passed)
    await socket.send(["Hel", "lo"])
    check("two fragments come back as a message", await socket.recv() == "Hello")
    await asyncio.wait_for(await socket.ping(), 5)
    check("a Ping is answered", True)
    await socket.close(1001, "home")
    check("the Close comes back", socket.close_code == 1001)


async def lines(socket):
    received = [message async for message in socket]
    check("typed lines are texts", received == ["one", "zwei ä"])
    check("the end of the input closes with 1000", socket.close_code == 1000)


async def bad(socket):
    socket.transport.write(b"\x81\x01\xff")
    await asyncio.wait_for(socket.wait_closed(), 5)
    check("a text that is no UTF-8: 1007", socket.close_code == 1007)


async def masked(socket):
    socket.transport.write(b"\x81\x81\0\0\0\0a")
    await asyncio.wait_for(socket.wait_closed(), 5)
    check("a masked frame: 1002", socket.close_code == 1002)


async def vanish(socket):
    socket.transport.close()


async def serve(socket, path):
    await {"/echo": echo, "/lines": lines, "/bad": bad, "/masked": masked, "/vanish": vanish}[path](socket)


async def main():
    server = await websockets.serve(serve, "127.0.0.1", 0, subprotocols=["chat"], max_size=None)
    print("listens on", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
