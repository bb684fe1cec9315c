"""What a program asks about files, for whoever hosts it: requests checked, answers and failures as Lisp sees them.

This module does no input or output: a host brings a ``Files``, and decides whether there is one. The effects are listed
in ``lib/prelude/files.scm``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from omega.runtime.condition import Condition, LispError
from omega.runtime.lib.primitive import wrong_type
from omega.runtime.syntax.datum import (
    UNSPECIFIED,
    Bytevector,
    String,
    Symbol,
    Value,
    boolean,
    lisp_list,
)
from omega.runtime.syntax.printer import write_string

#: What each effect does, for messages, by its name.
OPERATIONS = {
    "file.read.op": "read",
    "file.write.op": "write",
    "file.list.op": "list",
    "file.exists.op": "look for",
    "file.delete.op": "delete",
}


class Files(Protocol):
    """The files a host gives a program. Each raises ``OSError`` where it cannot, ``ValueError`` for no name at all."""

    def read(self, name: str, limit: int) -> bytes:
        """The whole file, or a little more than ``limit`` bytes of it."""

    def write(self, name: str, content: bytes, *, append: bool) -> None:
        """Make the file hold the content, or add it at the end."""

    def list(self, name: str) -> Sequence[str]:
        """The names in a folder, in order."""

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""

    def delete(self, name: str) -> None:
        """Delete a file."""


def answer_file(op: str, arguments: tuple[Value, ...], files: Files, limit: int) -> Value:
    """Do what an effect of ``OPERATIONS`` asks for. ``limit``: bytes of one object. Raises ``LispError``."""
    name = arguments[0] if arguments else None
    if type(name) is not String:
        raise wrong_type(op, "a string", UNSPECIFIED if name is None else name, 1)
    try:
        return _answer(op, name.text, arguments[1:], files, limit)
    except UnicodeError:
        raise _failure(op, name, "it is not UTF-8 text") from None
    except OSError as error:
        raise _failure(op, name, (error.strerror or "it failed").lower()) from None
    except ValueError:
        raise _failure(op, name, "a file cannot have this name") from None


def _answer(op: str, name: str, rest: tuple[Value, ...], files: Files, limit: int) -> Value:
    match op:
        case "file.read.op":
            content = files.read(name, limit)
            if len(content) > limit:
                message = f"file.read.op: {name} is larger than the limit object-bytes of {limit}"
                raise LispError(Condition("budget-exceeded", message))
            if _word(rest, 0) == "binary":
                return Bytevector(bytearray(content))
            return String(content.decode("utf-8"))
        case "file.write.op":
            written = rest[0] if rest else UNSPECIFIED
            if isinstance(written, String):
                data = written.text.encode("utf-8")
            elif isinstance(written, Bytevector):
                data = bytes(written.data)
            else:
                raise wrong_type(op, "a string or a bytevector", written, 2)
            files.write(name, data, append=_word(rest, 1) == "append")
            return UNSPECIFIED
        case "file.list.op":
            return lisp_list([String(each) for each in files.list(name)])
        case "file.exists.op":
            return boolean(files.exists(name))
        case _:
            files.delete(name)
            return UNSPECIFIED


def _word(rest: tuple[Value, ...], index: int) -> str:
    """A symbol among the arguments, by its name."""
    word = rest[index] if len(rest) > index else None
    return word.name if type(word) is Symbol else ""


def _failure(op: str, name: String, why: str) -> LispError:
    message = f"{op}: cannot {OPERATIONS[op]} {write_string(name, 200)}: {why}"
    return LispError(Condition("file-error", message, lisp_list([name])))
