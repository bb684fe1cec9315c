"""What a person answers at a stop of CIDER's debugger: EDN, ``:next`` or ``{:response :eval, :code (+ x 1)}``.

Code in it is a form of the language, which need not be EDN, so it is taken as it stands, up to the last brace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"\s*:([a-z-]+)\s*")
_MAP = re.compile(r"\s*\{(.*)\}\s*", re.DOTALL)
_RESPONSE = re.compile(r":response\s+:([a-z-]+)")
_COORD = re.compile(r":coord\s+[(\[]([\d\s,]*)[)\]]")
_FORCE = re.compile(r":force\?\s+true\b")
_CODE = re.compile(r":code\s+(.*\S)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DebugInput:
    """``command``: its name. ``code``: of an expression. ``coord``: a path into the form. ``force``: also in other forms."""

    command: str
    code: str | None = None
    coord: tuple[int, ...] | None = None
    force: bool = False


def debug_input(text: str) -> DebugInput | None:
    """The input that a text is; ``None`` if it is neither a command nor a map with one."""
    alone = _COMMAND.fullmatch(text)
    if alone:
        return DebugInput(alone[1])
    inside = _MAP.fullmatch(text)
    if inside is None:
        return None
    before, keyword, after = inside[1].partition(":code")
    response = _RESPONSE.search(before)
    if response is None:
        return None
    code = _CODE.fullmatch(keyword + after)
    coord = _COORD.search(before)
    return DebugInput(
        response[1],
        None if code is None else code[1],
        None if coord is None else tuple(int(index[:9]) for index in coord[1].replace(",", " ").split()),
        bool(_FORCE.search(before)),
    )
