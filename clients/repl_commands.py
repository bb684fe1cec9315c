"""The commands of ``omega repl`` that are about the session as a whole: names, files, help, leaving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from omega.clients.commands import BadCommand, Command
from omega.clients.documentation import columns, describe

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GROUP = "The session"


def _doc(repl: Repl, name: str) -> None:
    repl.console.write(describe(name, repl.client.lookup(name)))


def _names(repl: Repl, prefix: str) -> None:
    names = [found.candidate for found in repl.client.completions(prefix)]
    repl.console.write(columns(names) if names else f"no name begins with {prefix}\n")


def _expand(repl: Repl, form: str) -> None:
    repl.console.write(repl.client.macroexpand(form) + "\n")


def _load(repl: Repl, name: str) -> None:
    path = Path(name).expanduser()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BadCommand(f"cannot read {path}: {reason}") from error
    repl.load(str(path), text)


def _quit(repl: Repl, nothing: str) -> None:
    repl.leaving = True
    repl.prompt.abort()


COMMANDS = (
    Command(":doc", "NAME", "what NAME is: its parameters, documentation, place", _GROUP, _doc),
    Command(":names", "PREFIX", "the names that begin with PREFIX", _GROUP, _names),
    Command(":expand", "FORM", "FORM with its macro expanded once", _GROUP, _expand),
    Command(":load", "FILE", "evaluate a file of this machine in the session", _GROUP, _load, when="idle"),
    Command(":quit", "", "leave (as Ctrl-D)", _GROUP, _quit, short=(":q",)),
)
