"""What a snapshot calls by name instead of describing it: everything that every process has.

Procedures and other values of the base, its keywords, the points of the machine's own frames, the units of the prelude.
A name is looked up in tables made here and nowhere else, so no name in a snapshot can reach anything of the host.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import Any

from omega.runtime.compile.expressions import unmangle
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.condition_types import STANDARD
from omega.runtime.expand.scope import CORE
from omega.runtime.machine.activation import BEGINNING
from omega.runtime.machine.base import BASE
from omega.runtime.machine.careful import REDOING
from omega.runtime.machine.prompts import PROMPTED
from omega.runtime.machine.questions import ANSWERING
from omega.runtime.machine.restarts import ABORT
from omega.runtime.machine.stack import CALLING, JUMPING, TOP
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
    Boolean,
    Char,
    Keyword,
    Singleton,
    Symbol,
)

SINGLETONS: dict[str, Singleton] = {
    each.text: each for each in (TRUE, FALSE, NIL, UNSPECIFIED, EOF, UNASSIGNED)
}
#: The points of frames that are not of compiled code.
POINTS: dict[str, Any] = {
    "calling": CALLING, "top": TOP, "beginning": BEGINNING, "prompted": PROMPTED, "redoing": REDOING,
    "answering": ANSWERING, "jumping": JUMPING,
}  # fmt: skip

_ATOMS = frozenset((int, float, complex, Symbol, Keyword, Char, Singleton, Boolean, str))


@cache
def values() -> dict[str, Any]:
    """Lisp values of the base by name: what its globals hold, unless that is known by what it is."""
    found: dict[str, Any] = {f"%condition-type {name}": type for name, type in STANDARD.items()}
    found["%restart abort"] = ABORT
    for key in sorted(BASE):
        if key.startswith("b_") and type(BASE[key]) not in _ATOMS:
            found[unmangle(key[2:])] = BASE[key]
    return found


@cache
def internals() -> dict[str, Any]:
    """What no program can get hold of: the scope of the prelude and its keywords."""
    found: dict[str, Any] = {f"keyword {key.name}": v for key, v in CORE.bindings.items() if isinstance(key, Symbol)}
    found["scope"] = CORE
    found.update((f"point {name}", point) for name, point in POINTS.items())
    return found


@cache
def value_names() -> dict[int, str]:
    """The first name of each of ``values``, by identity."""
    return {id(value): name for name, value in reversed(values().items())}


@cache
def internal_names() -> dict[int, str]:
    """The first name of each of ``internals``, by identity."""
    return {id(value): name for name, value in reversed(internals().items())}


@cache
def unit_names() -> dict[int, str]:
    """What each unit of the prelude is called, by identity: a procedure it defined."""
    found: dict[int, str] = {}
    for name, value in reversed(values().items()):
        if type(value) is FunctionType and (unit := unit_of(value)) is not None:
            found[id(unit)] = name
    return found


def unit_called(name: str) -> Unit | None:
    """The unit of the prelude of this name."""
    value = values().get(name)
    return unit_of(value) if type(value) is FunctionType else None

