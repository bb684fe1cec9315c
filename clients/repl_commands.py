"""The commands of ``omega repl`` that are about the session as a whole: names, files, help, leaving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from omega.clients.break_commands import attach_debugger
from omega.clients.commands import Command
from omega.clients.documentation import columns, describe
from omega.clients.errors import BadCommand
from omega.clients.fields import optional_int, optional_text
from omega.clients.known_sessions import find_session, known_sessions

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GROUP = "The session"
_ATTACH = """
Its name or the beginning of its id. What its evaluations said while nobody was there is shown; :follow waits for more, and
:debug on makes the debugger stop them."""


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


def _sessions(repl: Repl, nothing: str) -> None:
    known = known_sessions(repl.client)
    width = max((len(optional_text(each, "name") or "") for each in known), default=0)
    for each in known:
        id, name = optional_text(each, "id") or "", optional_text(each, "name") or ""
        mark = "*" if id == repl.client.session else " "
        count = optional_int(each, "evaluations") or 0
        kept = ", durable" if each.get("durable") else ""
        about = f"{optional_text(each, 'state')}{kept}, {count} evaluation{'' if count == 1 else 's'}"
        repl.console.write(f"{mark} {id}  {name:<{width}}" + ("  " if width else "") + f"{about}\n")


def attach_session(repl: Repl, wanted: str) -> None:
    """Go on with the session of this name, or whose id begins so. Raises ``BadCommand`` if that is not one."""
    found = find_session(known_sessions(repl.client), wanted)
    repl.attach(optional_text(found, "id") or "")


def attach_durable(repl: Repl, name: str) -> None:
    """Go on with the durable session of this name, or begin one."""
    known = known_sessions(repl.client)
    found = [each for each in known if optional_text(each, "name") == name and each.get("durable")]
    id = optional_text(found[0], "id") if found else None
    repl.attach(id or repl.client.clone(durable=True, name=name))


def _follow(repl: Repl, nothing: str) -> None:
    repl.follow()


def _pause(repl: Repl, nothing: str) -> None:
    attach_debugger(repl)
    repl.join(repl.client.session)
    if not repl.client.others.running:
        raise BadCommand("nothing runs in this session")
    repl.link.pause()
    repl.follow()


def _abort(repl: Repl, nothing: str) -> None:
    if repl.prompt.view is not None:
        repl.prompt.abort()
    elif not repl.client.interrupt():
        raise BadCommand("nothing runs in this session")


def _quit(repl: Repl, nothing: str) -> None:
    repl.leaving = True
    repl.prompt.abort()


COMMANDS = (
    Command(":doc", "NAME", "what NAME is: its parameters, documentation, place", _GROUP, _doc),
    Command(":names", "PREFIX", "the names that begin with PREFIX", _GROUP, _names),
    Command(":expand", "FORM", "FORM with its macro expanded once", _GROUP, _expand),
    Command(":load", "FILE", "evaluate a file of this machine in the session", _GROUP, _load, when="idle"),
    Command(":sessions", "", "the sessions of this server that we may use; * is this one", _GROUP, _sessions),
    Command(":attach", "SESSION", "go on with another session", _GROUP, attach_session, when="idle", more=_ATTACH),
    Command(":follow", "", "show what runs in the session without us, until it is over or Ctrl-C", _GROUP, _follow, when="idle"),
    Command(":pause", "", "stop what runs in the session without us (what we began: by Ctrl-C)", _GROUP, _pause, when="idle"),
    Command(":abort", "", "end what runs, or has stopped (as Ctrl-D)", _GROUP, _abort),
    Command(":quit", "", "leave (as Ctrl-D)", _GROUP, _quit, short=(":q",)),
)  # fmt: skip
