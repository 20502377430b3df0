"""The PostgreSQL server: whether it is there, keeps what it commits, and lets us in often enough."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok
from teahouse.checkup.schema import FILES, NEWEST_EVENT, check_newest, check_schema

NAME: Final = "database"
CONNECTIONS: Final = 12
"""What a server process opens: the store's writers and readers, and two for the hints."""

CLOCK_SECONDS: Final = 2.0
SECONDS: Final = 15.0
NOTICE_SECONDS: Final = 10.0

STATE: Final = """
SELECT
    pg_is_in_recovery() AS standby,
    current_setting('server_encoding') AS encoding,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('max_connections')::int AS max_connections,
    current_setting('superuser_reserved_connections')::int AS reserved,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int AS connections,
    (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'teahouse'
        AND datname = current_database())::int AS ours,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role_limit,
    has_schema_privilege(current_schema(), 'CREATE') AS may_make,
    extract(epoch FROM clock_timestamp())::float8 AS clock
"""


def check_postgres(place: Place) -> Iterator[Finding]:
    """On one connection, which changes nothing."""
    if place.settings.database == "sqlite":
        return
    from teahouse.store.postgres_errors import OLDEST_SERVER, reason, why

    url = place.settings.database
    try:
        state = asyncio.run(_ask(url, place.now))
    except Exception as problem:  # whatever the driver or the system says
        advice = "Start it, or mend the address in the setting database (TEAHOUSE_DATABASE)."
        yield bad(NAME, str(why(problem, url)), advice)
        return
    if isinstance(state["failure"], Exception):
        yield bad(
            NAME,
            f"it does not answer as it should: {reason(state['failure'], url)}",
            "Look into the database server's log.",
        )
    yield ok(NAME, f"PostgreSQL {state['version']} answers in {state['seconds'] * 1000:.1f} ms")
    if state["number"] < OLDEST_SERVER:
        yield bad(
            "PostgreSQL version",
            f"{state['version']} is too old",
            f"{OLDEST_SERVER // 10_000} or newer is needed.",
        )
    if "standby" not in state:
        return
    yield from _check_state(state)
    yield from _check_connections(place, state)
    yield from _check_clock(state)
    yield from check_schema(state["schema"], state["serves"], "database")
    if state["missing"]:
        yield bad(
            "rights",
            f"this user has no right to {state['missing']}",
            "GRANT them, or make this user the owner of the tables.",
        )
    yield from check_newest(place, state["newest"])
    if place.settings.broker in ("auto", "postgresql") and not state["heard"]:
        yield bad(
            "broker",
            "a NOTIFY did not come back to its LISTEN",
            "Go past the connection pooler, or put it into session mode.",
        )


def files_of(place: Place) -> list[tuple[str, int, int]]:
    """Of each file its id, its size and whether it has a preview."""
    return asyncio.run(_files(place.settings.database))


async def _files(url: str) -> list[tuple[str, int, int]]:
    import asyncpg

    connection = await asyncpg.connect(url, timeout=SECONDS)
    try:
        return [(row["id"], row["size"], row["preview"]) for row in await connection.fetch(FILES)]
    finally:
        await connection.close(timeout=SECONDS)


async def _ask(url: str, now: Callable[[], float]) -> dict[str, Any]:
    """Everything that is asked, in one dictionary; raises what keeps from connecting."""
    import asyncpg

    connection = await asyncpg.connect(url, timeout=SECONDS, command_timeout=SECONDS)
    try:
        version = connection.get_server_version()
        state: dict[str, Any] = {
            "version": f"{version.major}.{version.minor}",
            "number": version.major * 10_000,
            "seconds": 0.0,
            "failure": None,
        }
        loop = asyncio.get_running_loop()
        try:
            began = loop.time()
            await connection.fetchval("SELECT 1")
            state["seconds"] = loop.time() - began
            state |= await _look(connection, now)
        except Exception as problem:  # told as a finding
            state["failure"] = problem
        return state
    finally:
        await connection.close(timeout=SECONDS)


async def _look(connection: Any, now: Callable[[], float]) -> dict[str, Any]:
    from teahouse.store.postgres import RIGHTS

    before = now()
    found = dict(await connection.fetchrow(STATE))
    # Its clock was read somewhere between the two: what is within tells nothing.
    found["apart"] = max(before - found["clock"], found["clock"] - now(), 0.0)
    found["schema"] = await _value(connection, "alembic_version", "version_num")
    found["serves"] = await _value(connection, "meta", "serves")
    found["missing"] = found["newest"] = None
    if found["schema"] is not None:
        found["missing"] = await connection.fetchval(RIGHTS)
    if found["schema"] is not None and not found["missing"]:
        found["newest"] = await connection.fetchval(NEWEST_EVENT)
    found["heard"] = found["standby"] or await _hears(connection)
    return found


async def _value(connection: Any, table: str, column: str) -> str | None:
    there = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2"
    if await connection.fetchval(there, table, column) is None:
        return None
    found = await connection.fetchval(f"SELECT {column} FROM {table}")  # noqa: S608 - constants of this file
    return None if found is None else str(found)


async def _hears(connection: Any) -> bool:
    heard = asyncio.Event()
    await connection.add_listener("teahouse_doctor", lambda *_: heard.set())
    await connection.execute("SELECT pg_notify('teahouse_doctor', '')")
    try:
        await asyncio.wait_for(heard.wait(), NOTICE_SECONDS)
    except TimeoutError:
        return False
    return True


def _check_state(state: dict[str, Any]) -> Iterator[Finding]:
    if state["standby"]:
        yield bad(
            "primary", "the server is a standby, which can only be read", "Give the address of the primary."
        )
    if state["encoding"] != "UTF8":
        yield bad(
            "encoding",
            f"the database is in {state['encoding']}",
            "Make one in UTF-8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
        )
    for name, what in (
        ("fsync", "a loss of power can destroy all of it"),
        ("full_page_writes", "a loss of power can tear pages"),
    ):
        if state[name] == "off":
            yield bad(name, f"{name} is off: {what}", f"Set {name} = on in postgresql.conf.")
    if state["synchronous_commit"] in ("off", "local"):
        yield note(
            "synchronous_commit",
            f"synchronous_commit is {state['synchronous_commit']}; the server switches it on for its own connections",
            "Set synchronous_commit = on, so that everything else that writes there is as safe.",
        )
    if not state["may_make"] and not state["standby"]:
        yield bad(
            "rights",
            "this user may make no tables",
            "ALTER DATABASE … OWNER TO this user, or GRANT CREATE ON SCHEMA public.",
        )


def _check_connections(place: Place, state: dict[str, Any]) -> Iterator[Finding]:
    left = state["max_connections"] - state["reserved"] - state["connections"]
    if (state["role_limit"] or -1) >= 0:
        left = min(left, state["role_limit"] - state["ours"])
    needed = 0 if state["ours"] else CONNECTIONS * place.settings.workers
    said = (
        f"{state['connections']} of {state['max_connections']} are open, {state['ours']} of them by Teahouse"
    )
    if left < needed:
        yield bad(
            "connections",
            f"{said}; this server needs up to {needed}",
            "Raise max_connections, or start fewer workers.",
        )
    else:
        yield ok("connections", said)


def _check_clock(state: dict[str, Any]) -> Iterator[Finding]:
    apart = state["apart"]
    if apart > CLOCK_SECONDS:
        yield note(
            "clock and database",
            f"the database's clock is {apart:.0f} s away from this one",
            "Nothing depends on it but the times that people see: let both be synchronised.",
        )
    else:
        yield ok("clock and database", "both clocks agree")
