"""Where an editor finds the text of what a place names: files of the user's as they were given, the prelude's installed;
and that text itself, for a client that cannot open it: also what was only ever sent to be evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from os.path import dirname, isabs, join

from omega.runtime import lib
from omega.runtime.journal import Entry
from omega.runtime.syntax.source import Passage

_PRELUDE = "prelude/"
_OF_THE_PRELUDE = re.compile(r"prelude/[a-z0-9-]+\.scm")
#: Characters of evaluated texts that are put together, newest first, and the last line that is shown.
_MOST, _LAST_LINE = 1_000_000, 100_000


def path_of(file: str) -> str:
    """The file to open."""
    return join(dirname(lib.__file__), file) if file.startswith(_PRELUDE) else file


def url_of(file: str) -> str | None:
    """The URL of the file to open, if that is a file at all: ``<eval>`` is none, and neither is a relative name."""
    path = path_of(file)
    return f"file:{path}" if isabs(path) else None


def text_of(file: str, entries: Sequence[Entry], known: Iterable[Passage] = ()) -> str | None:
    """The text of the prelude's file of this name, or what ``entries`` of a session evaluated under it, each at its place
    (what is not known of a file is left empty); ``None`` if there is none. ``known``: passages of code that came from
    elsewhere, as with a snapshot."""
    if _OF_THE_PRELUDE.fullmatch(file):
        try:
            with open(path_of(file), encoding="utf-8") as text:
                return text.read()
        except FileNotFoundError:
            return None
    lines: dict[int, str] = {}
    size = 0
    for entry in reversed(entries):
        if entry.file != file or not entry.text or entry.line < 1:
            continue
        size += len(entry.text)
        if size > _MOST:
            break
        for number, line in enumerate(entry.text.split("\n"), entry.line):
            if number <= _LAST_LINE:
                lines.setdefault(number, " " * (entry.column - 1) + line if number == entry.line else line)
        if entry.line == 1:
            break  # what was there before has been replaced
    for span, written in known:
        if span.file != file or not 1 <= span.line <= _LAST_LINE or (size := size + len(written)) > _MOST:
            continue
        for number, line in enumerate(written.split("\n"), span.line):
            lines.setdefault(number, " " * (span.column - 1) + line if number == span.line else line)
    return "\n".join(lines.get(number, "") for number in range(1, max(lines) + 1)) if lines else None
