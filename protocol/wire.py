"""What may stand in a message. This file holds the types every other file of ``protocol`` speaks; no code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

# What a decoder hands out. bencode produces only int, str, bytes (text that is not UTF-8), list and dict.
Wire: TypeAlias = "bool | int | float | str | bytes | list[Wire] | dict[str, Wire] | None"

# What an encoder takes: the same, read only, so that a dict of texts or a tuple is accepted as it is.
Sendable: TypeAlias = "bool | int | float | str | bytes | Sequence[Sendable] | Mapping[str, Sendable] | None"
