"""``load``: the forms of a file, one by one, from the text that the host answered."""

from __future__ import annotations

from typing import Any

from omega.runtime.condition import LispError
from omega.runtime.lib.primitive import as_text, current, failure, primitive, wrong_type
from omega.runtime.machine.expansion import Environment, Expansion
from omega.runtime.syntax.datum import NIL, Pair, Value
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.reader import END, PAUSED, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.shapes import of, register


class SourceText:
    """A text that is being read, from an offset on, which is at this line and column of the file. ``fold``: as after
    ``#!fold-case``. Never changed."""

    __slots__ = ("column", "file", "fold", "line", "offset", "text")

    def __init__(self, text: str, file: str, offset: int, line: int, column: int, fold: bool) -> None:
        self.text = text
        self.file = file
        self.offset = offset
        self.line = line
        self.column = column
        self.fold = fold


def _is_count(part: Any) -> bool:
    return type(part) is int and part >= 0


type_names[SourceText] = "source text"
describers[SourceText] = lambda source: f"#<source text {source.file}>"
register(
    SourceText,
    "source-text",
    *SourceText.__slots__,
    is_shared=lambda source: True,
    accepts=of(_is_count, str, bool, _is_count, _is_count, str),
)


@primitive("%source-text", "(text path)", "The text of a file, to be read form by form.")
def source_text(text: Value, path: Value) -> Value:
    return SourceText(as_text(text, "load"), as_text(path, "load", 2), 0, 1, 1, False)


@primitive("%next-form", "(source environment)", "The next form of a text, as an expansion, in a pair with what is left of it; () at its end.")
def next_form(source: Value, environment: Value) -> Value:
    if type(environment) is not Environment:
        raise wrong_type("load", "an environment", environment, 2)
    reader = Reader(source.text, source.file, source.line, source.column, offset=source.offset, fold=source.fold)
    try:
        syntax = reader.next(current.limits.source_nodes)
    except ReadError as error:
        raise LispError(error.condition()) from None
    current.worked(reader.offset - source.offset >> 4)
    if syntax is END:
        return NIL
    if syntax is PAUSED:
        limit = current.limits.source_nodes
        raise failure("syntax-error", f"load: a form is larger than the limit source-nodes of {limit}")
    assert not isinstance(syntax, type(END))
    rest = SourceText(source.text, source.file, reader.offset, reader.line, reader.column, reader.fold)
    return Pair(Expansion(syntax, environment, reader.passage(syntax)), rest)
