"""``format``: the directives of a template, and one argument as text. The loop over them is ``prelude/format.scm``."""

from __future__ import annotations

import re
from math import isfinite

from omega.runtime.lib.handover import again
from omega.runtime.lib.number_text import number_to_string
from omega.runtime.lib.numeric import COMPLEX, EXACT, big_work, bit_size
from omega.runtime.lib.primitive import CHUNK, as_text, check_size, current, failure, primitive, wrong_type
from omega.runtime.lib.strings import joined, looked_at
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import NIL, Char, Pair, String, Value, Vector, char, lisp_list
from omega.runtime.syntax.printer import Printer

_DIRECTIVE = re.compile(r"~(?:(\d{0,4})(?:,(\d{1,4}))?)(.?)", re.DOTALL)
_FIXED = {"%": "\n", "n": "\n", "~": "~", "_": " ", "t": "\t"}
_NUMBERS = {"d": 10, "x": 16, "o": 8, "b": 2}
#: Atoms printed between two safepoints.
_ATOMS = 1_000


@primitive("%format-pieces", "(template)", "The list of a template's texts and, as vectors, directives.")
def format_pieces(template: Value) -> Value:
    text = as_text(template, "format")
    looked_at(text)
    pieces: list[Value] = []
    plain = ""
    at = 0
    for match in _DIRECTIVE.finditer(text):
        plain += text[at : match.start()]
        at = match.end()
        kind = match[3].lower()
        if kind in _FIXED:
            plain += _FIXED[kind]
        elif kind == "&":
            if plain or pieces:
                plain = plain.removesuffix("\n") + "\n"
        elif (kind and kind in "aswcf") or kind in _NUMBERS:
            if plain:
                pieces.append(String(plain))
            plain = ""
            # kind, width, digits after the point
            pieces.append(Vector([char(kind), int(match[1] or 0), -1 if match[2] is None else int(match[2])]))
            if len(pieces) > CHUNK:
                raise failure("type-error", f"format: a template of more than {CHUNK} directives")
        else:
            known = "~a ~s ~w ~d ~x ~o ~b ~f ~c ~% ~& ~_ ~t ~~"
            raise failure("type-error", f"format: unknown directive {match[0]}; there are {known}", template)
    plain += text[at:]
    current.worked(len(pieces))
    return lisp_list([*pieces, String(plain)] if plain else pieces)


@primitive("%formatted", "(directive object)", "The text of an object as a directive wants it.", calls=True)
def formatted(directive: Value, object: Value) -> Value:
    kind, width, digits = directive.items
    if kind.text in "as" or kind.text == "w":
        return _printed(Printer(object, "display" if kind.text == "a" else "write"), width, NIL)
    if kind.text == "c":
        if type(object) is not Char:
            raise wrong_type("format", "a character for ~c", object)
        return String(object.text)
    text = _fixed(object, digits) if kind.text == "f" else _integer(object, kind.text)
    check_size(width, "format")
    return String(text.rjust(width))


@primitive("%printed", "(printer width made)", "Go on making text of something large.", calls=True)
def printed(printer: Printer, width: int, made: Value) -> Value:
    return _printed(printer, width, made)


def _printed(printer: Printer, width: int, made: Value) -> Value:
    """``made``: the texts so far, last first."""
    text = printer.step(_ATOMS)
    if not printer.done:
        return again(printed, printer, width, Pair(String(text), made))
    texts = [text]
    while made is not NIL:
        texts.append(made.car.text)
        made = made.cdr
    whole = text if len(texts) == 1 else joined(texts[::-1], "", "format")
    return String(whole.ljust(width))


def _integer(object: Value, kind: str) -> str:
    if kind == "d" and (type(object) is float or type(object) in COMPLEX):
        return as_text(number_to_string(object), "format")
    if type(object) not in EXACT:
        raise wrong_type("format", f"a number for ~{kind}", object)
    return as_text(number_to_string(object, _NUMBERS[kind]), "format")


def _fixed(object: Value, digits: int) -> str:
    """A real with so many digits after the point (-1: as many as it has)."""
    if type(object) is float:
        is_plain = digits < 0 or not isfinite(object)
        return as_text(number_to_string(object), "format") if is_plain else f"{object:.{digits}f}"
    if type(object) not in EXACT:
        raise wrong_type("format", "a real number for ~f", object)
    if digits < 0:
        if type(object) is int:
            return as_text(number_to_string(object), "format")
        digits = 6
    check_size(bit_size(object) // 3 + digits, "format")
    big_work(bit_size(object) + 4 * digits, 4)
    above, below = (object.numerator, object.denominator) if type(object) is Ratio else (object, 1)
    scaled, rest = divmod(abs(above) * 10**digits, below)
    if 2 * rest > below or (2 * rest == below and scaled % 2):
        scaled += 1
    text = as_text(number_to_string(scaled), "format").rjust(digits + 1, "0")
    sign = "-" if above < 0 and scaled else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else sign + text
