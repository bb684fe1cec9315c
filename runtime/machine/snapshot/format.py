"""The formats of what Omega keeps as bytes; how they are written is said in ``envelope.py``."""

from __future__ import annotations

from msgspec import Struct


class Format(Struct, frozen=True):
    """``name``: what such bytes begin with. ``version``: raised when the same bytes would mean something else. ``what``:
    what they are, for messages, with its article."""

    name: bytes
    version: int
    what: str


STATE = Format(b"omega-state", 2, "a snapshot")
JOURNAL = Format(b"omega-journal", 1, "a record")
