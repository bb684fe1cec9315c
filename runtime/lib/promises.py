"""Promises: R7RS 4.2.5. Forcing one calls its thunk, so that is Lisp, in ``prelude/promises.scm``.

A promise's state is in a box that several promises may share: a chain of ``delay-force`` hands one box on, so that a
loop of a million of them runs in bounded space and all of them get the value at once (R7RS 7.3).
"""

from __future__ import annotations

from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.syntax.datum import UNSPECIFIED, Pair, Value, boolean, intern
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.shapes import of, register

_DONE = intern("done")


class Promise:
    """``box``: a pair of the state and what goes with it. ``done``: the value. ``delay``: a thunk of the value.
    ``delay-force``: a thunk of another promise."""

    __slots__ = ("box",)

    def __init__(self, box: Pair) -> None:
        self.box = box


register(Promise, "promise", "box", accepts=of(Pair))
type_names[Promise] = "promise"
describers[Promise] = lambda promise: "#<promise forced>" if promise.box.car is _DONE else "#<promise>"


@primitive("promise?", "(object)", "Whether the object is a promise.")
def is_promise(object: Value) -> Value:
    return boolean(type(object) is Promise)


@primitive("%promise", "(state content)", "A new promise.")
def promise(state: Value, content: Value) -> Value:
    return Promise(Pair(state, content))


@primitive("make-promise", "(object)", "A promise whose value is the object; the object itself if it is a promise.")
def make_promise(object: Value) -> Value:
    return object if type(object) is Promise else Promise(Pair(_DONE, object))


@primitive("%promise-state", "(promise)", "What the promise holds: done, delay or delay-force.")
def promise_state(promise: Value) -> Value:
    return promise.box.car


@primitive("%promise-content", "(promise)", "The value or the thunk of a promise.")
def promise_content(promise: Value) -> Value:
    return promise.box.cdr


@primitive("%settle-promise!", "(promise value)", "Give the promise its value, unless it has one.", writes=True)
def settle_promise(promise: Value, value: Value) -> Value:
    box = promise.box
    if box.car is not _DONE:
        box.car, box.cdr = _DONE, value
    return UNSPECIFIED


@primitive("%chain-promise!", "(promise next)", "Let the promise be what next is, unless it has a value, and next the same one.", writes=True)
def chain_promise(promise: Value, next: Value) -> Value:
    if type(next) is not Promise:
        raise wrong_type("delay-force", "a promise", next)
    box = promise.box
    if box.car is not _DONE:
        box.car, box.cdr = next.box.car, next.box.cdr
        next.box = box
    return UNSPECIFIED
