"""Logs: one line an event, as text or JSON, with the event's own keys."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from teahouse.logs import JsonFormatter, LineFormatter, configure_logs


def record(text: str = "kept %d", *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("teahouse.store", logging.WARNING, __file__, 1, text, arguments or (3,), None)
    made.created, made.msecs = 1_700_000_000.1234, 123.4
    vars(made).update(extra)
    return made


def failure() -> logging.LogRecord:
    made = record()
    try:
        raise OSError("disk\nfull")
    except OSError as error:
        made.exc_info = (OSError, error, error.__traceback__)
    return made


@pytest.fixture
def _root() -> Iterator[None]:
    """The root logger as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_has_time_in_utc_level_logger_text_and_keys() -> None:
    line = LineFormatter().format(record(room=1, seq=7))
    assert line == "2023-11-14T22:13:20.123Z WARNING teahouse.store: kept 3 room=1 seq=7"


def test_json_is_one_object_a_line() -> None:
    line = JsonFormatter().format(record("茶 %s", "x\ny", room=1))
    assert "\n" not in line
    assert json.loads(line) == {
        "at": 1_700_000_000.123,
        "level": "warning",
        "logger": "teahouse.store",
        "message": "茶 x\ny",
        "room": 1,
    }


def test_json_keeps_an_exception_on_the_line() -> None:
    line = JsonFormatter().format(failure())
    assert "\n" not in line
    assert "OSError: disk\nfull" in json.loads(line)["exception"]


def test_json_takes_whatever_an_event_carries() -> None:
    told = json.loads(JsonFormatter().format(record(what={1, 2}, where=ValueError("no"))))
    assert (told["what"], told["where"]) == ("{1, 2}", "no")


@pytest.mark.usefixtures("_root")
@pytest.mark.parametrize(("form", "formatter"), [("text", LineFormatter), ("json", JsonFormatter)])
def test_the_setting_chooses_form_and_level(
    form: str, formatter: type[logging.Formatter], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("warning", form)
    (handler,) = logging.getLogger().handlers
    assert type(handler.formatter) is formatter
    logging.getLogger("teahouse.test").info("quiet")
    logging.getLogger("teahouse.test").warning("heard")
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1
    assert "heard" in heard.err


@pytest.mark.usefixtures("_root")
def test_chatty_libraries_are_quiet() -> None:
    configure_logs("debug", "text")
    assert not logging.getLogger("uvicorn").isEnabledFor(logging.INFO)
    assert not logging.getLogger("alembic").isEnabledFor(logging.INFO)
    assert logging.getLogger("teahouse").isEnabledFor(logging.DEBUG)
