"""Letters, taken by an SMTP server of the test."""

from __future__ import annotations

import asyncio
import email
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy

import pytest

from teahouse.chat.letters import reset_letter
from teahouse.outbound.mail import Mailer


class Post:
    """What an SMTP server heard (RFC 5321), enough for one letter after the other."""

    def __init__(self, *extensions: str, refuses: str = "") -> None:
        self.lines: list[str] = []
        self.letters: list[email.message.EmailMessage] = []
        self._extensions = extensions
        self._refuses = refuses

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""

        async def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        await say("220 post.example ready")
        while line := (await reader.readline()).decode().strip():
            self.lines.append(line)
            verb = line.split()[0].upper()
            if verb == self._refuses:
                await say("550 not here")
            elif verb == "EHLO":
                names = ["post.example", *self._extensions]
                for index, name in enumerate(names):
                    await say(f"250{' ' if index == len(names) - 1 else '-'}{name}")
            elif verb == "AUTH":
                await say("235 fine")
            elif verb == "DATA":
                await say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(email.message_from_bytes(body[:-3], policy=policy.default))
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 bye")
                break
            else:
                await say("250 fine")
        writer.close()


@asynccontextmanager
async def served(post: Post) -> AsyncIterator[int]:
    """The port of it."""
    server = await asyncio.start_server(post.serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def mailer(url: str) -> AsyncIterator[Mailer]:
    """One that is closed."""
    made = Mailer(url, "tea@tea.example")
    try:
        yield made
    finally:
        made.close()


async def test_a_letter_arrives_in_both_languages_with_its_link_whole() -> None:
    url = f"https://tea.example/#/reset/{'x' * 43}"
    post = Post()
    async with served(post) as port, mailer(f"smtp://127.0.0.1:{port}") as send:
        await send("ann@example.org", *reset_letter("茶馆", "auto", "小安", url))
    (letter,) = post.letters
    assert (letter["From"], letter["To"]) == ("tea@tea.example", "ann@example.org")
    assert letter["Subject"] == "A new password for 茶馆 / 重设 茶馆 的密码"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@tea.example>")
    text = letter.get_content()
    assert text.count(url) == 2
    assert "Hello 小安" in text
    assert "小安，您好" in text


async def test_of_one_language_it_has_that_alone() -> None:
    subject, text = reset_letter("Teahouse", "zh-CN", "Ann", "u")
    assert subject == "重设 Teahouse 的密码"
    assert "Hello" not in text
    assert "重设" not in "".join(reset_letter("Teahouse", "en", "Ann", "u"))


async def test_a_name_of_a_place_adds_no_header() -> None:
    post = Post()
    async with served(post) as port, mailer(f"smtp://127.0.0.1:{port}") as send:
        await send("ann@example.org", "Tea\r\nBcc: all@example.org", "text\r\n.\r\nQUIT")
    (letter,) = post.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Tea Bcc: all@example.org"
    recipients = [line for line in post.lines if line.upper().startswith("RCPT")]
    assert [line.partition(":")[2] for line in recipients] == ["<ann@example.org>"]


async def test_on_this_machine_a_password_is_given(caplog: pytest.LogCaptureFixture) -> None:
    post = Post("AUTH PLAIN")
    async with served(post) as port, mailer(f"smtp://tea:s%40fe@127.0.0.1:{port}") as send:
        await send("ann@example.org", "Hello", "text")
    assert len(post.letters) == 1
    assert any(line.startswith("AUTH PLAIN") for line in post.lines)


async def test_to_another_machine_no_password_goes_in_the_open(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("teahouse.outbound.mail.LOCAL", frozenset())
    post = Post("AUTH PLAIN")
    with caplog.at_level(logging.ERROR, "teahouse.mail"):
        async with served(post) as port, mailer(f"smtp://tea:safe@127.0.0.1:{port}") as send:
            await send("ann@example.org", "Hello", "text")
    assert post.letters == []
    assert not any(line.startswith("AUTH") for line in post.lines)
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA"])
async def test_what_is_refused_is_in_the_log_without_whom_it_was_for(
    refuses: str, caplog: pytest.LogCaptureFixture
) -> None:
    post = Post(refuses=refuses)
    with caplog.at_level(logging.ERROR, "teahouse.mail"):
        async with served(post) as port, mailer(f"smtp://127.0.0.1:{port}") as send:
            await send("ann@example.org", "Hello", "the secret link")
    assert post.letters == []
    assert "could not be sent" in caplog.text
    assert "ann@" not in caplog.text
    assert "secret" not in caplog.text


async def test_a_server_that_is_not_there_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with served(Post()) as port:
        pass
    with caplog.at_level(logging.ERROR, "teahouse.mail"):
        async with mailer(f"smtp://127.0.0.1:{port}") as send:
            await send("ann@example.org", "Hello", "text")
    assert "could not be sent" in caplog.text
