"""The whole server with its own settings looks at no page that is not public, however it is led there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.aside.outside import sitecustomize
from tests.harness.http import register, unique
from tests.harness.server import Server
from tests.harness.talk import talking
from tests.outbound.receiver import Receiver, receiving

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "<html><head><title>{}</title></head></html>"
SECRET = "what only this machine may read"

REFUSED: dict[str, Callable[[int], str]] = {
    "loopback": lambda port: f"http://127.0.0.1:{port}/secret",
    "loopback on the usual port": lambda port: "http://127.0.0.1/secret",
    "metadata": lambda port: "http://169.254.169.254/latest/meta-data/",
    "mapped": lambda port: f"http://[::ffff:127.0.0.1]:{port}/secret",
    "mapped in hex": lambda port: f"http://[::ffff:7f00:1]:{port}/secret?hex",
    "IPv6 loopback": lambda port: f"http://[::1]:{port}/secret",
    "a name": lambda port: f"http://inside.example:{port}/secret",
    "a name of both worlds": lambda port: f"http://both.example:{port}/secret",
    "a name of the metadata": lambda port: "http://metadata.example/secret",
    "a name of a mapped address": lambda port: f"http://mapped.example:{port}/secret",
    "a redirect": lambda port: f"http://outside.example:{port}/to-loopback",
    "a redirect to a name": lambda port: f"http://outside.example:{port}/to-name",
    "a redirect to the metadata": lambda port: f"http://outside.example:{port}/to-metadata",
    "a redirect to a mapped one": lambda port: f"http://outside.example:{port}/to-mapped",
}


def pages(receiver: Receiver) -> None:
    port = receiver.port
    receiver.page("/secret", PAGE.format(SECRET))
    receiver.page("/public", PAGE.format("A page for all"))
    receiver.redirect("/to-loopback", f"http://127.0.0.1:{port}/secret")
    receiver.redirect("/to-name", f"http://inside.example:{port}/secret")
    receiver.redirect("/to-metadata", "http://169.254.169.254/latest/")
    receiver.redirect("/to-mapped", f"http://[::ffff:127.0.0.1]:{port}/secret")
    receiver.redirect("/to-public", "/public")


async def test_links_that_lead_inside_have_no_preview(tmp_path: Path) -> None:
    # The receiver is both: the public page and what is private, told apart by the address that is asked for.
    async with receiving("http", "0.0.0.0") as receiver:
        pages(receiver)
        outside = Path(sitecustomize.__file__).parent
        server = Server(
            tmp_path,
            *("--limits", "off", "--log-level", "debug", "--log-format", "json"),
            variables={"PYTHONPATH": f"{outside}:{_sources()}", "OUTSIDE_PORT": str(receiver.port)},
        )
        try:
            await asyncio.to_thread(server.start)
            guest = await asyncio.to_thread(register, server.http, unique("Curious"))
            async with talking(server, guest) as it:
                for make in REFUSED.values():
                    await it.say(f"look: {make(receiver.port)}")
                seq = (await it.say(f"http://outside.example:{receiver.port}/to-public"))["seq"]
                # The last one has a preview, so this server looks at links.
                found = await it.event("message.previewed", target=seq)
                assert found["preview"]["title"] == "A page for all"
                await _until(lambda: len(_codes(server)) == len(REFUSED))
                assert set(_codes(server)) == {"address_refused"}
                loaded = await it.load()
                previewed = {
                    event["seq"] for event in loaded["events"] if event.get("folded", {}).get("previews")
                }
                assert previewed == {seq}
                assert SECRET not in it.seen
                assert "/secret" not in receiver.targets
        finally:
            server.close()


def _codes(server: Server) -> list[str]:
    lines = [msgspec.json.decode(line) for line in server.log().splitlines() if line.startswith("{")]
    return [line["code"] for line in lines if line.get("message") == "no preview"]


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)  # between two looks at another process
    pytest.fail("not within ten seconds")


def _sources() -> Path:
    import teahouse

    return Path(teahouse.__file__).parents[1]
