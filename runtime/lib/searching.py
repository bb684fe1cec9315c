"""Searching lists and association lists: R7RS 6.4. The forms with a predicate go on in ``prelude/lists.scm``.

Every search stops after ``CHUNK`` elements (or compared nodes) and goes on with ``again``; ``whole`` is the list as
the program gave it, for the error message.
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.lib.equivalence import NUMBER_CLASSES, equal_within, is_eqv
from omega.runtime.lib.handover import again, continue_in_lisp
from omega.runtime.lib.primitive import BYTES, CHUNK, FREE, as_text, current, primitive, wrong_type
from omega.runtime.syntax.datum import FALSE, NIL, Bytevector, Pair, String, Value, Vector


def _wrong_list(procedure: str, whole: Value) -> Exception:
    return wrong_type(procedure, "a list", whole, 2)


def _sameness(procedure: str, object: Value) -> Callable[[Value, Value], bool] | None:
    """How to compare the object with others of its class that are not itself; ``None``: they are all different.

    Only for the objects ``_is_plain`` admits when the procedure compares by ``equal?``."""
    if type(object) in NUMBER_CLASSES:
        return is_eqv
    return _same_text if type(object) is String and procedure in ("member", "assoc") else None


def _same_text(a: Value, b: Value) -> bool:
    return type(a) is String and bool(a.text == b.text)


def _is_plain(object: Value) -> bool:
    """Does ``equal?`` compare the object with another in bounded time, and without looking into it?"""
    kind = type(object)
    if kind is String:
        return len(object.text) <= BYTES
    return kind is not Pair and kind is not Vector and kind is not Bytevector


def _count(compared: int) -> None:
    if compared > FREE:
        current.worked(2 * compared)


def _wrong_entry(procedure: str, entry: Value) -> Exception:
    return wrong_type(procedure, "an association list, whose elements are pairs", entry, 2)


# --- members -----------------------------------------------------------------------------------------------------


def _memv(procedure: str, object: Value, rest: Value, whole: Value) -> Value:
    same = _sameness(procedure, object)
    try:
        for step in range(CHUNK):
            if rest is NIL:
                if step > FREE:
                    current.worked(step)
                return FALSE
            element = rest.car
            if element is object or (same is not None and same(element, object)):
                if step > FREE:
                    current.worked(step)
                return rest
            rest = rest.cdr
    except AttributeError:
        raise _wrong_list(procedure, whole) from None
    return again(memv_rest, String(procedure), object, rest, whole)


@primitive("%memv", "(procedure object rest whole)", "Go on with memq or memv.", calls=True)
def memv_rest(procedure: Value, object: Value, rest: Value, whole: Value) -> Value:
    return _memv(as_text(procedure, "%memv"), object, rest, whole)


@primitive(
    "memq", "(object list)", "The part of the list that begins with the object (by eq?), or #f.", calls=True
)
def memq(object: Value, list: Value) -> Value:
    return _memv("memq", object, list, list)


@primitive(
    "memv", "(object list)", "The part of the list that begins with the object (by eqv?), or #f.", calls=True
)
def memv(object: Value, list: Value) -> Value:
    return _memv("memv", object, list, list)


@primitive(
    "member",
    "(object list [same?])",
    "The part of the list that begins with an element equal? to the object (or the same as it by same?), or #f.",
    calls=True,
)
def member(object: Value, list: Value, same: Value | None = None) -> Value:
    if same is not None:
        return continue_in_lisp("%member-by", object, list, same)
    return _memv("member", object, list, list) if _is_plain(object) else member_rest(object, list, list)


@primitive("%member-rest", "(object rest whole)", "Go on with member.", calls=True)
def member_rest(object: Value, rest: Value, whole: Value) -> Value:
    left = CHUNK
    while type(rest) is Pair:
        if left <= 0:
            return again(member_rest, object, rest, whole)
        before = left
        answer, left = equal_within(object, rest.car, left)
        if answer:
            _count(CHUNK - left)
            return rest
        if answer is None:
            if before == CHUNK:
                return continue_in_lisp("%member-equal", object, rest, whole)
            continue
        left -= 1
        rest = rest.cdr
    if rest is NIL:
        _count(CHUNK - left)
        return FALSE
    raise _wrong_list("member", whole)


# --- association lists -------------------------------------------------------------------------------------------


def _assv(procedure: str, object: Value, rest: Value, whole: Value) -> Value:
    same = _sameness(procedure, object)
    try:
        if type(object) is int:
            for step in range(CHUNK):
                # What equals an exact integer and is no int is inexact.
                if rest is NIL or (rest.car.car == object and type(rest.car.car) is int):
                    return _entry(rest, step)
                rest = rest.cdr
        else:
            for step in range(CHUNK):
                if rest is NIL:
                    return _entry(rest, step)
                key = rest.car.car
                if key is object or (same is not None and same(key, object)):
                    return _entry(rest, step)
                rest = rest.cdr
    except AttributeError:
        wrong = _wrong_list(procedure, whole) if type(rest) is not Pair else _wrong_entry(procedure, rest.car)
        raise wrong from None
    return again(assv_rest, String(procedure), object, rest, whole)


def _entry(rest: Value, steps: int) -> Value:
    """What a search that ended here, after so many steps, has found."""
    if steps > FREE:
        current.worked(steps)
    return FALSE if rest is NIL else rest.car


@primitive("%assv", "(procedure object rest whole)", "Go on with assq or assv.", calls=True)
def assv_rest(procedure: Value, object: Value, rest: Value, whole: Value) -> Value:
    return _assv(as_text(procedure, "%assv"), object, rest, whole)


@primitive(
    "assq",
    "(key alist)",
    "The first pair of the association list whose car is eq? to the key, or #f.",
    calls=True,
)
def assq(key: Value, alist: Value) -> Value:
    return _assv("assq", key, alist, alist)


@primitive(
    "assv",
    "(key alist)",
    "The first pair of the association list whose car is eqv? to the key, or #f.",
    calls=True,
)
def assv(key: Value, alist: Value) -> Value:
    return _assv("assv", key, alist, alist)


@primitive(
    "assoc",
    "(key alist [same?])",
    "The first pair of the association list whose car is equal? to the key (or the same as it by same?), or #f.",
    calls=True,
)
def assoc(key: Value, alist: Value, same: Value | None = None) -> Value:
    if same is not None:
        return continue_in_lisp("%assoc-by", key, alist, same)
    return _assv("assoc", key, alist, alist) if _is_plain(key) else assoc_rest(key, alist, alist)


@primitive("%assoc-rest", "(key rest whole)", "Go on with assoc.", calls=True)
def assoc_rest(key: Value, rest: Value, whole: Value) -> Value:
    left = CHUNK
    while type(rest) is Pair:
        entry = rest.car
        if type(entry) is not Pair:
            raise _wrong_entry("assoc", entry)
        if left <= 0:
            return again(assoc_rest, key, rest, whole)
        before = left
        answer, left = equal_within(key, entry.car, left)
        if answer:
            _count(CHUNK - left)
            return entry
        if answer is None:
            if before == CHUNK:
                return continue_in_lisp("%assoc-equal", key, rest, whole)
            continue
        left -= 1
        rest = rest.cdr
    if rest is NIL:
        _count(CHUNK - left)
        return FALSE
    raise _wrong_list("assoc", whole)
