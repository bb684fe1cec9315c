"""Where an editor finds the text of what a place names: files of the user's as they were given, the prelude's installed."""

from __future__ import annotations

from os.path import dirname, isabs, join

from omega.runtime import lib

_PRELUDE = "prelude/"


def path_of(file: str) -> str:
    """The file to open."""
    return join(dirname(lib.__file__), file) if file.startswith(_PRELUDE) else file


def url_of(file: str) -> str | None:
    """The URL of the file to open, if that is a file at all: ``<eval>`` is none, and neither is a relative name."""
    path = path_of(file)
    return f"file:{path}" if isabs(path) else None
