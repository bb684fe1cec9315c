"""The console: the output and input procedures, in terms of text that the host takes and gives.

Printing something large is done in pieces with a safepoint between them; reading more than was given is an effect.
"""

from __future__ import annotations

from typing import cast

from omega.runtime.condition import LispError
from omega.runtime.lib.handover import again
from omega.runtime.lib.primitive import as_text, primitive, wrong_type
from omega.runtime.machine.registers import M
from omega.runtime.session import MORE, Console
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    TRUE,
    UNSPECIFIED,
    Boolean,
    Char,
    String,
    Value,
    boolean,
    char,
)
from omega.runtime.syntax.forms import Syntax, to_datum
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import Printer
from omega.runtime.syntax.reader import END, Reader
from omega.runtime.syntax.readerror import ReadError

#: Atoms printed between two safepoints.
_ATOMS = 1_000


class ConsolePort:
    """A port to the console: ``stream`` is ``out``, ``err`` or ``in``."""

    __slots__ = ("stream",)

    def __init__(self, stream: str) -> None:
        self.stream = stream


OUTPUT, ERROR, INPUT = ConsolePort("out"), ConsolePort("err"), ConsolePort("in")
type_names[ConsolePort] = "port"
describers[ConsolePort] = lambda port: f"#<port console-{port.stream}>"


def _console() -> Console:
    assert M.session is not None
    return M.session.console


def _stream(port: Value, procedure: str) -> str:
    if port is None:
        return "out"
    if type(port) is not ConsolePort or port is INPUT:
        raise wrong_type(procedure, "an output port", port)
    return port.stream


def _print(object: Value, style: str, port: Value, procedure: str) -> Value:
    stream = _stream(port, procedure)
    return print_on(Printer(object, style), stream)  # type: ignore[arg-type]


def print_on(printer: Value, stream: str) -> Value:
    """Print a piece; ask for another call when there is more."""
    _console().write(stream, printer.step(_ATOMS))
    if printer.done:
        return UNSPECIFIED
    return again(_print_more, printer, ERROR if stream == "err" else OUTPUT)


@primitive("%print-more", "(printer port)", "Go on printing something large.", calls=True)
def _print_more(printer: Value, port: Value) -> Value:
    return print_on(printer, port.stream)


@primitive("display", "(object [port])", "Print the object for people: strings and characters as they are.", calls=True)
def display(object: Value, port: Value = None) -> Value:
    if type(object) is String:
        _console().write(_stream(port, "display"), object.text)
        return UNSPECIFIED
    return _print(object, "display", port, "display")


@primitive("write", "(object [port])", "Print the object so that it can be read back; cycles are labelled.", calls=True)
def write(object: Value, port: Value = None) -> Value:
    return _print(object, "write", port, "write")


@primitive("write-shared", "(object [port])", "Like write, with labels for everything that is shared.", calls=True)
def write_shared(object: Value, port: Value = None) -> Value:
    return _print(object, "shared", port, "write-shared")


@primitive("write-simple", "(object [port])", "Like write, without labels.", calls=True)
def write_simple(object: Value, port: Value = None) -> Value:
    return _print(object, "simple", port, "write-simple")


@primitive("write-string", "(string [port])", "Print the characters of a string.", writes=True)
def write_string_(string: Value, port: Value = None) -> Value:
    _console().write(_stream(port, "write-string"), as_text(string, "write-string"))
    return UNSPECIFIED


@primitive("write-char", "(char [port])", "Print a character.", writes=True)
def write_char(character: Value, port: Value = None) -> Value:
    if type(character) is not Char:
        raise wrong_type("write-char", "a character", character, 1)
    _console().write(_stream(port, "write-char"), character.text)
    return UNSPECIFIED


@primitive("newline", "([port])", "End the line.", writes=True)
def newline(port: Value = None) -> Value:
    _console().write(_stream(port, "newline"), "\n")
    return UNSPECIFIED


@primitive("current-output-port", "()", "The console, for output.")
def current_output_port() -> Value:
    return OUTPUT


@primitive("current-error-port", "()", "The console, for messages about errors.")
def current_error_port() -> Value:
    return ERROR


@primitive("current-input-port", "()", "The console, for input.")
def current_input_port() -> Value:
    return INPUT


@primitive("eof-object", "()", "The object that says there is no more input.")
def eof_object() -> Value:
    return EOF


@primitive("eof-object?", "(object)", "Whether the object says there is no more input.")
def is_eof(object: Value) -> Boolean:
    return boolean(object is EOF)


# -- input: each of these gives what it can, or MORE when the console has to be given more first


@primitive("%more?", "(object)", "Whether an input primitive needs more text.")
def is_more(object: Value) -> Boolean:
    return boolean(object is MORE)


@primitive("%feed", "(chunk)", "Give the console what the host answered: a string, or the end of input.", writes=True)
def feed(chunk: Value) -> Value:
    console = _console()
    if chunk is EOF:
        console.at_end = True
        return UNSPECIFIED
    console.feed(as_text(chunk, "input.op"))
    return UNSPECIFIED


def _exhausted(console: Console) -> Value:
    """At the end of what was given: the end of input once, or MORE."""
    if console.at_end:
        console.at_end = False
        return EOF
    return MORE


@primitive("%read-line", "()", "A line of input, the end of input, or the need for more.", writes=True)
def read_line() -> Value:
    console = _console()
    end = console.input.find("\n", console.position)
    if end < 0:
        rest = console.input[console.position :]
        if not console.at_end:
            return MORE
        if not rest:
            return _exhausted(console)
        console.position = len(console.input)
        return String(rest)
    line = console.input[console.position : end]
    console.position = end + 1
    return String(line)


@primitive("%read-char", "()", "A character of input, the end of input, or the need for more.", writes=True)
def read_char() -> Value:
    console = _console()
    if console.position >= len(console.input):
        return _exhausted(console)
    console.position += 1
    return char(console.input[console.position - 1])


@primitive("%peek-char", "()", "The next character of input, the end of input, or the need for more.", writes=True)
def peek_char() -> Value:
    console = _console()
    if console.position >= len(console.input):
        return _exhausted(console)
    return char(console.input[console.position])


@primitive("char-ready?", "([port])", "Whether a character of input is there.")
def char_ready(port: Value = None) -> Boolean:
    console = _console()
    return TRUE if console.position < len(console.input) or console.at_end else FALSE


# A call, though it makes none: what is wrong with the text is said once, when the text has been taken.
@primitive("%read", "()", "A datum of input, the end of input, or the need for more.", calls=True)
def read() -> Value:
    console = _console()
    text = console.input[console.position :]
    reader = Reader(text, "<input>")
    try:
        syntax = reader.next()
    except ReadError as error:
        if error.incomplete and not console.at_end:
            return MORE
        console.position = len(console.input)
        raise LispError(error.condition()) from None
    if syntax is END:
        console.position = len(console.input)
        return _exhausted(console)
    if not console.at_end and reader.offset == len(text) and text[-1] not in ")]\"":
        # The last token might go on: 12 could become 123.
        return MORE
    console.position += reader.offset
    return to_datum(cast(Syntax, syntax), literal=False)
