"""Taking apart what a procedure was given: optional and keyword arguments, and the operands of a macro.

The procedures that ``expand/lambda_lists.py`` writes call these; nobody else does.
"""

from __future__ import annotations

from omega.runtime.lib.primitive import as_text, failure, primitive
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    UNASSIGNED,
    UNSPECIFIED,
    Keyword,
    Pair,
    Symbol,
    Value,
    boolean,
    lisp_list,
)
from omega.runtime.syntax.printer import type_name, write_string

_OPTIONAL = ("&optional", "#!optional")
_RESTS = ("&rest", "&body")


@primitive("%missing?", "(object)", "Whether an argument was not given.")
def is_missing(object: Value) -> Value:
    return boolean(object is UNASSIGNED)


@primitive("%check-optional", "(procedure given required optional shown)", "Raise an arity error if more arguments were given than there are optional parameters.")
def check_optional(procedure: Value, given: Value, required: Value, optional: Value, shown: Value) -> Value:
    rest = given
    for _ in range(optional):
        if rest is NIL:
            return UNSPECIFIED
        rest = rest.cdr
    if rest is NIL:
        return UNSPECIFIED
    count = required + _length(given)
    plural = "argument" if required + optional == 1 else "arguments"
    message = f"{as_text(procedure, '')}: expected {required} to {required + optional} {plural} {shown.text}, got {count}"
    raise failure("arity-error", message)


def _length(list: Value) -> int:
    count = 0
    while type(list) is Pair:
        count += 1
        list = list.cdr
    return count


@primitive("%no-clause", "(count shown)", "Raise the error that no clause of a case-lambda takes so many arguments.")
def no_clause(count: Value, shown: Value) -> Value:
    plural = "argument" if count == 1 else "arguments"
    raise failure("arity-error", f"case-lambda: no clause takes {count} {plural}; there are {shown.text}")


@primitive("%check-keywords", "(procedure given allowed)", "Raise an arity error if the arguments are not pairs of allowed keywords and values.")
def check_keywords(procedure: Value, given: Value, allowed: Value) -> Value:
    known = []
    while allowed is not FALSE and allowed is not NIL:
        known.append(allowed.car)
        allowed = allowed.cdr
    name = as_text(procedure, "")
    expected = " ".join(map(repr, known))
    while given is not NIL:
        key = given.car
        if type(key) is not Keyword:
            shown = f"{write_string(key, 60)} ({type_name(key)})"
            raise failure("arity-error", f"{name}: expected a keyword{', one of ' + expected if known else ''}, got {shown}")
        if allowed is NIL and key not in known:
            raise failure("arity-error", f"{name}: unknown keyword {key!r}; expected one of {expected}")
        given = given.cdr
        if given is NIL:
            raise failure("arity-error", f"{name}: the keyword {key!r} has no value after it")
        given = given.cdr
    return UNSPECIFIED


@primitive("%keyword-value", "(keyword given)", "The value that stands after a keyword among the arguments.")
def keyword_value(keyword: Value, given: Value) -> Value:
    while given is not NIL:
        if given.car is keyword:
            return given.cdr.car
        given = given.cdr.cdr
    return UNASSIGNED


@primitive("%destructure", "(macro parameters operands)", "The values of the variables of a macro's parameter list, in order.")
def destructure(macro: Value, parameters: Value, operands: Value) -> Value:
    found: list[Value] = []
    pending: list[tuple[Value, Value, bool]] = [(parameters, operands, False)]
    while pending:
        pattern, value, optional = pending.pop()
        if type(pattern) is Symbol:
            found.append(value)
        elif pattern is NIL:
            if value is not NIL:
                raise _no_match(macro, parameters, operands, "too many")
        elif type(pattern.car) is Symbol and pattern.car.name in _RESTS:
            pending.append((pattern.cdr.car, value, False))
        elif type(pattern.car) is Symbol and pattern.car.name in _OPTIONAL:
            pending.append((pattern.cdr, value, True))
        elif optional:
            is_given = type(value) is Pair
            found.append(value.car if is_given else UNASSIGNED)
            pending.append((pattern.cdr, value.cdr if is_given else value, True))
        elif type(value) is Pair:
            pending += ((pattern.cdr, value.cdr, False), (pattern.car, value.car, False))
        else:
            raise _no_match(macro, parameters, operands, "too few")
    return lisp_list(found)


def _no_match(macro: Value, parameters: Value, operands: Value, how: str) -> Exception:
    wanted, got = write_string(parameters, 200), write_string(operands, 60)
    return failure("syntax-error", f"{macro.name}: expected operands {wanted}, got {how}: {got}")
