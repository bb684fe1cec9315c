"""EDN, as editors of Clojure read it inside a text: what the inspector shows.

Lists are written with parentheses: Emacs reads the text as Lisp of its own, in which brackets would make vectors. Owns
writing only; must never be given a value of a program, but what is made for an editor, whose depth is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class EdnKeyword:
    """``:name``."""

    name: str


Edn: TypeAlias = "str | int | EdnKeyword | Sequence[Edn]"

_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def edn(value: Edn) -> str:
    """The text of a value; a Python string is a string, any other sequence a list."""
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if isinstance(value, EdnKeyword):
        return f":{value.name}"
    if isinstance(value, int):
        return str(value)
    return f"({' '.join(map(edn, value))})"
