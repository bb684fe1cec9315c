"""Lists: R7RS 6.4 and the first-order part of SRFI 1; what takes a procedure is in ``prelude/lists.scm``.

Every walk stops after ``CHUNK`` pairs and goes on with ``again``; the ``%`` primitives are those continuations, and
their arguments the state reached. ``whole`` is the list as the program gave it, for the error message. Only pairs have a
``car`` and a ``cdr``, so the attribute error of anything else is all the check that a walk needs.
"""

from __future__ import annotations

from omega.runtime.lib.arithmetic import add, multiply
from omega.runtime.lib.handover import again
from omega.runtime.lib.numeric import as_number
from omega.runtime.lib.primitive import (
    CHUNK,
    FREE,
    amount,
    as_count,
    bad_index,
    current,
    over_limit,
    primitive,
    wrong_type,
)
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, UNSPECIFIED, Pair, String, Value, boolean, lisp_list


def collect(rest: Value, procedure: str, whole: Value, position: int = 1) -> tuple[list[Value], Value]:
    """Up to ``CHUNK`` elements of a list argument, and the rest of the list (``NIL`` at its end).

    Raises the type error when the walk meets an improper end."""
    items: list[Value] = []
    try:
        for _ in range(CHUNK):
            if rest is NIL:
                break
            items.append(rest.car)
            rest = rest.cdr
    except AttributeError:
        raise wrong_type(procedure, "a list", whole, position) from None
    if len(items) > FREE:
        current.worked(len(items))
    return items, rest


@primitive("null?", "(object)", "Whether the object is the empty list.")
def null_p(object: Value) -> Value:
    return boolean(object is NIL)


@primitive("list", "(. objects)", "A new list of the arguments.")
def list_(*objects: Value) -> Value:
    return lisp_list(objects)


@primitive("cons*", "(object . rest)", "A new list of all arguments but the last, which becomes its tail.")
@primitive("list*", "(object . rest)", "A new list of all arguments but the last, which becomes its tail.")
def cons_star(*objects: Value) -> Value:
    return lisp_list(objects[:-1], objects[-1])


# --- walking -----------------------------------------------------------------------------------------------------


def _walk(rest: Value, tortoise: Value) -> tuple[int, Value]:
    """Up to ``CHUNK`` steps: how many were made and where they ended. Stops at the tortoise (after a first step)."""
    for step in range(CHUNK):
        if type(rest) is not Pair:
            if step > FREE:
                current.worked(step)
            return step, rest
        rest = rest.cdr
        if rest is tortoise:
            return step + 1, rest
    return CHUNK, rest


def _next_tortoise(chunk: int, rest: Value, tortoise: Value) -> Value:
    """Brent's teleporting tortoise, moved between chunks: it stays for 1, 2, 4, ... chunks."""
    return rest if chunk & (chunk - 1) == 0 else tortoise


@primitive("length", "(list)", "The number of elements of the list.", calls=True)
def length(list: Value) -> Value:
    rest = list
    try:
        for count in range(CHUNK):
            if rest is NIL:
                if count > FREE:
                    current.worked(count)
                return count
            rest = rest.cdr
    except AttributeError:
        raise wrong_type("length", "a list", list) from None
    return again(length_rest, list, rest, CHUNK, rest, 1)


@primitive("%length", "(whole rest count tortoise chunk)", "Go on with length.", calls=True)
def length_rest(whole: Value, rest: Value, count: int, tortoise: Value, chunk: int) -> Value:
    steps, rest = _walk(rest, tortoise)
    if rest is NIL:
        return count + steps
    if rest is tortoise:
        raise wrong_type("length", "a list that ends", whole)
    if type(rest) is not Pair:
        raise wrong_type("length", "a list", whole)
    return again(
        length_rest, whole, rest, count + steps, _next_tortoise(chunk + 1, rest, tortoise), chunk + 1
    )


@primitive("list?", "(object)", "Whether the object is a list that ends in the empty list.", calls=True)
def list_p(object: Value) -> Value:
    return list_p_rest(object, UNSPECIFIED, 0)


@primitive("%list?", "(rest tortoise chunk)", "Go on with list?.", calls=True)
def list_p_rest(rest: Value, tortoise: Value, chunk: int) -> Value:
    _, rest = _walk(rest, tortoise)
    if rest is NIL:
        return TRUE
    if rest is tortoise or type(rest) is not Pair:
        return FALSE
    return again(list_p_rest, rest, _next_tortoise(chunk + 1, rest, tortoise), chunk + 1)


@primitive("last-pair", "(pair)", "The last pair of a chain of pairs.", calls=True)
def last_pair(pair: Value) -> Value:
    if type(pair) is not Pair:
        raise wrong_type("last-pair", "a pair", pair)
    for step in range(CHUNK):
        if type(pair.cdr) is not Pair:
            if step > FREE:
                current.worked(step)
            return pair
        pair = pair.cdr
    return again(last_pair, pair)


def _advance(rest: Value, k: int, left: int, procedure: str, whole: Value) -> Value:
    """Up to ``CHUNK`` of the ``left`` cdrs still to take of the ``k`` wanted."""
    for step in range(min(left, CHUNK)):
        if type(rest) is not Pair:
            if rest is NIL:
                raise bad_index(procedure, k, k - left + step)
            raise wrong_type(procedure, "a list", whole, 1)
        rest = rest.cdr
    if left > FREE:
        current.worked(min(left, CHUNK))
    return rest


def _element_pair(rest: Value, k: int, procedure: str, whole: Value) -> Pair:
    if type(rest) is Pair:
        return rest
    raise bad_index(procedure, k, k) if rest is NIL else wrong_type(procedure, "a list", whole, 1)


@primitive("list-tail", "(list k)", "What is left of the list after its first k elements.", calls=True)
def list_tail(list: Value, k: Value) -> Value:
    return list_tail_rest(list, as_count(k, "list-tail", 2), list, k)


@primitive("%list-tail", "(whole k rest left)", "Go on with list-tail.", calls=True)
def list_tail_rest(whole: Value, k: int, rest: Value, left: int) -> Value:
    rest = _advance(rest, k, left, "list-tail", whole)
    return rest if left <= CHUNK else again(list_tail_rest, whole, k, rest, left - CHUNK)


@primitive("list-ref", "(list k)", "The k-th element of the list, counting from 0.", calls=True)
def list_ref(list: Value, k: Value) -> Value:
    return list_ref_rest(list, as_count(k, "list-ref", 2), list, k)


@primitive("%list-ref", "(whole k rest left)", "Go on with list-ref.", calls=True)
def list_ref_rest(whole: Value, k: int, rest: Value, left: int) -> Value:
    rest = _advance(rest, k, left, "list-ref", whole)
    if left > CHUNK:
        return again(list_ref_rest, whole, k, rest, left - CHUNK)
    return _element_pair(rest, k, "list-ref", whole).car


@primitive("list-set!", "(list k object)", "Replace the k-th element of the list.", writes=True, calls=True)
def list_set(list: Value, k: Value, object: Value) -> Value:
    return list_set_rest(list, as_count(k, "list-set!", 2), list, k, object)


@primitive("%list-set!", "(whole k rest left object)", "Go on with list-set!.", writes=True, calls=True)
def list_set_rest(whole: Value, k: int, rest: Value, left: int, object: Value) -> Value:
    rest = _advance(rest, k, left, "list-set!", whole)
    if left > CHUNK:
        return again(list_set_rest, whole, k, rest, left - CHUNK, object)
    _element_pair(rest, k, "list-set!", whole).car = object
    return UNSPECIFIED


# --- making ------------------------------------------------------------------------------------------------------


def _check_room(count: int, procedure: str) -> int:
    """The length of a new list, refused at once when the session cannot hold it."""
    bound = current.limits.heap_per_session
    if count * PAIR > bound:
        raise over_limit(procedure, "heap-per-session", f"{amount(count * PAIR)} bytes", bound)
    return count


#: Bytes a pair takes.
PAIR = 48


@primitive("make-list", "(k [fill])", "A new list of k elements, all of them fill.", calls=True)
def make_list(k: Value, fill: Value = UNSPECIFIED) -> Value:
    return make_list_rest(_check_room(as_count(k, "make-list"), "make-list"), fill, NIL)


@primitive("%make-list", "(k fill made)", "Go on with make-list.", calls=True)
def make_list_rest(k: int, fill: Value, made: Value) -> Value:
    for _ in range(min(k, CHUNK)):
        made = Pair(fill, made)
    if k > FREE:
        current.worked(min(k, CHUNK))
    return made if k <= CHUNK else again(make_list_rest, k - CHUNK, fill, made)


@primitive(
    "iota", "(count [start] [step])", "The list of count numbers from start (0) by step (1).", calls=True
)
def iota(count: Value, start: Value = 0, step: Value = 1) -> Value:
    as_number(start, "iota", 2)
    as_number(step, "iota", 3)
    return iota_rest(_check_room(as_count(count, "iota"), "iota"), start, step, NIL)


@primitive("%iota", "(count start step made)", "Go on with iota.", calls=True)
def iota_rest(count: int, start: Value, step: Value, made: Value) -> Value:
    bottom = max(0, count - CHUNK)
    if type(start) is int and type(step) is int:
        for value in range(start + (count - 1) * step, start + (bottom - 1) * step, -step) if step else ():
            made = Pair(value, made)
        if step == 0:
            for _ in range(bottom, count):
                made = Pair(start, made)
    else:
        for index in range(count - 1, bottom - 1, -1):
            made = Pair(add(start, multiply(index, step)), made)
    if count > FREE:
        current.worked(count - bottom)
    return made if bottom == 0 else again(iota_rest, bottom, start, step, made)


@primitive("reverse", "(list)", "A new list of the elements in reverse order.", calls=True)
def reverse(list: Value) -> Value:
    return reverse_rest(_REVERSE, list, list, NIL)


@primitive(
    "append-reverse", "(list tail)", "The elements of list in reverse order, followed by tail.", calls=True
)
def append_reverse(list: Value, tail: Value) -> Value:
    return reverse_rest(_APPEND_REVERSE, list, list, tail)


_REVERSE = String("reverse", frozen=True)
_APPEND_REVERSE = String("append-reverse", frozen=True)


@primitive("%reverse", "(procedure whole rest made)", "Go on with reverse.", calls=True)
def reverse_rest(procedure: Value, whole: Value, rest: Value, made: Value) -> Value:
    try:
        for step in range(CHUNK):
            if rest is NIL:
                if step > FREE:
                    current.worked(step)
                return made
            made = Pair(rest.car, made)
            rest = rest.cdr
    except AttributeError:
        raise wrong_type(procedure.text, "a list", whole, 1) from None
    return again(reverse_rest, procedure, whole, rest, made)


@primitive("reverse!", "(list)", "The list reversed, made of its own pairs.", writes=True, calls=True)
def reverse_in_place(list: Value) -> Value:
    return reverse_in_place_rest(list, NIL)


@primitive("%reverse!", "(rest made)", "Go on with reverse!.", writes=True, calls=True)
def reverse_in_place_rest(rest: Value, made: Value) -> Value:
    for step in range(CHUNK):
        if rest is NIL:
            if step > FREE:
                current.worked(step)
            return made
        if type(rest) is not Pair:
            raise wrong_type("reverse!", "a list", rest)
        following = rest.cdr
        rest.cdr = made
        made, rest = rest, following
    return again(reverse_in_place_rest, rest, made)


@primitive(
    "list-copy", "(object)", "A copy of the list's pairs; another object is returned as it is.", calls=True
)
def list_copy(object: Value) -> Value:
    return list_copy_rest(object, NIL)


@primitive("%list-copy", "(rest copied)", "Go on with list-copy; copied is in reverse order.", calls=True)
def list_copy_rest(rest: Value, copied: Value) -> Value:
    items: list[Value] = []
    for _ in range(CHUNK):
        if type(rest) is not Pair:
            if len(items) > FREE:
                current.worked(len(items))
            return append_chunks(NIL, NIL, copied, lisp_list(items, rest))
        items.append(rest.car)
        rest = rest.cdr
    return again(list_copy_rest, rest, lisp_list(items[::-1], copied))


# --- joining -----------------------------------------------------------------------------------------------------


@primitive(
    "append", "(. lists)", "A list of the elements of all lists; the last argument is shared.", calls=True
)
def append(*lists: Value) -> Value:
    if not lists:
        return NIL
    result = lists[-1]
    budget = CHUNK
    for index in range(len(lists) - 2, -1, -1):
        if lists[index] is NIL:
            continue
        items, rest = collect(lists[index], "append", lists[index], index + 1)
        budget -= len(items)
        if rest is not NIL or budget < 0:
            return again(append_chunks, lisp_list(lists[index::-1]), NIL, NIL, result)
        result = lisp_list(items, result)
    return result


@primitive(
    "%append",
    "(lists rest reversed result)",
    "Go on with append, from the last list to the first.",
    calls=True,
)
def append_chunks(lists: Value, rest: Value, reversed: Value, result: Value) -> Value:
    """``reversed`` holds, last first, what was taken of the current list, whose ``rest`` is still to be taken."""
    budget = CHUNK
    while budget > 0:
        if rest is not NIL:
            items, rest = collect(rest, "append", rest)
            reversed = lisp_list(items[::-1], reversed)
            budget -= len(items)
        elif reversed is not NIL:
            for _ in range(budget):
                if reversed is NIL:
                    break
                result = Pair(reversed.car, result)
                reversed = reversed.cdr
                budget -= 1
        elif lists is not NIL:
            rest, lists = lists.car, lists.cdr
            budget -= 1
        else:
            return result
    return again(append_chunks, lists, rest, reversed, result)


@primitive("append!", "(. lists)", "Join the lists by changing their last pairs.", writes=True, calls=True)
def append_in_place(*lists: Value) -> Value:
    filled = [value for value in lists[:-1] if value is not NIL] + [*lists[-1:]]
    for position, value in enumerate(filled[:-1], 1):
        if type(value) is not Pair:
            raise wrong_type("append!", "a list", value, position)
    if not filled:
        return NIL
    return append_in_place_rest(filled[0], lisp_list(filled[1:]), filled[0])


@primitive(
    "%append!",
    "(pair lists result)",
    "Go on with append!; pair is in the last joined list.",
    writes=True,
    calls=True,
)
def append_in_place_rest(pair: Value, lists: Value, result: Value) -> Value:
    for step in range(CHUNK):
        if lists is NIL:
            if step > FREE:
                current.worked(step)
            return result
        if type(pair.cdr) is Pair:
            pair = pair.cdr
        else:
            pair.cdr = lists.car
            pair, lists = lists.car, lists.cdr
    return again(append_in_place_rest, pair, lists, result)
