"""The commands about what a session has done: list it, look at it, go to where it was, come back.

Each is a verb of the server, shown. This module must never decide what of the past can be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.commands import Command
from omega.clients.errors import BadCommand
from omega.clients.fields import Message, items_of, maps_of, optional_int, optional_text, text_of
from omega.clients.verb_reply import Position, position_of, when

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GROUP = "The past of the session"
#: Entries listed; characters of the code, and of the value, of one that is listed.
_LISTED, _CODE, _VALUE = 30, 48, 40
_GOTO = """
Entries are what was evaluated, numbered as :history lists them; 0 is the beginning. Evaluate there, look around: it is
done to a copy, and :live comes back to the present as it was. :adopt makes the past the present instead."""


def _history(repl: Repl, text: str) -> None:
    if text.isdecimal():
        _entry(repl, int(text))
        return
    if text:
        body = repl.client.request("history/search", text=text, count=_LISTED).body
    else:
        body = repl.client.request("history/list", count=_LISTED).body
    entries = maps_of(body, "entries")
    for each in entries:
        code = _line(optional_text(each, "code") or "", _CODE)
        repl.console.write(f"{optional_int(each, 'number'):>5}  {code:<{_CODE}}  {_outcome(each)}".rstrip() + "\n")
    left = (optional_int(body, "total") or 0) - len(entries)
    if left > 0:
        repl.console.write(f"  … and {left} more; :history TEXT looks for some\n")
    elif not entries:
        repl.console.write("nothing like that was evaluated\n" if text else "nothing was evaluated yet\n")


def _outcome(entry: Message) -> str:
    state = optional_text(entry, "state") or ""
    if state == "done":
        return f"=> {_line(optional_text(entry, 'value') or '', _VALUE)}"
    return _line(optional_text(entry, "error") or "", _VALUE) if state == "error" else state


def _line(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _entry(repl: Repl, number: int) -> None:
    body = repl.client.request("history/get", number=number).body
    code = (optional_text(body, "code") or "").rstrip()
    repl.console.write(
        f"{code}\n"
        f"  {_outcome(body)}\n"
        f"  {optional_text(body, 'file')}:{optional_int(body, 'line')}, {when(body, 'time')}, "
        f"{float(optional_text(body, 'seconds') or 0):.3f} s, {optional_int(body, 'ticks')} ticks, "
        f"{optional_int(body, 'effects')} answers from outside\n"
    )
    tags = ", ".join(map(text_of, items_of(body.get("tags"))))
    repl.console.write(f"  tags: {tags}\n" if tags else "")


def _goto(repl: Repl, text: str) -> None:
    words = text.split()
    if len(words) > 2 or not all(word.isdecimal() for word in words):
        raise BadCommand(f":goto-entry: expected the number of an entry and perhaps a tick, got {text}")
    ticks = int(words[1]) if len(words) == 2 else None
    _look(repl, position_of(repl.client.request("history/goto", number=int(words[0]), ticks=ticks).body))


def _live(repl: Repl, nothing: str) -> None:
    _look(repl, position_of(repl.client.request("history/live").body))


def _adopt(repl: Repl, nothing: str) -> None:
    _look(repl, position_of(repl.client.request("history/navigate").body))


def _look(repl: Repl, position: Position) -> None:
    repl.past = None if position.live else position
    if position.live:
        repl.console.write("this is the present\n")
    else:
        repl.console.write(f"this is the session {position}; :live comes back\n")


def _tag(repl: Repl, text: str) -> None:
    number, *tags = text.split()
    if not number.isdecimal():
        raise BadCommand(f":tag: expected the number of an entry, got {number}")
    repl.client.request("history/tag", number=int(number), tags=tags)


COMMANDS = (
    Command(":history", "[N|TEXT]", "what was evaluated: the last ones, one of them, or those with TEXT", _GROUP, _history),
    Command(":goto-entry", "N [TICK]", "look at the session as it was after entry N, or amid it", _GROUP, _goto, more=_GOTO, when="idle"),
    Command(":live", "", "come back to the present", _GROUP, _live, when="idle"),
    Command(":adopt", "", "make the past that is looked at the present", _GROUP, _adopt, when="idle"),
    Command(":tag", "N TAG…", "call entry N something, to find it again", _GROUP, _tag),
)  # fmt: skip
