"""Why a broker cannot be had: for the operator, never for a peer."""

from __future__ import annotations


class BrokerOpenError(Exception):
    """The broker cannot be used; the text is one line for the operator, without a password."""


class LinkError(Exception):
    """A connection to the broker is of no use any more; the text is one line."""
