"""How a long primitive gives the machine a safepoint.

A primitive declared with ``calls=True`` that has touched ``CHUNK`` elements returns ``again(function, ...)``: the
machine is asked to call ``function``, another primitive, with the given arguments, after it has looked at its
ticks, interrupts and budgets. The whole state of the operation is in those arguments, which are Lisp values, so it
can be inspected, copied and saved like any other frame. No primitive keeps state anywhere else.

``prelude/basics.scm`` holds the Lisp side. The machine installs its half with ``install`` when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.lib.primitive import CHUNK, current
from omega.runtime.syntax.datum import Value, lisp_list


def _not_installed(name: str, *arguments: Value) -> Value:
    raise RuntimeError(f"no machine is installed to continue in {name}")


_continuation: Callable[..., Value] = _not_installed


def install(continuation: Callable[..., Value]) -> None:
    """Make ``continuation(name, *arguments)`` the way to tail-call the Lisp procedure of this name."""
    global _continuation
    _continuation = continuation


def continue_in_lisp(name: str, *arguments: Value) -> Value:
    """What a primitive returns so that the Lisp procedure ``name`` is called in its place (a tail call)."""
    return _continuation(name, *arguments)


def again(function: Callable[..., Value], *arguments: Value) -> Value:
    """What a primitive that has done a chunk of work returns to go on with another after a safepoint."""
    current.worked(CHUNK)
    return _continuation("%again", function, lisp_list(arguments))
