"""Input: R7RS 6.13.2. Reading more of the console than it was given is an effect, after which the reading begins again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from omega.runtime.condition import LispError
from omega.runtime.lib.handover import again, continue_in_lisp
from omega.runtime.lib.primitive import (
    BYTES,
    as_bytes,
    as_count,
    as_range,
    as_text,
    check_size,
    current,
    primitive,
)
from omega.runtime.machine.ports import TextInput, bytes_input, console, text_input
from omega.runtime.session import Console
from omega.runtime.syntax.datum import (
    EOF,
    TRUE,
    UNSPECIFIED,
    Boolean,
    Bytevector,
    String,
    Value,
    boolean,
    char,
    lisp_list,
)
from omega.runtime.syntax.forms import Syntax, to_datum
from omega.runtime.syntax.reader import END, PAUSED, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.underway import Underway, register_underway

#: Characters in which the end of a line is looked for at once, and tokens read between two safepoints.
_WINDOW = 8_192
_TOKENS = 1_000


@primitive("eof-object", "()", "The object that says there is no more input.")
def eof_object() -> Value:
    return EOF


@primitive("eof-object?", "(object)", "Whether the object says there is no more input.")
def is_eof(object: Value) -> Boolean:
    return boolean(object is EOF)


@primitive("%feed", "(chunk)", "Give the console what the host answered: a string, or the end of input.", writes=True)
def feed(chunk: Value) -> Value:
    if chunk is EOF:
        console().at_end = True
    else:
        console().feed(as_text(chunk, "input.op"))
    return UNSPECIFIED


def _after_more(function: Callable[..., Value], *arguments: Value) -> Value:
    """Begin again when the console has been given more."""
    return continue_in_lisp("%after-input", function, lisp_list([each for each in arguments if each is not None]))


def _end(source: Console | TextInput) -> Value:
    """The end of what there is; a console may go on after it."""
    if type(source) is Console:
        source.at_end = False
    return EOF


def _line_end(text: str, start: int) -> tuple[int, int]:
    """Where the first line of the text from ``start`` on ends, and where the next begins; -1 when its end is not there."""
    while start < len(text):
        newline = text.find("\n", start, start + _WINDOW)
        carriage = text.find("\r", start, start + _WINDOW if newline < 0 else newline)
        if carriage >= 0:
            if carriage + 1 == len(text):
                return carriage, -1
            return carriage, carriage + (2 if text[carriage + 1] == "\n" else 1)
        if newline >= 0:
            return newline, newline + 1
        start += _WINDOW
    return len(text), -1


@primitive("read-line", "([port])", "Read a line, without its end.", calls=True)
def read_line(port: Value = None) -> Value:
    source = text_input(port, "read-line")
    text, start = source.text, source.position
    end, next = _line_end(text, start)
    if next < 0:
        if not source.at_end:
            return _after_more(read_line, port)
        if start == len(text):
            return _end(source)
        next = len(text)
    if end - start > _WINDOW:
        current.worked((end - start) // BYTES)
        check_size(end - start, "read-line")
    source.position = next
    return String(text[start:end])


@primitive("read-char", "([port])", "Read a character.", calls=True)
def read_char(port: Value = None) -> Value:
    source = text_input(port, "read-char")
    position = source.position
    if position < len(source.text):
        source.position = position + 1
        return char(source.text[position])
    return _end(source) if source.at_end else _after_more(read_char, port)


@primitive("peek-char", "([port])", "The next character, which stays there.", calls=True)
def peek_char(port: Value = None) -> Value:
    source = text_input(port, "peek-char")
    if source.position < len(source.text):
        return char(source.text[source.position])
    return _end(source) if source.at_end else _after_more(peek_char, port)


@primitive("char-ready?", "([port])", "Whether a character, or the end of input, is there without waiting.")
def char_ready(port: Value = None) -> Boolean:
    source = text_input(port, "char-ready?")
    return boolean(source.at_end or source.position < len(source.text))


@primitive("read-string", "(k [port])", "Read k characters, or what there is before the end of input.", calls=True)
def read_string(k: Value, port: Value = None) -> Value:
    count = as_count(k, "read-string")
    source = text_input(port, "read-string")
    start = source.position
    available = len(source.text) - start
    if available < count and not source.at_end:
        return _after_more(read_string, k, port)
    if count and not available:
        return _end(source)
    taken = min(count, available)
    check_size(taken, "read-string")
    source.position = start + taken
    return String(source.text[start : start + taken])


class Reading(Underway[Any]):
    """A ``read`` under way."""

    __slots__ = ("reader",)

    def __init__(self, text: str, file: str, line: int, column: int, offset: int) -> None:
        self.begin(text, file, line, column, offset)
        self.reader = Reader(text, file, line, column, offset=offset)

    def advance(self, tokens: int) -> Any:
        return self.reader.next(tokens)


register_underway(Reading, "reading", str, str, int, int, int)


@primitive("read", "([port])", "Read a datum.", calls=True)
def read(port: Value = None) -> Value:
    source = text_input(port, "read")
    if type(source) is TextInput:
        return _read_on(port, Reading(source.text, source.name or "<string>", *source.place(), source.position))
    return _read_on(port, Reading(source.text, "<input>", 1, 1, source.position))


@primitive("%read-on", "(port reading)", "Go on reading a datum.", calls=True)
def _read_on(port: Value, reading: Value) -> Value:
    source = text_input(port, "read")
    text = source.text
    try:
        syntax = reading.step(_TOKENS)
    except ReadError as error:
        if error.incomplete and not source.at_end:
            return _after_more(read, port)
        source.position = len(text) if type(source) is Console else reading.reader.offset
        raise LispError(error.condition()) from None
    if syntax is PAUSED:
        return again(_read_on, port, reading)
    if syntax is END:
        source.position = len(text)
        return _end(source) if source.at_end else _after_more(read, port)
    if not source.at_end and reading.reader.offset == len(text) and text[-1] not in ")]\"":
        # The last token might go on: 12 could become 123.
        return _after_more(read, port)
    source.position = reading.reader.offset
    return to_datum(cast(Syntax, syntax), literal=False)


# -- bytes


@primitive("read-u8", "([port])", "Read a byte from a binary port.", writes=True)
def read_u8(port: Value = None) -> Value:
    source = bytes_input(port, "read-u8")
    if source.position == len(source.data):
        return EOF
    source.position += 1
    return source.data[source.position - 1]


@primitive("peek-u8", "([port])", "The next byte of a binary port, which stays there.")
def peek_u8(port: Value = None) -> Value:
    source = bytes_input(port, "peek-u8")
    return EOF if source.position == len(source.data) else source.data[source.position]


@primitive("u8-ready?", "([port])", "Whether a byte, or the end of input, is there without waiting.")
def u8_ready(port: Value = None) -> Boolean:
    bytes_input(port, "u8-ready?")
    return TRUE


@primitive("read-bytevector", "(k [port])", "Read k bytes, or what there is before the end of input.", writes=True)
def read_bytevector(k: Value, port: Value = None) -> Value:
    count = as_count(k, "read-bytevector")
    source = bytes_input(port, "read-bytevector")
    start = source.position
    taken = min(count, len(source.data) - start)
    if count and not taken:
        return EOF
    check_size(taken, "read-bytevector")
    source.position = start + taken
    return Bytevector(bytearray(source.data[start : start + taken]))


@primitive(
    "read-bytevector!",
    "(bytevector [port] [start] [end])",
    "Read bytes into the bytevector from start up to end; how many, or the end of input.",
    writes=True,
)
def read_bytevector_into(bytevector: Value, port: Value = None, start: Value = None, end: Value = None) -> Value:
    target = as_bytes(bytevector, "read-bytevector!")
    first, last = as_range(start, end, len(target), "read-bytevector!")
    source = bytes_input(port, "read-bytevector!")
    position = source.position
    taken = min(last - first, len(source.data) - position)
    if last > first and not taken:
        return EOF
    current.worked(taken // BYTES)
    target[first : first + taken] = source.data[position : position + taken]
    source.position = position + taken
    return taken
