"""What ``launch`` and ``attach`` are told: a program or a session, where, and how to begin.

Owns the fields' names and checks; reads the program's text, so that what cannot be read is refused before anything is
started.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import trio

from omega.clients.address import Address, parse_address
from omega.clients.dap.messages import Arguments, Refused
from omega.clients.errors import BadAddress
from omega.clients.program import program_text


@dataclass(frozen=True, slots=True)
class Program:
    """``path``: of its file. ``text``: what it held when it was launched. ``words``: its command line."""

    path: Path
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """``program``: what is launched; ``None`` to attach. ``session``: what is attached to; ``None`` for the only one.
    ``address``: of a server; ``None`` for one of our own. ``folder``: what file names are relative to. ``granularity``:
    of steps whose request says none. ``stay``: whether a program stays stopped when the client is gone."""

    program: Program | None
    session: str | None
    address: Address | None
    folder: Path
    debugging: bool
    stop_on_entry: bool
    granularity: str
    stay: bool


async def launch_configuration(arguments: Arguments, connect: str | None) -> Configuration:
    """What the arguments of ``launch`` say; ``connect``: the server where they name none. Raises ``Refused``."""
    folder = _folder(arguments)
    path = _absolute(arguments.text("program"), folder or Path.cwd())
    program = Program(path, await _text(path), (str(path), *arguments.texts("args")))
    return _configuration(arguments, connect, program, folder or path.parent)


def attach_configuration(arguments: Arguments, connect: str | None) -> Configuration:
    """What the arguments of ``attach`` say; without a server, the one of the folder. Raises ``Refused``."""
    return _configuration(arguments, connect or "auto", None, _folder(arguments) or Path.cwd())


def _configuration(
    arguments: Arguments, connect: str | None, program: Program | None, folder: Path
) -> Configuration:
    return Configuration(
        program=program,
        session=arguments.optional_text("session"),
        address=_address(arguments.optional_text("connect") or connect, folder),
        folder=folder,
        debugging=not arguments.flag("noDebug"),
        stop_on_entry=arguments.flag("stopOnEntry"),
        granularity=_choice(arguments, "granularity", ("line", "statement", "expression")),
        stay=_choice(arguments, "onDisconnect", ("continue", "pause")) == "pause",
    )


def _choice(arguments: Arguments, name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first if nothing is said."""
    value = arguments.optional_text(name) or choices[0]
    if value not in choices:
        raise arguments.wrong(name, f"one of {', '.join(choices)}")
    return value


def _folder(arguments: Arguments) -> Path | None:
    name = arguments.optional_text("cwd")
    if not name:
        return None
    folder = Path(os.path.abspath(name))
    if not _is_directory(folder):
        raise arguments.wrong("cwd", "a folder")
    return folder


def _absolute(name: str, folder: Path) -> Path:
    """The file's path as other requests have it: without ``..``, links as they are."""
    return Path(os.path.normpath(folder / name))


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _address(text: str | None, folder: Path) -> Address | None:
    if text is None:
        return None
    try:
        return parse_address(text, folder)
    except BadAddress as error:
        raise Refused(str(error), show=True) from error


async def _text(path: Path) -> str:
    try:
        text = await trio.Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}", show=True) from error
    except ValueError as error:  # not UTF-8, or a name that no file can have
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        raise Refused(f"cannot read {path}: {reason}", show=True) from error
    return program_text(text)
