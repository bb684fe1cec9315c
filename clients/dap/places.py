"""Where things are, as the client says it and as the server does: files, lines, columns.

The server counts lines and columns from 1, columns in characters, and calls a file what the program was loaded as. A
client may count from 0, counts columns in units of UTF-16, and wants a path it can open; what is in no file gets a
number, with which it asks for the text. This file reads files of this machine, and writes none.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from omega.clients.dap.capabilities import Preferences
from omega.clients.dap.messages import Arguments, Body, Json
from omega.clients.fields import Message, optional_int, optional_text

#: The largest character that UTF-16 has one unit for.
_ONE_UNIT = 0xFFFF


class Places:
    """Translates both ways, as the client's ``preferences`` have it."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._folder = Path.cwd()
        self._references: dict[str, int] = {}
        #: By file, the lines in which columns differ; most files have none.
        self._wide: dict[str, dict[int, str]] = {}

    def move(self, folder: Path) -> None:
        """Names of files are relative to this folder from now on."""
        self._folder = folder
        self.look_again()

    # To the client ----------------------------------------------------------------------------------------------

    def source(self, file: str) -> Body:
        """The DAP ``Source`` of what the server calls ``file``."""
        path = self._path(file)
        if path is not None:
            return {"name": path.name, "path": path.as_uri() if self._preferences.uris else str(path)}
        number = self._references.setdefault(file, len(self._references) + 1)
        return {"name": file, "sourceReference": number, "presentationHint": "deemphasize", "origin": "not in a file"}

    def range(self, place: Message) -> dict[str, Json]:
        """``line``, ``column``, ``endLine`` and ``endColumn``, as far as the place has them."""
        file = optional_text(place, "file")
        found: dict[str, Json] = {}
        for line_key, column_key, their_line, their_column in (
            ("line", "column", "line", "column"),
            ("end-line", "end-column", "endLine", "endColumn"),
        ):
            line, column = optional_int(place, line_key), optional_int(place, column_key)
            if line:
                found[their_line] = line - 1 + self._preferences.first_line
                if column:
                    found[their_column] = self._column(file, line, column)
        return found

    def _column(self, file: str | None, line: int, column: int) -> int:
        text = self._text(file, line)[: column - 1]
        return column - 1 + _extra(text) + self._preferences.first_column

    # From the client --------------------------------------------------------------------------------------------

    def files(self, source: Arguments) -> tuple[str, ...]:
        """What the server may call the file of a ``Source``: its path, or its name in the folder, as programs say it that
        load it. Raises ``Refused`` if it names none."""
        reference = source.optional_integer("sourceReference")
        if reference:
            return (self.referred(reference, source),)
        path = source.optional_text("path")
        if not path:
            raise source.wrong("path", "the path of a file")
        if path.startswith("file://"):
            path = unquote(urlsplit(path).path)
        file = Path(os.path.normpath(self._folder / path))
        return (str(file), str(file.relative_to(self._folder))) if file.is_relative_to(self._folder) else (str(file),)

    def referred(self, reference: int, said: Arguments) -> str:
        """What a number for a text stands for. Raises ``Refused`` if it stands for none."""
        for file, number in self._references.items():
            if number == reference:
                return file
        raise said.wrong("sourceReference", "a number of a source")

    def line(self, number: int) -> int:
        """The server's number of a line."""
        return number + 1 - self._preferences.first_line

    def column(self, file: str, line: int, number: int) -> int:
        """The server's number of a column; ``line`` is the server's."""
        units = number - self._preferences.first_column
        return characters(self._text(file, line), units) + 1

    # Texts ------------------------------------------------------------------------------------------------------

    def look_again(self) -> None:
        """Files may have changed."""
        self._wide.clear()

    def _path(self, file: str) -> Path | None:
        path = self._folder / file
        try:
            return path if path.is_file() else None
        except (OSError, ValueError):
            return None

    def _text(self, file: str | None, line: int) -> str:
        """The line, if columns differ in it."""
        if file is None:
            return ""
        wide = self._wide.get(file)
        if wide is None:
            wide = self._wide[file] = _wide_lines(self._path(file))
        return wide.get(line, "")


def units(text: str) -> int:
    """The length of a text in units of UTF-16."""
    return len(text) + _extra(text)


def characters(text: str, units: int) -> int:
    """How many characters of ``text`` so many units of UTF-16 are; beyond its end one unit is one character."""
    for index, character in enumerate(text):
        if units <= 0:
            return index
        units -= 1 + (ord(character) > _ONE_UNIT)
    return len(text) + max(0, units)


def _extra(text: str) -> int:
    return sum(ord(character) > _ONE_UNIT for character in text)


def _wide_lines(path: Path | None) -> dict[int, str]:
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    if text.isascii():
        return {}
    return {number: line for number, line in enumerate(text.split("\n"), 1) if _extra(line)}
