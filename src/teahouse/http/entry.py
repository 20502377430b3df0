"""What is answered to who signed in, and what their browser calls itself."""

from __future__ import annotations

from msgspec import Struct

from teahouse.http.services import Asked
from teahouse.model.agents import label
from teahouse.model.people import Person


class SignedIn(Struct, frozen=True):
    """Who you are now, and as what."""

    you: Person
    role: str


def device(request: Asked) -> str:
    """The label of a new session: what the program says of itself, in a few words."""
    return label(request.headers.get("user-agent", ""))
