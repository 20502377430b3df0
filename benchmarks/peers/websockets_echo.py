"""An echo on Python's `websockets` library, for the conformance suite. Usage: websockets_echo.py PORT"""

from __future__ import annotations

import asyncio
import logging
import sys

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


async def echo(socket: ServerConnection) -> None:
    """Sends back what it gets."""
    try:
        async for message in socket:
            await socket.send(message)
    except ConnectionClosed:
        pass


async def main(port: int) -> None:
    """Serves until it is killed."""
    limit = 16 * 1024 * 1024
    async with serve(echo, "127.0.0.1", port, compression=None, max_size=limit, ping_interval=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    asyncio.run(main(int(sys.argv[1])))
