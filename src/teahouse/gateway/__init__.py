"""The live connections of this process: framing, sessions, rooms and fan-out."""
