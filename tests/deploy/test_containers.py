"""Dockerfile, compose file and Caddyfile: not run here, but everything that they name exists."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from teahouse import backends, setting_sources, settings
from teahouse.http.routes import ROUTES

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "deploy" / "docker"
CADDY = ROOT / "deploy" / "proxy" / "Caddyfile"
NGINX = ROOT / "deploy" / "proxy" / "nginx.conf"
PINNED = re.compile(r"[a-z]+:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z-]+)?")
VARIABLES = {setting_sources.variable(name) for name in settings.ROWS}
PATHS = {path for handler in ROUTES for path in handler.paths}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"(?m)^#.*\n", "", (DOCKER / "Dockerfile").read_text()).replace("\\\n", " ")
    found = []
    for line in filter(None, text.splitlines()):
        word, _, rest = line.partition(" ")
        found.append((word, " ".join(rest.split())))
    return found


def all_of(word: str) -> list[str]:
    return [rest for each, rest in instructions() if each == word]


@pytest.fixture
def compose() -> dict[str, Any]:
    text = (DOCKER / "compose.yaml").read_text()
    # As the program puts in what .env says.
    for name, value in (("SITE", "chat.example.org"), ("POSTGRES_PASSWORD", "s3cret")):
        assert f"${{{name}:?}}" in text, "refused if it is missing"
        text = text.replace(f"${{{name}:?}}", value)
    assert "${" not in text
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    named = [each.split()[0] for each in all_of("FROM")]
    named += [each["image"] for each in compose["services"].values() if "build" not in each]
    assert len(named) == 5
    assert all(PINNED.fullmatch(name) for name in named), named
    least = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    version = re.match(r"python:([0-9]+)\.([0-9]+)", named[0])
    assert version is not None
    assert (int(version[1]), int(version[2])) >= tuple(map(int, least.removeprefix(">=").split(".")))


def test_the_image_is_what_it_says() -> None:
    (env,) = all_of("ENV")
    variables = dict(pair.split("=", 1) for pair in env.split())
    ours = {name: value for name, value in variables.items() if name.startswith("TEAHOUSE_")}
    assert ours.keys() <= VARIABLES
    found = setting_sources.load({}, ours)
    assert all_of("EXPOSE") == [str(found.port)]
    assert all_of("VOLUME") == all_of("WORKDIR")[-1:] == [str(found.data)]
    (check,) = all_of("HEALTHCHECK")
    probed = re.search(r"http://127\.0\.0\.1:([0-9]+)(/[a-z]+)", check)
    assert probed is not None
    assert (int(probed[1]), probed[2] in PATHS) == (found.port, True)
    (entry,) = all_of("ENTRYPOINT")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert entry == f'["{next(iter(scripts))}"]'
    # The last one counts, and it is a number that is not root's.
    assert re.fullmatch(r"[1-9][0-9]{4}:[1-9][0-9]{4}", all_of("USER")[-1])
    assert instructions()[-1][0] == "ENTRYPOINT"


def test_what_is_copied_is_there_and_not_left_out() -> None:
    build = " ".join(all_of("RUN"))
    for name in re.findall(r"-r (\S+)", build):
        assert (ROOT / name).is_file()
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text().split()
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "sdist"
    ]
    for name in needed["include"]:
        assert not any(fnmatch.fnmatch(name.strip("/"), pattern) for pattern in ignored)
    assert {".git", ".venv", "data"} <= set(ignored)


def test_the_services_fit_together(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services.keys() == {"teahouse", "postgres", "redis", "caddy"}
    for service in services.values():
        assert set(service["networks"]) <= compose["networks"].keys()
        for name, wanted in service.get("depends_on", {}).items():
            assert name in services
            assert wanted["condition"] == "service_healthy"
            # The image of ours has its own.
            assert "healthcheck" in services[name] or name == "teahouse"
        for volume in service.get("volumes", []):
            source, target = volume.split(":")[:2]
            assert target.startswith("/")
            assert (DOCKER / source).exists() if source.startswith(".") else source in compose["volumes"]
    build = services["teahouse"]["build"]
    assert (DOCKER / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()


def test_the_settings_are_allowed_and_go_together(compose: dict[str, Any]) -> None:
    services = compose["services"]
    given = services["teahouse"]["environment"]
    assert given.keys() <= VARIABLES
    found = setting_sources.load({}, given)
    backends.check(found)
    assert found.database.startswith("postgresql://teahouse:s3cret@postgres:5432/")
    database = services["postgres"]["environment"]
    assert (database["POSTGRES_USER"], database["POSTGRES_PASSWORD"]) == ("teahouse", "s3cret")
    assert found.database.endswith(f"/{database['POSTGRES_DB']}")
    assert found.broker == "redis://redis:6379/0"
    # Caddy comes from the one network that both are in.
    (shared,) = set(services["teahouse"]["networks"]) & set(services["caddy"]["networks"])
    (subnet,) = compose["networks"][shared]["ipam"]["config"]
    assert found.trusted_proxies == (ip_network(subnet["subnet"]),)
    assert found.public_url == "https://" + services["caddy"]["environment"]["TEAHOUSE_SITE"]
    assert services["caddy"]["environment"]["TEAHOUSE_UPSTREAM"] == f"teahouse:{found.port}"
    # A drain, and what it takes besides.
    assert int(services["teahouse"]["stop_grace_period"].removesuffix("s")) > found.drain_seconds + 35


def test_the_caddyfile(compose: dict[str, Any]) -> None:
    text = CADDY.read_text()
    bare = re.sub(r"(?m)#.*$", "", text)
    assert bare.count("{") == bare.count("}")
    assert set(re.findall(r"\{\$([A-Z_]+):", text)) == compose["services"]["caddy"]["environment"].keys()
    for path in re.findall(r"(?:health_uri|respond) (/\S+)", text):
        assert path in PATHS


def test_the_proxies_let_the_largest_file_through() -> None:
    caddy = re.search(r"max_size ([0-9]+)MB", CADDY.read_text())
    nginx = re.search(r"client_max_body_size ([0-9]+)m;", NGINX.read_text())
    assert caddy is not None
    assert nginx is not None
    assert int(caddy[1]) * 10**6 > settings.DEFAULTS.file_bytes
    assert int(nginx[1]) * 2**20 > settings.DEFAULTS.file_bytes
