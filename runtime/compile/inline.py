"""Primitives that generated code computes by itself, as Python expressions.

A template must do exactly what the primitive's function does on every argument for which it raises nothing, and raise
(anything) wherever the function would signal or the template does not apply: then the careful executor runs the
function instead (``machine/careful.py``). Only numbers support arithmetic and ordering (``datum.py``), so these need no
type checks. ``tests/runtime/compile/test_inline.py`` holds every template to its function.
"""

from __future__ import annotations

from msgspec import Struct

from omega.runtime.lib.strings import SHORT


class Template(Struct, frozen=True):
    """``text``: a Python expression over ``{0} {1} ...``; an operand that stands in it more than once is ``{=0}`` where it
    is evaluated, which must be before the other places and on every path. ``test``: it is a Python condition, not a
    Lisp value. ``number``: its value is certainly a number. ``plain``: this operand must be a variable or a constant."""

    text: str
    test: bool = False
    number: bool = False
    plain: int | None = None


def _value(text: str, *, number: bool = False, plain: int | None = None) -> Template:
    return Template(text, number=number, plain=plain)


def _test(text: str) -> Template:
    return Template(text, test=True)


#: Both operands are evaluated, and have this type: to be followed by ``is`` and the type.
_BOTH = "type({=0}) is type({=1})"

#: (name, number of operands) -> template.
TEMPLATES: dict[tuple[str, int], Template] = {
    ("+", 2): _value("({0} + {1})", number=True),
    ("-", 2): _value("({0} - {1})", number=True),
    ("-", 1): _value("(-{0})", number=True),
    ("*", 2): _value("({0} * {1})", number=True),
    ("+", 3): _value("({0} + {1} + {2})", number=True),
    ("*", 3): _value("({0} * {1} * {2})", number=True),
    # Division by a float that is not zero is Python's; all else is the primitive's business.
    ("/", 2): _value(
        "({0} / {1} if {=0} is not NIL and type({1}) is float else p__2f_({0}, {1}))", number=True, plain=1
    ),
    ("1+", 1): _value("({0} + 1)", number=True),
    ("-1+", 1): _value("({0} - 1)", number=True),
    # An index of type int passes & 1 at once; a float or a string raises, and the function decides.
    ("even?", 1): _test("({0} & 1) == 0"),
    ("odd?", 1): _test("({0} & 1) == 1"),
    # Comparable, and then equal: ordering raises for what is no number, == does not.
    ("=", 2): _test("({=0} <= {=1} and {0} == {1})"),
    ("zero?", 1): _test("({=0} <= 0 and {0} == 0)"),
    ("<", 2): _test("{0} < {1}"),
    (">", 2): _test("{0} > {1}"),
    ("<=", 2): _test("{0} <= {1}"),
    (">=", 2): _test("{0} >= {1}"),
    ("positive?", 1): _test("{0} > 0"),
    ("negative?", 1): _test("{0} < 0"),
    ("remainder", 2): _value(
        "({0} % {1} if {=0} >= 0 and {1} > 0 else remainder({0}, {1}))", number=True, plain=1
    ),
    ("quotient", 2): _value(
        "({0} // {1} if {=0} >= 0 and {1} > 0 else quotient({0}, {1}))", number=True, plain=1
    ),
    ("modulo", 2): _value("({0} % {1})", number=True),
    # Zeros of either sign and nan are abs's own business.
    ("abs", 1): _value("({0} if {=0} > 0 else abs({0}))", number=True),
    ("max", 2): _value(f"(({{0}} if {{0}} >= {{1}} else {{1}}) if {_BOTH} is int else p_max({{0}}, {{1}}))", number=True),
    ("min", 2): _value(f"(({{0}} if {{0}} <= {{1}} else {{1}}) if {_BOTH} is int else p_min({{0}}, {{1}}))", number=True),
    ("not", 1): _test("{0} is FALSE"),
    ("null?", 1): _test("{0} is NIL"),
    ("pair?", 1): _test("type({0}) is Pair"),
    ("symbol?", 1): _test("type({0}) is Symbol"),
    ("string?", 1): _test("type({0}) is String"),
    ("vector?", 1): _test("type({0}) is Vector"),
    ("char?", 1): _test("type({0}) is Char"),
    ("eq?", 2): _test("({=0} is {=1} or eqv({0}, {1}))"),
    ("eqv?", 2): _test("({=0} is {=1} or eqv({0}, {1}))"),
    ("cons", 2): _value("Pair({0}, {1})"),
    ("list", 0): _value("NIL"),
    ("list", 1): _value("Pair({0}, NIL)"),
    ("list", 2): _value("Pair({0}, Pair({1}, NIL))"),
    ("list", 3): _value("Pair({0}, Pair({1}, Pair({2}, NIL)))"),
    ("vector-ref", 2): _value("{0}.items[{1} if {=1} >= 0 else None]"),
    ("%own", 2): _value("({0} if len({=0}.items) == {=1} else p__25_own({0}, {1}))"),
    ("vector-length", 1): _value("len({0}.items)", number=True),
    ("exact-integer?", 1): _test("type({0}) is int"),
    # Equal characters are identical.
    ("char=?", 2): _test(f"({{0}} is {{1}} if {_BOTH} is Char else p_char_3d__3f_({{0}}, {{1}}) is TRUE)"),
    # Characters and singletons have a text as well.
    ("string-length", 1): _value("len({0}.text if type({=0}) is String else None)", number=True),
    ("string-ref", 2): _value("CHARS[{0}.text[{1} if {=1} >= 0 else None] if type({=0}) is String else None]"),
    # What grows with a string is counted, by the functions.
    ("string=?", 2): _test(
        f"({{0}}.text == {{1}}.text if {_BOTH} is String and len({{0}}.text) < {SHORT}"
        " else p_string_3d__3f_({0}, {1}) is TRUE)"
    ),
    ("string-append", 2): _value(
        f"(String({{0}}.text + {{1}}.text) if {_BOTH} is String and len({{0}}.text) + len({{1}}.text) < {SHORT}"
        " else p_string__append({0}, {1}))"
    ),
    ("number->string", 1): _value(
        "(String(str({0})) if type({=0}) is int and -1000000000 < {0} < 1000000000 else p_number___3e_string({0}))"
    ),
    # Conditions have a type as well, which is no record type.
    ("%record?", 2): _test("(type({=0}) is Record and {0}.type is {1})"),
    ("%record-ref", 4): _value("({0}.fields[{2}] if {=0}.type is {1} else unassigned())"),
    **{
        ("%record", 1 + count): _value(f"Record({{0}}, [{', '.join(f'{{{n}}}' for n in range(1, 1 + count))}])")
        for count in range(9)
    },
    **{
        (f"c{path}r", 1): _value("{0}" + "".join(".car" if c == "a" else ".cdr" for c in reversed(path)))
        for path in (
            *("a", "d", "aa", "ad", "da", "dd"),
            *(x + y for x in ("aa", "ad", "da", "dd") for y in ("a", "d")),
            *(x + y for x in ("aa", "ad", "da", "dd") for y in ("aa", "ad", "da", "dd")),
        )
    },
}

#: Mutations: (name, operands) -> (an expression that raises unless the mutation is sound, the statement); no expression
#: where the statement itself raises before it does anything.
STATEMENTS: dict[tuple[str, int], tuple[str, str]] = {
    ("set-car!", 2): ("{0}.car", "{0}.car = {1}"),
    ("set-cdr!", 2): ("{0}.cdr", "{0}.cdr = {1}"),
    ("%record-set!", 5): (
        "{0}.fields[{2}] if {0}.type is {1} else unassigned()",
        "{0}.fields[{2}] = {4}",
    ),
    ("%push!", 2): ("", "{0}.items.append({1})"),
    ("vector-set!", 3): ("", "{0}.items[{1} if {1} >= 0 else None] = {2}"),
}
