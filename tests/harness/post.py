"""An SMTP server that takes every letter and delivers none (RFC 5321, as far as a client needs it)."""

from __future__ import annotations

import re
import socketserver
import threading
from email import message_from_bytes
from queue import Queue
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 30.0


class PostOffice:
    """Listens on a free port of the loopback until it is left."""

    def __init__(self) -> None:
        self._letters: Queue[str] = Queue()
        letters = self._letters

        class Desk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 ready\r\n")
                while line := self.rfile.readline().decode().strip().upper():
                    if line == "DATA":
                        self.wfile.write(b"354 go on\r\n")
                        letter = b""
                        while (text := self.rfile.readline()) != b".\r\n":
                            letter += text
                        letters.put(_read(letter))
                    self.wfile.write(b"221 bye\r\n" if line == "QUIT" else b"250 fine\r\n")
                    if line == "QUIT":
                        return

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Desk)
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def waiting(self) -> int:
        """Letters that nobody asked for yet."""
        return self._letters.qsize()

    def letter(self) -> str:
        """The next one, once it is there: its head, and its text as it is read."""
        return self._letters.get(timeout=PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def token_in(letter: str, address: str, kind: str) -> str:
    """The one of a letter's link to this place; in both languages it is the same."""
    (token,) = set(re.findall(rf"{re.escape(address)}/#/{kind}/([\w-]{{43}})", letter))
    return str(token)


def _read(letter: bytes) -> str:
    message = message_from_bytes(letter)
    head = "\n".join(f"{name}: {value}" for name, value in message.items())
    texts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n\n".join([head, *(text.decode() for text in texts if isinstance(text, bytes))])
