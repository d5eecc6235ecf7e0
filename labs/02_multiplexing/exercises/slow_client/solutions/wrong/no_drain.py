# wrong: asyncio's write() does not block, so there is nothing to wait for
# fails at: note the server takes no more
import asyncio
import os


async def echo(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(data)
    except ConnectionError:
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(echo, os.environ["HOST"], int(os.environ["PORT"]))
    await server.serve_forever()


asyncio.run(main())
