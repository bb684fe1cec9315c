"""A classic interpreter, for scale: recursive evaluation of lists over chained dictionaries, with a loop for tail calls.

It is what one writes in an afternoon, in the manner of McCarthy's ``eval`` and ``apply``: no first-class continuations,
no recursion deeper than Python's, no checks, no ticks. It runs the programs of the suite that need none of these.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

_TOKEN = re.compile(r"""\s*(?:;[^\n]*)?(#\\space|[()']|"[^"]*"|[^\s()';"]+|)""")
_FORMS = frozenset(("quote", "if", "define", "set!", "lambda", "begin", "let", "cond", "and", "or"))
_CONSTANTS = {"#t": True, "#f": False, "#\\space": " "}


class Symbol(str):
    """A name, in a text."""


class Environment(dict[str, Any]):
    """Variables, and those around them."""

    def __init__(self, names: list[Symbol], values: list[Any], outer: Environment | None) -> None:
        super().__init__(zip(names, values, strict=True))
        self.outer = outer

    def holder(self, name: str) -> Environment:
        """The innermost environment that has the name."""
        here: Environment | None = self
        while here is not None:
            if name in here:
                return here
            here = here.outer
        raise NameError(name)


class Closure:
    """A procedure written in Lisp."""

    def __init__(self, names: list[Symbol], body: list[Any], environment: Environment) -> None:
        self.names = names
        self.body = body
        self.environment = environment

    def __call__(self, *values: Any) -> Any:
        return evaluate(["begin", *self.body], Environment(self.names, list(values), self.environment))


def read(text: str) -> list[Any]:
    """All the data of a text, lists as Python lists."""
    tokens = (match.group(1) for match in _TOKEN.finditer(text) if match.group(1))
    return list(_data(tokens))


def _data(tokens: Iterator[str]) -> Iterator[Any]:
    for token in tokens:
        if token == ")":
            return
        if token == "(":
            yield list(_data(tokens))
        elif token == "'":
            yield ["quote", next(_data(tokens))]
        else:
            yield _atom(token)


def _atom(token: str) -> Any:
    if token in _CONSTANTS:
        return _CONSTANTS[token]
    if token[0] == '"':
        return token[1:-1]
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            pass
    return Symbol(token)


def evaluate(form: Any, environment: Environment) -> Any:
    """The value of a form."""
    while True:
        if isinstance(form, Symbol):
            return environment.holder(form)[form]
        if not isinstance(form, list):
            return form
        if not (isinstance(form[0], str) and form[0] in _FORMS):
            procedure, *values = [evaluate(each, environment) for each in form]
            if not isinstance(procedure, Closure):
                return procedure(*values)
            environment = Environment(procedure.names, values, procedure.environment)
            form = ["begin", *procedure.body]
            continue
        match form:
            case ["quote", datum]:
                return Pairs.of(datum) if isinstance(datum, list) else datum
            case ["if", test, consequent, *alternative]:
                taken = evaluate(test, environment) is not False
                form = consequent if taken else alternative[0] if alternative else None
            case ["define", [name, *names], *body]:
                environment[name] = Closure(names, body, environment)
                return None
            case ["define", name, value]:
                environment[name] = evaluate(value, environment)
                return None
            case ["set!", name, value]:
                environment.holder(name)[name] = evaluate(value, environment)
                return None
            case ["lambda", names, *body]:
                return Closure(names, body, environment)
            case ["begin", *first, last]:
                for each in first:
                    evaluate(each, environment)
                form = last
            case ["let", [*bindings], *body]:
                values = [evaluate(value, environment) for _, value in bindings]
                environment = Environment([name for name, _ in bindings], values, environment)
                form = ["begin", *body]
            case ["let", name, bindings, *body]:
                values = [evaluate(value, environment) for _, value in bindings]
                inner = Environment([], [], environment)
                inner[name] = Closure([name for name, _ in bindings], body, inner)
                environment = Environment(inner[name].names, values, inner)
                form = ["begin", *body]
            case ["cond", ["else", *body], *_]:
                form = ["begin", *body]
            case ["cond", [test, *body], *clauses]:
                form = ["begin", *body] if evaluate(test, environment) is not False else ["cond", *clauses]
            case ["cond"]:
                return None
            case ["and", first, *rest]:
                form = ["if", first, ["and", *rest], False] if rest else first
            case ["or", first, *rest]:
                value = evaluate(first, environment)
                if value is not False or not rest:
                    return value
                form = ["or", *rest]


class Pairs:
    """A list: a chain of these that ends in ``None``."""

    __slots__ = ("car", "cdr")

    def __init__(self, car: Any, cdr: Any) -> None:
        self.car = car
        self.cdr = cdr

    @staticmethod
    def of(items: Any) -> Any:
        """The list of the items."""
        return reduce(lambda rest, item: Pairs(item, rest), reversed(list(items)), None)

    @staticmethod
    def items(rest: Any) -> Iterator[Any]:
        """The items of a list."""
        while rest is not None:
            yield rest.car
            rest = rest.cdr


def _fold(procedure: Callable[..., Any], initial: Any, items: Any) -> Any:
    return reduce(lambda result, item: procedure(item, result), Pairs.items(items), initial)


def _sum(*numbers: Any) -> Any:
    return reduce(operator.add, numbers, 0)


def _product(*numbers: Any) -> Any:
    return reduce(operator.mul, numbers, 1)


PRIMITIVES: dict[str, Any] = {
    "+": _sum, "*": _product, "/": operator.truediv, "-": operator.sub, "modulo": operator.mod, "abs": abs,
    "=": operator.eq, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "eq?": operator.is_,
    "even?": lambda n: n % 2 == 0, "not": lambda x: x is False, "null?": lambda x: x is None,
    "cons": Pairs, "car": lambda p: p.car, "cdr": lambda p: p.cdr,
    "iota": lambda n: Pairs.of(range(n)), "list-ref": lambda items, k: list(Pairs.items(items))[k],
    "map": lambda f, items: Pairs.of([f(item) for item in Pairs.items(items)]),
    "filter": lambda f, items: Pairs.of([item for item in Pairs.items(items) if f(item) is not False]),
    "fold": _fold, "assoc": lambda key, items: next((p for p in Pairs.items(items) if p.car == key), False),
    "sort": lambda items, less: Pairs.of(sorted(Pairs.items(items))), "apply": lambda f, items: f(*Pairs.items(items)),
    "string-append": lambda *texts: "".join(texts), "string-length": len, "string-ref": operator.getitem,
    "number->string": str, "char=?": operator.eq,
    "make-vector": lambda n, fill: [fill] * n, "vector-ref": operator.getitem, "vector-set!": operator.setitem,
}  # fmt: skip


class Classic:
    """One session of the interpreter."""

    def __init__(self) -> None:
        self.globals = Environment([], [], None)
        self.globals.update(PRIMITIVES)

    def eval(self, text: str) -> Any:
        """The value of the last form of a text."""
        return [evaluate(form, self.globals) for form in read(text)][-1]
