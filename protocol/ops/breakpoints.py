"""The ops that say where a program is to stop. Each replaces what an earlier one of the same kind said, and answers with
one map for each breakpoint, in order. Breakpoints live as long as the debugger that ``debug-start`` attached."""

from __future__ import annotations

from omega.protocol.op import Kind, Op, Param
from omega.protocol.ops.params import THE_SESSION

_LINE = Param("line", Kind.INTEGER, "The line, from 1.", minimum=1)
_COLUMN = Param("column", Kind.INTEGER, "The column, from 1: the expression there.", minimum=1)
_FILE = Param("file", Kind.TEXT, "The file's name, as the program was evaluated with.")
#: What every breakpoint may say.
_ATTRIBUTES = (
    Param("condition", Kind.TEXT, "An expression: stop only where it is true."),
    Param("hit-condition", Kind.TEXT, "How many times it must have been passed: 3, >= 3, > 3, = 3, % 3."),
    Param("log-message", Kind.TEXT, "Instead of stopping, send this text, with the values of {expressions} in it."),
    Param("enabled", Kind.FLAG, "Whether it stops anything; true by default."),
)
_RETURNS = (
    ("breakpoints", "A list of maps with id, verified, file, line, column, end-line, end-column and, if it cannot be set, message."),
)


def _sets(name: str, doc: str, field: Param, *, of: tuple[Param, ...] = (), also: tuple[Param, ...] = ()) -> Op:
    """An op that replaces the breakpoints of one kind. ``of``: what it needs beside them. ``also``: what one may say."""
    breakpoints = Param(
        "breakpoints",
        Kind.LIST,
        "The breakpoints; none removes those there are.",
        fields=(field,),
        options=(*also, *_ATTRIBUTES),
    )
    return Op(name, doc, required=(THE_SESSION, *of, breakpoints), returns=_RETURNS)


TABLE = (
    _sets(
        "set-breakpoints",
        "Set the breakpoints of a file: where a line begins, or at an expression if a column is given.",
        _LINE,
        of=(_FILE,),
        also=(_COLUMN,),
    ),
    _sets(
        "set-function-breakpoints",
        "Stop where procedures of these names are called.",
        Param("name", Kind.TEXT, "The name of a procedure."),
    ),
    _sets(
        "set-effect-breakpoints",
        "Stop where the program asks its host for something.",
        Param("op", Kind.TEXT, "The name of the effect, such as file.read.op; * stands for all."),
    ),
    _sets(
        "set-tick-breakpoints",
        "Stop when an evaluation has used so many ticks.",
        Param("ticks", Kind.INTEGER, "The number of ticks.", minimum=0),
    ),
    Op(
        "set-exception-breakpoints",
        "Stop where conditions are signalled: all of them, or those that nobody handles; of all types, or of some.",
        required=(THE_SESSION, Param("filters", Kind.LIST, "Which conditions; none turns it off.", choices=("all", "uncaught"))),
        optional=(Param("types", Kind.LIST, "The names of condition types; any by default."),),
        returns=_RETURNS,
    ),
    Op(
        "data-breakpoint-info",
        "Tell how to stop where a variable changes.",
        required=(
            THE_SESSION,
            Param("key", Kind.TEXT, "The key of the stop."),
            Param("variables-reference", Kind.INTEGER, "What holds the variable.", minimum=1),
            Param("name", Kind.TEXT, "The name of the variable."),
        ),
        returns=(("data-id", "What set-data-breakpoints takes; absent if it cannot be watched."), ("description", "What is watched, or why it cannot be.")),
    ),
    _sets(
        "set-data-breakpoints",
        "Stop where variables change.",
        Param("data-id", Kind.TEXT, "What data-breakpoint-info gave."),
    ),
    Op(
        "breakpoint-locations",
        "List the expressions of some lines, where breakpoints can be.",
        required=(THE_SESSION, _FILE, _LINE),
        optional=(Param("end-line", Kind.INTEGER, "The last line; the same by default.", minimum=1),),
        returns=(("locations", "A list of maps with line, column, end-line and end-column."),),
    ),
)
