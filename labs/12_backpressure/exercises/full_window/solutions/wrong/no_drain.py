# wrong: asyncio's write() does not block, so all is well
# fails at: note the end came soon after 'stop'
import asyncio
import os

SIZE = int(os.environ["SIZE"])


async def main():
    reader, writer = await asyncio.open_connection(os.environ["HOST"], int(os.environ["PORT"]))
    stop = asyncio.create_task(reader.readline())
    number = 0
    while not stop.done():
        for _ in range(100):
            number += 1
            writer.write(f"{number} ".encode().ljust(SIZE - 1, b".") + b"\n")
        await asyncio.sleep(0.01)
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()


asyncio.run(main())
