"""Reads the fields of reply messages: the little that every reader of replies needs.

A reply is a dict from the wire. Clients read it tolerantly (bencode has no booleans and cannot tell text from bytes)
and hand on frozen values. This module must never build a request (``operations.py``) or do I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # what runs in this process alone does not need the protocol
    from omega.protocol import Wire

#: One reply, as it came.
Message: TypeAlias = "Mapping[str, Wire]"


def text_of(value: Wire) -> str:
    """A wire value as text; bytes that are no UTF-8 get replacement characters."""
    if isinstance(value, str):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def optional_text(message: Message, key: str) -> str | None:
    """The text under ``key``, ``None`` when it is missing or nil (an empty list in bencode)."""
    value = message.get(key)
    return None if value is None or value == [] else text_of(value)


def optional_int(message: Message, key: str) -> int | None:
    """The integer under ``key``, or ``None``."""
    value = message.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def items_of(value: Wire) -> list[Wire]:
    """A wire list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def mapping_of(value: Wire) -> Message:
    """A wire dict with text keys, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def maps_of(message: Message, key: str) -> list[Message]:
    """The dicts in the list under ``key``."""
    return [mapping_of(item) for item in items_of(message.get(key))]


def status_of(message: Message) -> tuple[str, ...]:
    """The status words of a reply; a lone word counts as a list of one."""
    status = message.get("status")
    if isinstance(status, str | bytes):
        return (text_of(status),)
    return tuple(text_of(word) for word in items_of(status))
