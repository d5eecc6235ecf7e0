"""A WebSocket server that sends each message back, to many clients at the same time."""

import asyncio
import base64
import hashlib
import os
import struct

LIMIT = int(os.environ["LIMIT"])
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Refused(Exception):
    """Its argument is the Close code that says why."""


def frame(opcode, payload):
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", 0x80 | opcode, size) + payload
    if size < 65536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


async def answer_handshake(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "sec-websocket-key":
            key = value.strip()
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    writer.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  f"Sec-WebSocket-Accept: {accept}\r\n\r\n").encode())


async def read_frame(reader, room):
    first, second = await reader.readexactly(2)
    opcode, size = first & 0x0F, second & 0x7F
    if not second & 0x80:
        raise Refused(1002)
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    if opcode in (CONTINUATION, TEXT, BINARY) and size > room:
        raise Refused(1009)
    mask = await reader.readexactly(4)
    payload = bytearray(await reader.readexactly(size))
    for i in range(size):
        payload[i] ^= mask[i % 4]
    return first & 0x80, opcode, bytes(payload)


async def echo(reader, writer):
    fragments = []
    while True:
        fin, opcode, payload = await read_frame(reader, LIMIT - sum(map(len, fragments)))
        if opcode == PING:
            writer.write(frame(PONG, payload))
        elif opcode == CLOSE:
            writer.write(frame(CLOSE, payload[:2]))
            return
        elif opcode != PONG:
            kind = opcode or kind  # 0: a continuation
            fragments.append(payload)
            if fin:
                message = b"".join(fragments)
                if kind == TEXT:
                    message.decode()
                writer.write(frame(kind, message))
                fragments = []
        await writer.drain()


async def serve(reader, writer):
    try:
        await answer_handshake(reader, writer)
        await echo(reader, writer)
    except Refused as refused:
        writer.write(frame(CLOSE, struct.pack("!H", *refused.args)))
    except UnicodeDecodeError:
        writer.write(frame(CLOSE, struct.pack("!H", 1007)))
    except (EOFError, ConnectionError) as error:
        print(f"a client has left without a Close: {error}")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, os.environ["HOST"], int(os.environ["PORT"]))
    await server.serve_forever()


asyncio.run(main())
