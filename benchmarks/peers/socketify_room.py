"""A room on uWebSockets through socketify: each message goes out through its publish().

Usage: python socketify_room.py PORT
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from typing import Any

from socketify import App, OpCode  # type: ignore[import-not-found,unused-ignore]

EPOCH = "0123456789abcdef0123456789abcdef"


def main(port: int) -> None:
    """Serves until it is killed."""
    app = App()
    seq = itertools.count(1)
    people = itertools.count(1)
    last = 0

    def upgrade(response: Any, request: Any, context: Any) -> None:
        key = request.get_header("sec-websocket-key")
        response.upgrade(key, "", "", context, {"person": next(people)})

    def opened(socket: Any) -> None:
        socket.send(_json({"type": "hello", "protocol": 1, "epoch": EPOCH}), OpCode.TEXT)

    def message(socket: Any, text: Any, opcode: OpCode) -> None:
        nonlocal last
        command = json.loads(text)
        if command["type"] == "room.load":
            loaded = {"id": command["id"], "epoch": EPOCH, "state": {}, "seq": last, "events": []}
            socket.send(_json({"type": "room.loaded", **loaded}), OpCode.TEXT)
            socket.subscribe("room")
        elif command["type"] == "message.send":
            last = next(seq)
            person = socket.get_user_data()["person"]
            place = {"room": 1, "seq": last, "at": int(time.time() * 1000)}
            accepted = {"type": "message.accepted", "id": command["id"], **place, "epoch": EPOCH}
            socket.send(_json(accepted), OpCode.TEXT)
            sender = {"id": person, "name": f"g{person:05d}"}
            event = {"sender": sender, "key": command["id"], "body": command["body"]}
            app.publish("room", _json({"type": "message.created", **place, **event}), OpCode.TEXT)

    handlers = {"upgrade": upgrade, "open": opened, "message": message, "idle_timeout": 120}
    app.ws("/ws", {**handlers, "max_backpressure": 64 * 1024 * 1024})
    app.listen(port)
    app.run()


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
