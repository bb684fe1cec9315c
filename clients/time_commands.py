"""The commands about states of a session that are kept: snapshots, what differs between them, new sessions, files.

Each is a verb of the server, shown. What a verb answers and when it may be done is the server's to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from omega.clients.commands import Command
from omega.clients.errors import BadCommand, RequestRefused
from omega.clients.fields import Message, maps_of, optional_int, optional_text
from omega.clients.known_sessions import read_export, write_export
from omega.clients.verb_reply import size, when

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GROUP = "Snapshots and files"
#: What can be in a file, with the verb that takes it.
_KINDS = {"session": "sessions/import", "snapshot": "snapshots/import", "history": "history/import"}
_EXPORT = """
The session with its history, or the snapshot NAME. :import takes either, also on another server: a session is a new one
there, a snapshot one of its session."""


def _save(repl: Repl, text: str) -> None:
    name, _, description = text.partition(" ")
    saved = repl.client.request("snapshots/save", name=name, description=description.strip() or None).body
    repl.console.write(f"saved {_text(saved, 'name')}\n")


def _restore(repl: Repl, name: str) -> None:
    restored = repl.client.request("snapshots/restore", name=name).body
    within = ", in the midst of an evaluation; :debug on goes on with it" if restored.get("evaluation") else ""
    repl.console.write(f"the session is as it was saved in {name}{within}\n")


def _snapshots(repl: Repl, nothing: str) -> None:
    found = maps_of(repl.client.request("snapshots/list").body, "snapshots")
    width = max((len(_text(each, "name")) for each in found), default=0)
    for each in found:
        within = "  in an evaluation" if each.get("evaluation") else ""
        bytes = size(optional_int(each, "size") or 0)
        line = f"  {_text(each, 'name'):<{width}}  {when(each, 'time')}  {bytes:>8}{within}  {_text(each, 'description')}"
        repl.console.write(line.rstrip() + "\n")
    if not found:
        repl.console.write("no snapshots; :save NAME makes one\n")


def _diff(repl: Repl, text: str) -> None:
    name, *others = text.split()
    if len(others) > 1:
        raise BadCommand("usage: :diff A [B]")
    body = repl.client.request("snapshots/diff", name=name, other=others[0] if others else None).body
    lines = [f"  + {_text(each, 'name')} = {_text(each, 'value')}\n" for each in maps_of(body, "added")]
    lines += [f"  - {_text(each, 'name')} = {_text(each, 'value')}\n" for each in maps_of(body, "removed")]
    lines += [
        f"    {_text(each, 'name')} = {_text(each, 'before')}, then {_text(each, 'after')}\n"
        for each in maps_of(body, "changed")
    ]
    more = optional_int(body, "more")
    repl.console.write("".join(lines) + (f"  … and {more} more\n" if more else "") or "no difference\n")


def _fork(repl: Repl, text: str) -> None:
    name, *snapshots = text.split() or [""]
    if len(snapshots) > 1:
        raise BadCommand("usage: :fork [NAME [SNAPSHOT]]")
    asked = {"name": name or None, "snapshot": snapshots[0] if snapshots else None}
    made = _text(repl.client.request("snapshots/fork", **asked).body, "new-session")
    repl.console.write(f"session {made}; :attach {name or made[:8]} goes there\n")


def _export(repl: Repl, text: str) -> None:
    file, *names = text.split()
    if len(names) > 1:
        raise BadCommand("usage: :export FILE [NAME]")
    if names:
        body = repl.client.request("snapshots/export", name=names[0]).body
    else:
        body = repl.client.request("sessions/export").body
    repl.console.write(f"{size(write_export(body, Path(file).expanduser()))} in {file}\n")


def _import(repl: Repl, file: str) -> None:
    data = read_export(Path(file).expanduser())
    kind, body = _imported(repl, data)
    if kind == "session":
        made = _text(body, "new-session")
        repl.console.write(f"session {made}; :attach {made[:8]} goes there\n")
    elif kind == "snapshot":
        repl.console.write(f"snapshot {_text(body, 'name')}; :restore {_text(body, 'name')} goes there\n")
    else:
        repl.console.write("this is the end of that history; :live comes back\n")


def _imported(repl: Repl, data: str) -> tuple[str, Message]:
    """What the file is, as the server knows it, and what became of it."""
    kind = "session"
    try:
        return kind, repl.client.request(_KINDS[kind], data=data).body
    except RequestRefused as error:
        kind = error.detail.rpartition("got that of a ")[2]
        if kind not in _KINDS:
            raise
    return kind, repl.client.request(_KINDS[kind], data=data).body


def _text(item: Message, key: str) -> str:
    return optional_text(item, key) or ""


COMMANDS = (
    Command(":save", "NAME [TEXT]", "save the session as snapshot NAME", _GROUP, _save),
    Command(":restore", "NAME", "let the session be as it was saved", _GROUP, _restore, when="idle"),
    Command(":snapshots", "", "the snapshots of this session, the oldest first", _GROUP, _snapshots),
    Command(":diff", "A [B]", "what differs between snapshot A and B, or now", _GROUP, _diff),
    Command(":fork", "[NAME [SNAPSHOT]]", "a new session like this one, or like a snapshot", _GROUP, _fork),
    Command(":export", "FILE [NAME]", "write the session, or snapshot NAME, to a file", _GROUP, _export, more=_EXPORT),
    Command(":import", "FILE", "take what :export has written", _GROUP, _import, when="idle"),
)
