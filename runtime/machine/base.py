"""The namespace under every session's globals, which generated code sees as its builtins.

It holds what generated text names: the tick iterator ``T``, the marker, the singletons, and each Lisp name of the base
twice, as ``g_name``, which a session's own global hides, and as ``b_name``, which nothing hides. Python's builtins are
not in it, and no Lisp name can spell one of the others, so Lisp has no road to Python.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any

from omega.runtime.compile.expressions import mangle
from omega.runtime.lib import library
from omega.runtime.lib.equivalence import is_eqv
from omega.runtime.lib.integers import quotient, remainder
from omega.runtime.lib.primitive import PRIMITIVES, Primitive
from omega.runtime.lib.records import Record
from omega.runtime.machine.registers import FRAMES, TC, trapped
from omega.runtime.syntax.datum import (
    CHARS,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
    Char,
    Pair,
    String,
    Symbol,
    Value,
    Vector,
    lisp_list,
)
from omega.runtime.syntax.shapes import SHAPES

assert library.TOPICS


class Unassigned(Exception):
    """A ``letrec`` variable was read before it had a value; the careful executor says which."""


def unassigned() -> Value:
    raise Unassigned


BASE: dict[str, Any] = {
    "T": repeat(None, 0),
    "TC": TC,
    "A": FRAMES.append,
    "E": trapped,
    "TRUE": TRUE,
    "FALSE": FALSE,
    "NIL": NIL,
    "UNSPECIFIED": UNSPECIFIED,
    "UNASSIGNED": UNASSIGNED,
    "Pair": Pair,
    "Symbol": Symbol,
    "String": String,
    "Vector": Vector,
    "Char": Char,
    "Record": Record,
    "CHARS": CHARS,
    "lisp_list": lisp_list,
    "abs": abs,
    "float": float,
    "int": int,
    "str": str,
    "len": len,
    "type": type,
    "eqv": is_eqv,
    "quotient": quotient,
    "remainder": remainder,
    "unassigned": unassigned,
}


#: The Lisp name of each value of the base that is data, by its identity: record types, tags of prompts. Sessions share
#: these themselves, as they share the procedures that compare with them.
SHARED: dict[int, str] = {}


def publish(name: str, value: Value) -> None:
    """Make a Lisp name of the base visible to every session."""
    mangled = mangle(name)
    if type(value) in SHAPES:
        SHARED[id(value)] = name
    BASE["g_" + mangled] = BASE["b_" + mangled] = value


def base_procedure(name: str) -> Value:
    """A procedure of the prelude, by its Lisp name."""
    return BASE["b_" + mangle(name)]


def publish_primitives(primitives: dict[str, Primitive]) -> None:
    """Make primitives visible, as values and to generated code."""
    for name, primitive in primitives.items():
        publish(name, primitive.function)
        BASE["p_" + mangle(name)] = primitive.function


publish_primitives(PRIMITIVES)
