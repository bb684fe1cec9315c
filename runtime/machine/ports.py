"""Ports: R7RS 6.13.1. What they are made of, which are the current ones, and what can be asked of any.

A port is data: text or bytes with a position, or what was written so far. A file is read whole by one effect when it
is opened and is a string or bytevector port from then on; what is written to one is kept until there is enough of it,
then an effect carries it away (``prelude/files.scm``). The console's ports stand for the session's console.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import StringIO
from typing import Any

from omega.runtime.lib.primitive import (
    as_bytes,
    as_text,
    check_size,
    current,
    failure,
    over_limit,
    primitive,
    wrong_type,
)
from omega.runtime.machine.base import publish
from omega.runtime.machine.parameters import Parameter, value_of
from omega.runtime.machine.registers import M
from omega.runtime.session import Console
from omega.runtime.syntax.datum import FALSE, UNSPECIFIED, Boolean, Bytevector, String, Value, boolean
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import of, register

#: What a file's port holds back: characters or bytes.
_HELD = 1 << 16
#: Files that a session may have open for output: what their ports hold is not measured.
_FILES = 256


class ConsolePort:
    """A port to the console: ``stream`` is ``out``, ``err`` or ``in``."""

    __slots__ = ("stream",)

    def __init__(self, stream: str) -> None:
        self.stream = stream


class TextInput:
    """``name``: of the file, or ``None``. ``line`` and ``line_start``: of the offset ``counted``; see ``place``."""

    __slots__ = ("counted", "is_open", "line", "line_start", "name", "position", "text")

    #: There is never more to come.
    at_end = True

    def __init__(self, text: str, name: str | None) -> None:
        self.text = text
        self.name = name
        self.is_open = True
        self.position = self.line_start = self.counted = 0
        self.line = 1

    def place(self) -> tuple[int, int]:
        """Line and column of the position."""
        newline = self.text.rfind("\n", self.counted, self.position)
        if newline >= 0:
            self.line += self.text.count("\n", self.counted, self.position)
            self.line_start = newline + 1
        self.counted = self.position
        return self.line, self.position - self.line_start + 1


class BytesInput:
    """``name``: of the file, or ``None``."""

    __slots__ = ("data", "is_open", "name", "position")

    def __init__(self, data: bytes, name: str | None) -> None:
        self.data = data
        self.name = name
        self.is_open = True
        self.position = 0


class TextOutput:
    """``name``: of the file, or ``None``; ``buffer`` then is what has not been carried away yet."""

    __slots__ = ("buffer", "is_open", "name")

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.is_open = True
        self.buffer = StringIO()

    def put(self, text: str, procedure: str) -> None:
        """Write text. Raises ``LispError`` when the port would hold more than an object may."""
        size = 4 * (self.buffer.tell() + len(text))
        bound = current.limits.object_bytes
        if size > bound:
            raise over_limit(procedure, "object-bytes", f"{size} bytes", bound)
        current.charge(4 * len(text))
        self.buffer.write(text)

    def is_held(self) -> bool:
        """Does it hold anything?"""
        return self.buffer.tell() > 0

    def take(self) -> Value:
        """What a file's port holds, which it lets go of."""
        text = self.buffer.getvalue()
        self.buffer = StringIO()
        return String(text)


class BytesOutput:
    """``name``: of the file, or ``None``; ``buffer`` then is what has not been carried away yet."""

    __slots__ = ("buffer", "is_open", "name")

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.is_open = True
        self.buffer = bytearray()

    def put(self, data: bytes | bytearray, procedure: str) -> None:
        """Write bytes. Raises ``LispError`` when the port would hold more than an object may."""
        size = len(self.buffer) + len(data)
        bound = current.limits.object_bytes
        if size > bound:
            raise over_limit(procedure, "object-bytes", f"{size} bytes", bound)
        current.charge(len(data))
        self.buffer += data

    def is_held(self) -> bool:
        """Does it hold anything?"""
        return bool(self.buffer)

    def take(self) -> Value:
        """What a file's port holds, which it lets go of."""
        data, self.buffer = self.buffer, bytearray()
        return Bytevector(data)


def _fill_text_output(port: TextOutput, parts: Sequence[Any]) -> None:
    text, port.name, port.is_open = parts
    port.buffer = StringIO()
    port.buffer.write(text)


def _fill_bytes_output(port: BytesOutput, parts: Sequence[Any]) -> None:
    data, port.name, port.is_open = parts
    port.buffer = bytearray(data)


def _is_position(part: Any) -> bool:
    return type(part) is int and part >= 0


register(
    ConsolePort,
    "console-port",
    "stream",
    is_shared=lambda port: True,
    accepts=of(("out", "err", "in").__contains__),
)
register(
    TextInput,
    "text-input",
    *("text", "name", "is_open", "position", "line", "line_start", "counted"),
    size=lambda port: 120 + sys.getsizeof(port.text),
    accepts=of(str, str | None, bool, *[_is_position] * 4),
)
register(
    BytesInput,
    "bytes-input",
    *("data", "name", "is_open", "position"),
    size=lambda port: 80 + len(port.data),
    accepts=of(bytes, str | None, bool, _is_position),
)
register(
    TextOutput,
    "text-output",
    parts=lambda port: (port.buffer.getvalue(), port.name, port.is_open),
    fill=_fill_text_output,
    size=lambda port: 100 + 4 * port.buffer.tell(),
    accepts=of(str, str | None, bool),
)
register(
    BytesOutput,
    "bytes-output",
    parts=lambda port: (bytes(port.buffer), port.name, port.is_open),
    fill=_fill_bytes_output,
    size=lambda port: 100 + len(port.buffer),
    accepts=of(bytes, str | None, bool),
)

_INPUTS = (TextInput, BytesInput)
_OUTPUTS = (TextOutput, BytesOutput)
_KINDS: dict[type, str] = {
    TextInput: "string input",
    BytesInput: "bytevector input",
    TextOutput: "string output",
    BytesOutput: "bytevector output",
}


def _describe(port: Value) -> str:
    kind = _KINDS[type(port)]
    name = "" if port.name is None else " " + write_string(String(port.name))
    if name:
        kind = ("binary " if "byte" in kind else "") + kind.split()[1]
    return f"#<port {kind}{name}{'' if port.is_open else ' closed'}>"


type_names[ConsolePort] = "port"
describers[ConsolePort] = lambda port: f"#<port console-{port.stream}>"
for _kind in _KINDS:
    type_names[_kind] = "port"
    describers[_kind] = _describe


# -- which port


def _parameter(stream: str, name: str, doc: str) -> Parameter:
    parameter = Parameter(ConsolePort(stream), name=name, doc=doc)
    publish(name, parameter)
    return parameter


OUTPUT = _parameter("out", "current-output-port", "The port that output goes to: a parameter, the console at first.")
ERROR = _parameter("err", "current-error-port", "The port for messages about errors: a parameter, the console at first.")
INPUT = _parameter("in", "current-input-port", "The port that input comes from: a parameter, the console at first.")


def console() -> Console:
    """The console of the session that is running."""
    assert M.session is not None
    return M.session.console


def _is_output(port: Value) -> bool:
    return type(port) in _OUTPUTS or (type(port) is ConsolePort and port.stream != "in")


def is_file_output(port: Value) -> bool:
    """Is it a port that writes to a file?"""
    return type(port) in _OUTPUTS and port.name is not None


def _is_input(port: Value) -> bool:
    return type(port) in _INPUTS or (type(port) is ConsolePort and port.stream == "in")


def _is_port(port: Value) -> bool:
    return type(port) is ConsolePort or type(port) in _KINDS


def text_output(port: Value, procedure: str) -> ConsolePort | TextOutput:
    """The port to write text to; ``None`` is the current one."""
    if port is None:
        port = value_of(OUTPUT)
    if type(port) is TextOutput and port.is_open:
        return port
    if type(port) is ConsolePort and port.stream != "in":
        return port
    raise wrong_type(procedure, "an open textual output port", port)


def bytes_output(port: Value, procedure: str) -> BytesOutput:
    """The port to write bytes to; ``None`` is the current one."""
    if port is None:
        port = value_of(OUTPUT)
    if type(port) is not BytesOutput or not port.is_open:
        raise wrong_type(procedure, "an open binary output port", port)
    return port


def text_input(port: Value, procedure: str) -> Console | TextInput:
    """What to read text from; ``None`` is the current port."""
    if port is None:
        port = value_of(INPUT)
    if type(port) is TextInput and port.is_open:
        return port
    if type(port) is ConsolePort and port.stream == "in":
        return console()
    raise wrong_type(procedure, "an open textual input port", port)


def bytes_input(port: Value, procedure: str) -> BytesInput:
    """What to read bytes from; ``None`` is the current port."""
    if port is None:
        port = value_of(INPUT)
    if type(port) is not BytesInput or not port.is_open:
        raise wrong_type(procedure, "an open binary input port", port)
    return port


def is_full(port: Value) -> bool:
    """Should what this port holds be carried away to its file?"""
    kind = type(port)
    if kind is TextOutput:
        return port.name is not None and port.buffer.tell() > _HELD
    return kind is BytesOutput and port.name is not None and len(port.buffer) > _HELD


# -- making ports


@primitive("open-input-string", "(string)", "A port that reads the characters of the string.")
def open_input_string(string: Value) -> Value:
    return TextInput(as_text(string, "open-input-string"), None)


@primitive("open-output-string", "()", "A port that collects what is written to it; see get-output-string.")
def open_output_string() -> Value:
    return TextOutput(None)


@primitive("get-output-string", "(port)", "What was written to a port of open-output-string so far.")
def get_output_string(port: Value) -> Value:
    if type(port) is not TextOutput or port.name is not None:
        raise wrong_type("get-output-string", "a port of open-output-string", port)
    text = port.buffer.getvalue()
    check_size(sys.getsizeof(text), "get-output-string")
    return String(text)


@primitive("open-input-bytevector", "(bytevector)", "A port that reads the bytes of the bytevector.")
def open_input_bytevector(bytevector: Value) -> Value:
    data = as_bytes(bytevector, "open-input-bytevector")
    check_size(len(data), "open-input-bytevector")
    return BytesInput(bytes(data), None)


@primitive("open-output-bytevector", "()", "A port that collects the bytes written to it; see get-output-bytevector.")
def open_output_bytevector() -> Value:
    return BytesOutput(None)


@primitive("get-output-bytevector", "(port)", "The bytes written to a port of open-output-bytevector so far.")
def get_output_bytevector(port: Value) -> Value:
    if type(port) is not BytesOutput or port.name is not None:
        raise wrong_type("get-output-bytevector", "a port of open-output-bytevector", port)
    check_size(len(port.buffer), "get-output-bytevector")
    return Bytevector(bytearray(port.buffer))


@primitive("%file-input", "(name content)", "A port that reads what a file holds.")
def file_input(name: Value, content: Value) -> Value:
    if type(content) is Bytevector:
        check_size(len(content.data), "file.read.op")
        return BytesInput(bytes(content.data), name.text)
    text = as_text(content, "file.read.op")
    check_size(len(text), "file.read.op")
    return TextInput(text, name.text)


@primitive("%check-files", "(procedure)", "Raise an error when the session has as many files open as it may.")
def check_files(procedure: Value) -> Value:
    assert M.session is not None
    if len(M.session.files) >= _FILES:
        raise failure("file-error", f"{procedure.text}: {_FILES} files are open for output already; close some first")
    return UNSPECIFIED


@primitive("%file-output", "(name binary?)", "A port that writes to a file.", writes=True)
def file_output(name: Value, binary: Value) -> Value:
    assert M.session is not None
    port = TextOutput(name.text) if binary is FALSE else BytesOutput(name.text)
    M.session.files.append(port)
    return port


@primitive("%unflushed-port", "()", "A port that still holds something for its file, or #f.")
def unflushed_port() -> Value:
    assert M.session is not None
    return next((port for port in M.session.files if port.is_held()), FALSE)


@primitive("%take-held", "(port)", "What is to be carried away to the port's file: a pair of the file's name and it, or #f.", writes=True)
def take_held(port: Value) -> Value:
    if not is_file_output(port) or not port.is_held():
        return FALSE
    return port.take()


@primitive("%port-name", "(port)", "The name of the port's file.")
def port_name(port: Value) -> Value:
    return String(port.name)


@primitive("%close-port", "(port procedure)", "Close a port, which may be closed already; those of the console stay open.", writes=True)
def close(port: Value, procedure: Value) -> Value:
    name = as_text(procedure, "%close-port")
    wanted = {"close-input-port": _is_input, "close-output-port": _is_output}.get(name, _is_port)
    if not wanted(port):
        what = {"close-input-port": "an input port", "close-output-port": "an output port"}.get(name, "a port")
        raise wrong_type(name, what, port, 1)
    if type(port) is not ConsolePort:
        port.is_open = False
        assert M.session is not None
        M.session.files = [each for each in M.session.files if each is not port]
    return UNSPECIFIED


# -- what can be asked


@primitive("port?", "(object)", "Whether the object is a port.")
def port_p(object: Value) -> Boolean:
    return boolean(_is_port(object))


@primitive("input-port?", "(object)", "Whether the object is a port to read from.")
def input_port_p(object: Value) -> Boolean:
    return boolean(_is_input(object))


@primitive("output-port?", "(object)", "Whether the object is a port to write to.")
def output_port_p(object: Value) -> Boolean:
    return boolean(_is_output(object))


@primitive("textual-port?", "(object)", "Whether the object is a port of characters.")
def textual_port_p(object: Value) -> Boolean:
    return boolean(type(object) in (ConsolePort, TextInput, TextOutput))


@primitive("binary-port?", "(object)", "Whether the object is a port of bytes.")
def binary_port_p(object: Value) -> Boolean:
    return boolean(type(object) in (BytesInput, BytesOutput))


@primitive("input-port-open?", "(port)", "Whether the port can still be read from.")
def input_port_open_p(port: Value) -> Boolean:
    if not _is_input(port):
        raise wrong_type("input-port-open?", "an input port", port, 1)
    return boolean(type(port) is ConsolePort or port.is_open)


@primitive("output-port-open?", "(port)", "Whether the port can still be written to.")
def output_port_open_p(port: Value) -> Boolean:
    if not _is_output(port):
        raise wrong_type("output-port-open?", "an output port", port, 1)
    return boolean(type(port) is ConsolePort or port.is_open)
