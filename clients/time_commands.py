"""The commands about a session's past and its other lives: snapshots, history, forks, what is kept in files.

Each is a verb of the server, shown. What a verb answers and when it may be done is the server's to say.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from omega.clients.commands import Command
from omega.clients.errors import BadCommand
from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_SNAPSHOTS = "Snapshots and history"


def _save(repl: Repl, text: str) -> None:
    name, _, description = text.partition(" ")
    saved = repl.client.request("snapshots/save", name=name, description=description.strip() or None).body
    repl.console.write(f"saved {_text(saved, 'name')}\n")


def _restore(repl: Repl, name: str) -> None:
    restored = repl.client.request("snapshots/restore", name=name).body
    within = ", in the midst of an evaluation; :debug on goes on with it" if restored.get("evaluation") else ""
    repl.console.write(f"the session is as it was saved in {name}{within}\n")


def _snapshots(repl: Repl, nothing: str) -> None:
    found = _maps(repl.client.request("snapshots/list").body, "snapshots")
    width = max((len(_text(each, "name")) for each in found), default=0)
    for each in found:
        name, about = _text(each, "name"), _text(each, "description")
        within = "  in an evaluation" if each.get("evaluation") else ""
        size = _size(optional_int(each, "size") or 0)
        repl.console.write(f"  {name:<{width}}  {_when(each)}  {size:>8}{within}  {about}".rstrip() + "\n")
    if not found:
        repl.console.write("no snapshots; :save NAME makes one\n")


def _diff(repl: Repl, text: str) -> None:
    name, *others = text.split()
    if len(others) > 1:
        raise BadCommand("usage: :diff A [B]")
    body = repl.client.request("snapshots/diff", name=name, other=others[0] if others else None).body
    lines = [f"  + {_text(each, 'name')} = {_text(each, 'value')}\n" for each in _maps(body, "added")]
    lines += [f"  - {_text(each, 'name')} = {_text(each, 'value')}\n" for each in _maps(body, "removed")]
    lines += [
        f"    {_text(each, 'name')} = {_text(each, 'before')}, then {_text(each, 'after')}\n"
        for each in _maps(body, "changed")
    ]
    more = optional_int(body, "more")
    repl.console.write("".join(lines) + (f"  … and {more} more\n" if more else "") or "no difference\n")


def _maps(body: Message, key: str) -> list[Message]:
    return [mapping_of(item) for item in items_of(body.get(key))]


def _text(item: Message, key: str) -> str:
    return optional_text(item, key) or ""


def _when(item: Message) -> str:
    """The ``time`` of something, in the time zone of whoever reads it."""
    try:
        moment = float(optional_text(item, "time") or 0)
    except ValueError:
        return ""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))


def _size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count} B" if count < 10_000 else f"{count / 1000:.0f} kB" if count < 10_000_000 else f"{count / 1e6:.0f} MB"


COMMANDS = (
    Command(":save", "NAME [TEXT]", "save the session as snapshot NAME", _SNAPSHOTS, _save),
    Command(":restore", "NAME", "let the session be as it was saved", _SNAPSHOTS, _restore),
    Command(":snapshots", "", "the snapshots of this session, the oldest first", _SNAPSHOTS, _snapshots),
    Command(":diff", "A [B]", "what differs between snapshot A and B, or now", _SNAPSHOTS, _diff),
)
