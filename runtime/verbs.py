"""Verbs: what a subsystem offers, declared once, on a method (SUBSYSTEMS, *One declaration, three doors*).

    class Snapshots(Subsystem, name="snapshots"):
        @verb(capability="snapshot", changes=True)
        def save(self, name: Annotated[Name, "What to call it."], *, description: Annotated[str, "For people."] = "") -> Saved:
            "Save the session under a name."

The method's signature, annotations and docstring are the declaration. From it come

- the Python method, ``runtime.snapshots.save("before", description="...")``, which checks what it is given;
- the Lisp procedure ``(snapshots.save "before" :description "...")``. It performs the effect ``snapshots.save`` with what it
  was given, which the host has the runtime answer (``Runtime.perform``): so the answer is recorded as that of any effect is;
- the wire's op ``snapshots/save`` (``server/ops/verbs.py``), its row in ``describe`` and in docs/protocol.md;
- what ``lookup`` and ``doc`` say.

What may take long is declared with ``long_verb``: the method is a generator that yields every millisecond or so, and the
host goes on with it when it likes.

Signatures are read only when somebody asks: a session starts without. This module must never know a subsystem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast, get_args, get_type_hints

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.lib.primitive import BY_FUNCTION, PRIMITIVES, Primitive
from omega.runtime.machine.prompts import effect
from omega.runtime.plain import WRONG, Sort, fields_of, name_of, sort_of, to_lisp, wire_name
from omega.runtime.slices import Steps, finish
from omega.runtime.syntax.datum import Keyword, Value, intern
from omega.runtime.syntax.printer import type_name, write_string

P = ParamSpec("P")
R = TypeVar("R")


class BadArgument(LispError):
    """A verb was given what it does not take. ``parameter``: which, as Lisp and the wire call it, if it is one."""

    def __init__(self, type: str, message: str, parameter: str | None) -> None:
        super().__init__(Condition(type, message))
        self.parameter = parameter


class Parameter(Struct, frozen=True):
    """``name``: as Lisp and the wire call it. ``attribute``: as Python does. ``keyword``: only given by name."""

    name: str
    attribute: str
    sort: Sort
    doc: str
    required: bool
    default: object
    keyword: bool


class Verb:
    """One declaration. ``name``: ``snapshots.save``. ``capability``: what using it needs. ``changes``: it changes the state of
    the session, so it waits its turn. ``is_long``: the method is a generator. ``also``: a short name that the wire has for it.
    ``outside``: it is not about the session it is asked of, so the wire may ask without one."""

    def __init__(
        self, function: Callable[..., Any], capability: str, changes: bool, is_long: bool, also: str | None, outside: bool
    ) -> None:
        self.function = function
        self.capability = capability
        self.changes = changes
        self.is_long = is_long
        self.also = also
        self.outside = outside
        self.name = ""

    @property
    def op(self) -> str:
        """The wire's name."""
        return self.name.replace(".", "/")

    @property
    def subsystem(self) -> str:
        """The subsystem whose verb it is."""
        return self.name.partition(".")[0]

    def begin(self, subsystem: Subsystem, arguments: dict[str, object]) -> Steps[Any]:
        """Do what it is for, in steps; its result is plain data. Raises ``LispError``."""
        result = self.function(subsystem, **arguments)
        if self.is_long:
            result = yield from result
        return result

    @property
    def doc(self) -> str:
        """One line for people."""
        return (self.function.__doc__ or "").partition("\n\n")[0].replace("\n        ", " ")

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.function, include_extras=True)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """In order."""
        found = []
        for attribute, required, default, keyword in _formals(self.function):
            sort, doc = sort_of(self._hints[attribute])
            found.append(Parameter(wire_name(attribute), attribute, sort, doc, required, default, keyword))
        return tuple(found)

    @cached_property
    def returns(self) -> tuple[tuple[str, str], ...]:
        """Name and meaning of what the wire's answer holds."""
        return fields_of(self._result)

    @property
    def _result(self) -> Any:
        hint = self._hints["return"]
        return get_args(hint)[-1] if self.is_long else hint

    @cached_property
    def result_name(self) -> str | None:
        """What the wire's answer calls a result that is no struct."""
        return name_of(self._result)

    @property
    def parameter_list(self) -> str:
        """The parameters as Lisp's ``define*`` would list them."""
        words: list[str] = []
        mark = ""
        for attribute, required, default, keyword in _formals(self.function):
            wanted = "&key" if keyword else "" if required else "&optional"
            if wanted != mark:
                words.append(wanted)
                mark = wanted
            name = wire_name(attribute)
            words.append(f"({name} {write_string(to_lisp(default))})" if default else name)
        return f"({' '.join(words)})"

    # -- what it is given

    def of_lisp(self, arguments: tuple[Value, ...]) -> dict[str, object]:
        """What the method is to be called with, by attribute: positional arguments, then keywords with theirs."""
        given: list[Value] = []
        named: dict[str, Value] = {}
        rest = iter(arguments)
        for each in rest:
            if type(each) is not Keyword:
                if named:
                    shown = f"{write_string(each, 60)} ({type_name(each)})"
                    raise BadArgument("arity-error", f"{self.name}: expected a keyword, got {shown}", None)
                given.append(each)
                continue
            value = next(rest, None)
            if value is None:
                raise BadArgument("arity-error", f"{self.name}: the keyword {each!r} has no value after it", each.name)
            if each.name in named:
                raise BadArgument("arity-error", f"{self.name}: {each.name} is given twice", each.name)
            named[each.name] = value
        found = self._placed(given, named, lambda parameter: f":{parameter.name}")
        return self._checked(found, Sort.of_lisp, lambda value: f"{write_string(value, 60)} ({type_name(value)})")

    def of_python(self, arguments: tuple[object, ...], keywords: dict[str, object]) -> dict[str, object]:
        """The same for a call in Python."""
        named = {wire_name(name): value for name, value in keywords.items()}
        found = self._placed(list(arguments), named, lambda parameter: parameter.attribute)
        return self._checked(found, Sort.check, _kind_of)

    def of_wire(self, values: dict[str, object]) -> dict[str, object]:
        """The same for a request that has these of the parameters."""
        return self._checked(self._placed([], values, lambda parameter: parameter.name), Sort.check, _kind_of)

    def _placed(
        self, given: list[Any], named: dict[str, Any], shown: Callable[[Parameter], str]
    ) -> dict[str, object]:
        """The values by the parameters' names. ``shown``: how whoever calls spells a parameter that is named."""
        places = [each for each in self.parameters if not each.keyword]
        if len(given) > len(places):
            plural = "argument" if len(places) == 1 else "arguments"
            wanted = f"at most {len(places)} {plural} without a name {self.parameter_list}"
            raise BadArgument("arity-error", f"{self.name}: expected {wanted}, got {len(given)}", None)
        found = {place.name: value for place, value in zip(places, given, strict=False)}
        known = {each.name for each in self.parameters}
        for name, value in named.items():
            if name not in known:
                expected = " ".join(map(shown, self.parameters)) or "none"
                raise BadArgument("arity-error", f"{self.name}: unknown parameter {name}; expected one of {expected}", name)
            if name in found:
                raise BadArgument("arity-error", f"{self.name}: {name} is given twice", name)
            found[name] = value
        return found

    def _checked(
        self, given: dict[str, Any], convert: Callable[[Sort, Any], object], shown: Callable[[Any], str]
    ) -> dict[str, object]:
        """The values by attribute. ``shown``: what a value that is wrong looks like."""
        found: dict[str, object] = {}
        for each in self.parameters:
            if each.name in given:
                value = convert(each.sort, given[each.name])
                got = shown(given[each.name]) if value is WRONG else ""
            else:
                value = WRONG if each.required else each.default
                got = "no argument"
            if value is WRONG:
                kind = "type-error" if each.name in given else "arity-error"
                words = f"{self.name}: {each.name}: expected {each.sort.expected}, got {got}"
                raise BadArgument(kind, words, each.name)
            found[each.attribute] = value
        return found


def _formals(function: Callable[..., Any]) -> Iterator[tuple[str, bool, Any, bool]]:
    """Of each parameter after ``self``: name, whether it is required, its default, whether it is given by name only."""
    code = cast(FunctionType, function).__code__
    positional = code.co_varnames[1 : code.co_argcount]
    defaults = cast(FunctionType, function).__defaults__ or ()
    required = len(positional) - len(defaults)
    for index, name in enumerate(positional):
        yield name, index < required, None if index < required else defaults[index - required], False
    named = cast(FunctionType, function).__kwdefaults__ or {}
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        yield name, name not in named, named.get(name), True


def _kind_of(value: object) -> str:
    """What kind of value was given, which may be a secret itself."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "a boolean"
        case str():
            return "other text"
        case int():
            return "an integer" if abs(value) >= 10**9 else f"the integer {value}"
        case bytes():
            return "bytes"
        case list() | tuple():
            return "a list"
        case _:
            return "something else"


#: Every verb by the name Lisp has for it.
VERBS: dict[str, Verb] = {}
_DECLARED: dict[object, Verb] = {}


def verb(
    *, capability: str, changes: bool = False, also: str | None = None, outside: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the decorated method as a verb of its subsystem."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        return cast(Callable[P, R], _checked(function, Verb(function, capability, changes, False, also, outside)))

    return declare


def long_verb(
    *, capability: str, changes: bool = False, also: str | None = None, outside: bool = False
) -> Callable[[Callable[P, Steps[R]]], Callable[P, R]]:
    """The same for a method that takes long and is a generator; called in Python it goes on to its end."""

    def declare(function: Callable[P, Steps[R]]) -> Callable[P, R]:
        return cast(Callable[P, R], _checked(function, Verb(function, capability, changes, True, also, outside)))

    return declare


def _checked(function: Callable[..., Any], declared: Verb) -> Callable[..., Any]:
    """The method as Python calls it."""

    @wraps(function)
    def checked(subsystem: Subsystem, *arguments: object, **keywords: object) -> Any:
        return finish(declared.begin(subsystem, declared.of_python(arguments, keywords)))

    _DECLARED[checked] = declared
    return checked


class Subsystem:
    """The base of a subsystem; ``name``: what stands before the dot."""

    def __init_subclass__(cls, *, name: str) -> None:
        for attribute, method in vars(cls).items():
            declared = _DECLARED.get(method) if callable(method) else None
            if declared is not None:
                declared.name = f"{name}.{wire_name(attribute)}"
                VERBS[declared.name] = declared
                _publish(declared)


def _publish(declared: Verb) -> None:
    """Let the Lisp procedure of a verb be among those of the base."""
    op = intern(declared.name)

    def perform(*arguments: Value) -> Value:
        declared.of_lisp(arguments)
        return effect(op, *arguments)

    name = declared.name
    PRIMITIVES[name] = BY_FUNCTION[perform] = Primitive(
        name, perform, declared.parameter_list, declared.doc, 0, 0, True, False, True, True
    )
