"""Debian's python3-websockets as a client of our echo server: PORT."""
import asyncio
import sys

import websockets


def check(sentence, passed):
    print("ok" if passed else "failed", "websocket_interop python3-websockets as client:", sentence)


def connect(port, **options):
    return websockets.connect(f"ws://127.0.0.1:{port}/", max_size=None, **options)


async def echoes(port):
    messages = ["", "Hello", "κόσμε \U0001d11e", b"", bytes(range(256))]
    for size in (125, 126, 65535, 65536, 1_000_000):
        messages += ["x" * size, b"\xff" * size]
    async with connect(port) as socket:
        passed = True
        for message in messages:
            await socket.send(message)
            passed &= await socket.recv() == message
    check("each message comes back as it went", passed)
    check("the Close comes back", socket.close_code == 1000)


async def fragments(port):
    async with connect(port) as socket:
        await socket.send(["Hel", "lo, ", "server"])
        check("three fragments come back as a message", await socket.recv() == "Hello, server")


async def slow_reader(port):
    """Its answers must wait until it reads; none may be lost."""
    messages = [bytes([i]) * (20_000 + 5_000 * i) for i in range(60)]

    async def send_all(socket):
        for message in messages:
            await socket.send(message)

    async with connect(port, max_queue=1, read_limit=1000) as socket:
        sending = asyncio.create_task(send_all(socket))
        right = [await socket.recv() == message for message in messages]
        await sending
        check("60 large messages come back to a slow reader", all(right))


async def pings(port):
    async with connect(port) as socket:
        pong = await socket.ping("are you there?")
        await asyncio.wait_for(pong, 5)
        check("a Ping is answered", pong.done())


async def compression_is_not_agreed_on(port):
    async with connect(port, compression="deflate") as socket:
        check("an extension that it offers is not taken", socket.extensions == [])


async def reason(port):
    socket = await connect(port)
    await socket.close(4000, "κόσμε")
    check("a code and a reason come back", (socket.close_code, socket.close_reason) == (4000, "κόσμε"))


async def broken_rule(port, frame, code, name):
    socket = await connect(port)
    socket.transport.write(frame)
    await asyncio.wait_for(socket.wait_closed(), 5)
    check(f"{name}: {code}", socket.close_code == code)


async def main(port):
    await echoes(port)
    await fragments(port)
    await slow_reader(port)
    await pings(port)
    await compression_is_not_agreed_on(port)
    await reason(port)
    await broken_rule(port, b"\x81\x01a", 1002, "an unmasked frame")
    await broken_rule(port, b"\xc1\x80\0\0\0\0", 1002, "a reserved bit")
    await broken_rule(port, b"\x81\x81\0\0\0\0\xff", 1007, "a text that is no UTF-8")
    await broken_rule(port, b"\x82\xff" + (1 << 62).to_bytes(8, "big") + bytes(4), 1009, "a frame of 2^62 bytes")


asyncio.run(main(int(sys.argv[1])))
