"""The API's description: whole, for people and for machines, without a script."""

from __future__ import annotations

import json
import re

from teahouse.http.routes import ROUTES
from tests.http.scene import Scene


def documented() -> set[tuple[str, str]]:
    """Method and path of every route that belongs in the description."""
    return {
        (method.upper(), re.sub(r"\{(\w+):\w+\}", r"{\1}", path))
        for route in ROUTES
        for path in route.paths
        for method in route.http_methods
        if route.include_in_schema is not False and method.upper() not in ("HEAD", "OPTIONS")
    }


async def test_every_route_is_on_the_page() -> None:
    text = (await Scene().ask("/api/docs")).body.decode()
    shown = {tuple(each.split(" ", 1)) for each in re.findall(r"<h2><code>([^<]+)</code></h2>", text)}
    assert len(shown) >= 10
    assert {(method, path) for method, path in documented() if path.startswith("/api/v1")} <= shown


async def test_every_operation_says_what_it_does() -> None:
    text = (await Scene().ask("/api/docs")).body.decode()
    for section in re.findall(r"<section>.*?</section>", text):
        described = re.search(r"<p>([^<]+)</p>", section)
        assert described is not None, section


async def test_the_page_needs_no_script_and_no_other_host() -> None:
    answer = await Scene().ask("/api/docs")
    assert answer.headers["content-type"].startswith("text/html")
    text = answer.body.decode()
    assert "<script" not in text
    assert "style=" not in text
    assert not re.findall(r"(?:src|href)='(?!/)", text)


async def test_the_description_is_openapi() -> None:
    answer = await Scene().ask("/api/openapi.json")
    schema = json.loads(answer.body)
    assert schema["openapi"].startswith("3.1")
    assert schema["info"]["title"] == "Teahouse"
    asked = schema["paths"]["/api/v1/rooms/{room}/messages"]["post"]
    assert asked["responses"]["4XX"] == {"$ref": "#/components/responses/Refused"}
