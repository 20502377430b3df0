"""Teahouse 茶馆: a web chat room that keeps what it acknowledged."""

__version__ = "0.1.0"
