"""What the tools of ``prelude/tools.scm`` look at: values and their parts, the text and code of procedures, ticks; and the
procedure that traces calls of another.
"""

from __future__ import annotations

from omega.runtime.compile.emit import by_name
from omega.runtime.compile.listing import listing
from omega.runtime.compile.unit import procedure_of, unit_of
from omega.runtime.lib import procedures
from omega.runtime.lib.handover import again
from omega.runtime.lib.primitive import BY_FUNCTION, as_count, current, primitive, wrong_type
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.lib.tables import Table, keys_of, values_of
from omega.runtime.machine.base import BASE
from omega.runtime.machine.checks import arity
from omega.runtime.machine.registers import Marker, call_next
from omega.runtime.package_data import package_text
from omega.runtime.syntax import shapes
from omega.runtime.syntax.datum import FALSE, NIL, Bytevector, Pair, String, Value, Vector, boolean, lisp_list
from omega.runtime.syntax.kinds import has_parts, parts, procedure_name, procedure_namers
from omega.runtime.syntax.labels import LabelScan
from omega.runtime.syntax.printer import Printer, type_name, write_string
from omega.runtime.syntax.source import Span

#: Parts that ``inspect`` shows of one value, and characters of each.
_PARTS = 20
_CHARACTERS = 70
#: Elements of a list that it counts.
_LONGEST = 100_000
#: Parts looked at between two safepoints.
_ATOMS = 5_000


# --- printing ----------------------------------------------------------------------------------------------------


@primitive("%text-within", "(object width)", "What write prints, a string, if that has at most so many characters; or #f.")
def text_within(object: Value, width: Value) -> Value:
    room = max(1, as_count(width, "pp", 2))
    printer = Printer(object, "write", room + 1)
    text = ""
    while not printer.done:
        text += printer.step(room + 10)
    current.worked(room)
    return FALSE if printer.truncated or len(text) > room else String(text)


@primitive("%shortened", "(object width)", "The first so many characters of what write prints.")
def shortened(object: Value, width: int) -> Value:
    return String(write_string(object, width))


@primitive("%circular?", "(object)", "Whether a value contains itself.", calls=True)
def is_circular(object: Value) -> Value:
    return circular_rest(LabelScan(object, False)) if has_parts(object) else FALSE


@primitive("%circular-rest", "(scan)", "Go on with %circular?.", calls=True)
def circular_rest(scan: LabelScan) -> Value:
    scan.step(_ATOMS)
    if scan.done or scan.labelled:
        return boolean(bool(scan.labelled))
    return again(circular_rest, scan)


# --- procedures --------------------------------------------------------------------------------------------------


def _as_procedure(value: Value, procedure: str) -> Value:
    if not is_procedure(value):
        raise wrong_type(procedure, "a procedure", value, 1)
    return value.procedure if type(value) is Traced else value


@primitive("%source", "(procedure)", "A pair of where a procedure was defined and the text of that, #f for what is not known.")
def source(procedure: Value) -> Value:
    known = procedure_of(_as_procedure(procedure, "source"))
    if known is None or known.span.line == 0:
        return Pair(FALSE, FALSE)
    unit = unit_of(_as_procedure(procedure, "source"))
    assert unit is not None
    if unit.is_base:
        text = _text_of(known.span)
    else:
        text = None if unit.compiled.source is None else unit.compiled.source.shown(known.span)
    return Pair(String(str(known.span)), FALSE if text is None else String(text))


def _text_of(span: Span) -> str | None:
    """A stretch of the prelude."""
    if not span.file.startswith("prelude/"):
        return None
    return span.of(package_text("omega.runtime.lib", span.file).split("\n"))


@primitive("%disassembly", "(procedure)", "The representation of a procedure as data, or #f for a primitive.")
def disassembly(procedure: Value) -> Value:
    asked = _as_procedure(procedure, "disassemble")
    unit = unit_of(asked) if procedure_of(asked) is not None else None
    if unit is None:
        return FALSE
    return listing(by_name(unit.compiled.analysis.codes)[asked.__code__.co_name])


@primitive("%ticks", "()", "The ticks that the running evaluation has used for this form.", writes=True)
def ticks() -> Value:
    return current.ticks


class Traced:
    """A procedure that prints each call of another and what it returns."""

    __slots__ = ("name", "procedure")

    def __init__(self, name: Value, procedure: Value) -> None:
        self.name = name
        self.procedure = procedure

    def __call__(self, *arguments: Value) -> Marker:
        return call_next(BASE["b__25_traced__call"], (self.name, self.procedure, lisp_list(arguments)))


shapes.register(Traced, "traced", "name", "procedure", accepts=shapes.of(shapes.is_value, shapes.is_value))
procedures.register(Traced)
procedure_namers.append(lambda value: procedure_name(value.procedure) if type(value) is Traced else None)


@primitive("%traced", "(name procedure)", "The procedure that prints its calls of this one, which has this name.")
def traced(name: Value, procedure: Value) -> Value:
    return Traced(name, _as_procedure(procedure, "trace"))


@primitive("%untraced", "(procedure)", "The procedure that a traced one calls; any other is itself.")
def untraced(procedure: Value) -> Value:
    return _as_procedure(procedure, "untrace")


# --- any value ---------------------------------------------------------------------------------------------------


@primitive("%inspect", "(object)", "What is to be said of an object, and the list of the texts of its first parts.")
def inspect(object: Value) -> Value:
    text, count, listed = _described(object)
    shown = [f"  {label}: {write_string(part, _CHARACTERS)}" for label, part in listed[:_PARTS]]
    if count > len(shown):
        shown.append(f"  ... {count - len(shown)} more")
    head = f"{write_string(object, _CHARACTERS)}: {text}"
    return String("".join(line + "\n" for line in (head, *shown)))


def _described(object: Value) -> tuple[str, int, list[tuple[str, Value]]]:
    """What kind of object it is, how many parts it has, and the first of them with their labels."""
    kind = type(object)
    name = type_name(object)
    if kind is Pair:
        return _pair(object)
    if kind is Vector:
        return f"{name} of {_count(len(object.items), 'element')}", len(object.items), _numbered(object.items)
    if kind is String:
        changed = "a literal" if object.frozen else "can be changed"
        return f"{name} of {_count(len(object.text), 'character')}, {changed}", 0, []
    if kind is Bytevector:
        return f"{name} of {_count(len(object.data), 'byte')}", 0, []
    if kind is int and not -(10**9) < object < 10**9:
        return f"{name} of {_count(object.bit_length(), 'bit')}", 0, []
    if is_procedure(object):
        return _procedure(object)
    if kind is Table:
        entries = zip(keys_of(object)[:_PARTS], values_of(object)[:_PARTS], strict=True)
        found = [(write_string(key, _CHARACTERS), value) for key, value in entries]
        count = len(keys_of(object))
        return f"{name} of {_count(count, 'key')}", count, found
    compound = parts(object)
    if compound is not None:
        found = [(label.strip(" :") or str(index), part) for index, (label, part) in enumerate(compound.children)]
        return f"{name} of {_count(len(found), 'part')}", len(found), found
    return name, 0, []


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _numbered(items: list[Value]) -> list[tuple[str, Value]]:
    return [(str(index), item) for index, item in enumerate(items[:_PARTS])]


def _pair(object: Value) -> tuple[str, int, list[tuple[str, Value]]]:
    """A pair, seen as a list as far as it is one."""
    items: list[Value] = []
    rest = object
    seen: set[int] = set()
    while type(rest) is Pair:
        if id(rest) in seen:
            return f"circular list of {_count(len(items), 'pair')}", len(items), _numbered(items)
        seen.add(id(rest))
        items.append(rest.car)
        rest = rest.cdr
        if len(items) > _LONGEST:
            return f"list of more than {_LONGEST} elements", len(items), _numbered(items)
    current.worked(len(items))
    if rest is NIL:
        return f"list of {_count(len(items), 'element')}", len(items), _numbered(items)
    if len(items) == 1:
        return "pair", 2, [("car", object.car), ("cdr", rest)]
    return f"improper list of {_count(len(items), 'element')}", len(items) + 1, [*_numbered(items), ("end", rest)]


def _procedure(object: Value) -> tuple[str, int, list[tuple[str, Value]]]:
    taken = arity(object)
    known = procedure_of(object)
    text = type_name(object)
    if taken is not None:
        text += f" of {taken[3]}"
    if known is not None and known.span.line:
        text += f", defined at {known.span}"
    builtin = BY_FUNCTION.get(object) if known is None else None
    doc = known.doc if known is not None else None if builtin is None else builtin.doc
    return text, 0, [] if doc is None else [("line", String(doc))]
