"""Output: R7RS 6.13.3. Printing something large is done in pieces with a safepoint between them.

A file's port that holds enough is emptied by an effect, so all of these may be calls; see ``ports.py``.
"""

from __future__ import annotations

from omega.runtime.lib.handover import again, continue_in_lisp
from omega.runtime.lib.primitive import (
    as_bytes,
    as_char,
    as_range,
    as_text,
    check_size,
    primitive,
    wrong_type,
)
from omega.runtime.machine.ports import (
    BytesOutput,
    ConsolePort,
    TextOutput,
    bytes_output,
    console,
    is_full,
    text_output,
)
from omega.runtime.syntax.datum import UNSPECIFIED, String, Value
from omega.runtime.syntax.printer import Printer, Style

#: Atoms printed between two safepoints.
_ATOMS = 1_000


def _put(port: ConsolePort | TextOutput, text: str, procedure: str) -> Value:
    """Write text, the last of an operation."""
    if type(port) is ConsolePort:
        console().write(port.stream, text)
        return UNSPECIFIED
    assert type(port) is TextOutput
    port.put(text, procedure)
    return _written(port)


def _written(port: TextOutput | BytesOutput) -> Value:
    return continue_in_lisp("%flush", port) if is_full(port) else UNSPECIFIED


def _print(object: Value, style: Style, port: Value, procedure: str) -> Value:
    return _print_more(Printer(object, style), text_output(port, procedure))


@primitive("%print-more", "(printer port)", "Go on printing something large.", calls=True)
def _print_more(printer: Value, port: Value) -> Value:
    result = _put(port, printer.step(_ATOMS), "write")
    if printer.done:
        return result
    if result is UNSPECIFIED:
        return again(_print_more, printer, port)
    return continue_in_lisp("%flush-and-print", printer, port)


@primitive("display", "(object [port])", "Print the object for people: strings and characters as they are.", calls=True)
def display(object: Value, port: Value = None) -> Value:
    if type(object) is String:
        return _put(text_output(port, "display"), object.text, "display")
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


@primitive("write-string", "(string [port] [start] [end])", "Print the characters of a string from start up to end.", calls=True)
def write_string(string: Value, port: Value = None, start: Value = None, end: Value = None) -> Value:
    text = as_text(string, "write-string")
    if start is not None:
        first, last = as_range(start, end, len(text), "write-string")
        check_size(last - first, "write-string")
        text = text[first:last]
    return _put(text_output(port, "write-string"), text, "write-string")


@primitive("write-char", "(char [port])", "Print a character.", calls=True)
def write_char(character: Value, port: Value = None) -> Value:
    return _put(text_output(port, "write-char"), as_char(character, "write-char"), "write-char")


@primitive("newline", "([port])", "End the line.", calls=True)
def newline(port: Value = None) -> Value:
    return _put(text_output(port, "newline"), "\n", "newline")


@primitive("write-u8", "(byte [port])", "Write a byte to a binary port.", calls=True)
def write_u8(byte: Value, port: Value = None) -> Value:
    if type(byte) is not int or not 0 <= byte <= 255:
        raise wrong_type("write-u8", "a byte (exact integer from 0 to 255)", byte, 1)
    target = bytes_output(port, "write-u8")
    target.put(bytes((byte,)), "write-u8")
    return _written(target)


@primitive("write-bytevector", "(bytevector [port] [start] [end])", "Write the bytes from start up to end to a binary port.", calls=True)
def write_bytevector(bytevector: Value, port: Value = None, start: Value = None, end: Value = None) -> Value:
    data = as_bytes(bytevector, "write-bytevector")
    first, last = as_range(start, end, len(data), "write-bytevector")
    check_size(last - first, "write-bytevector")
    target = bytes_output(port, "write-bytevector")
    target.put(data[first:last], "write-bytevector")
    return _written(target)


@primitive("flush-output-port", "([port])", "Send on what the port holds back.", calls=True)
def flush_output_port(port: Value = None) -> Value:
    if type(port) is not BytesOutput:
        port = text_output(port, "flush-output-port")
    return continue_in_lisp("%flush", port)
