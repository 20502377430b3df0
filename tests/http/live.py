"""An application of tests behind the server's own protocol, on a free loopback port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import uvicorn
from uvicorn.server import ServerState

from teahouse.gateway.server import HttpProtocol


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """The port, while it is served."""
    config = uvicorn.Config(
        cast(Any, app), http=HttpProtocol, lifespan="off", log_config=None, access_log=False
    )
    config.load()
    state = ServerState()
    listener = await asyncio.get_running_loop().create_server(
        lambda: HttpProtocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
