"""What a command of ``omega repl`` is, how one is found by what was typed, and how the list of them is shown.

A text that begins with ``:word`` is a command, everything else is Lisp. The commands themselves are in
``repl_commands.py``, ``break_commands.py``, ``stop_commands.py`` and ``time_commands.py``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from omega.clients.errors import BadCommand

if TYPE_CHECKING:
    from omega.clients.repl import Repl

#: What a command does, given what was typed after its name.
Run: TypeAlias = "Callable[[Repl, str], None]"

@dataclass(frozen=True, slots=True)
class Command:
    """``arguments``: as shown, in brackets if it can do without any. ``group``: the heading it is listed under. ``short``:
    its abbreviations. ``more``: what ``:help NAME`` adds to the ``meaning``. ``when``: where it can be used: while the
    program is ``stopped`` in the debugger, while it is not (``idle``), or ``ever``."""

    name: str
    arguments: str
    meaning: str
    group: str
    run: Run
    short: tuple[str, ...] = ()
    more: str = ""
    when: Literal["ever", "stopped", "idle"] = "ever"
    #: It may attach a debugger.
    attaches: bool = False

    @property
    def takes_file(self) -> bool:
        """Its argument begins with the name of a file of this machine."""
        return self.arguments.startswith("FILE")


def find_command(table: Sequence[Command], word: str) -> Command:
    """The command of this name, abbreviation or beginning of a name. Raises ``BadCommand``, with what is like it."""
    for command in table:
        if word == command.name or word in command.short:
            return command
    begun = [command for command in table if command.name.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise BadCommand(f"{word} is the beginning of {' and '.join(each.name for each in begun)}")
    like = difflib.get_close_matches(word, [command.name for command in table], 1)
    hint = f"; did you mean {like[0]}?" if like else f"; :help lists them ('{word} is the keyword)"
    raise BadCommand(f"there is no command {word}{hint}")


def check_use(command: Command, rest: str, *, stopped: bool) -> None:
    """Raises ``BadCommand`` if it needs an argument, takes none, or cannot be used here."""
    if command.when == "stopped" and not stopped:
        raise BadCommand(f"{command.name}: nothing has stopped; :break sets a breakpoint")
    if command.when == "idle" and stopped:
        raise BadCommand(f"{command.name}: an evaluation has stopped; :continue or :abort it first")
    if (not rest and command.arguments and not command.arguments.startswith("[")) or (rest and not command.arguments):
        raise BadCommand(f"usage: {usage(command)}")


def usage(command: Command) -> str:
    """A command as it is typed."""
    return f"{command.name} {command.arguments}".rstrip()


def list_of_commands(table: Sequence[Command]) -> str:
    """All of them under their headings."""
    lines: list[str] = []
    for group in dict.fromkeys(command.group for command in table):
        lines += ["", f"{group}:"] if lines else [f"{group}:"]
        lines += [
            f"  {usage(each):<22} {each.meaning}" + (f"  ({', '.join(each.short)})" if each.short else "")
            for each in table
            if each.group == group
        ]
    return "\n".join(lines) + "\n"


def help_of(command: Command) -> str:
    """One of them, explained."""
    text = f"{usage(command)}\n  {command.meaning}\n"
    if command.short:
        text += f"  short: {', '.join(command.short)}\n"
    if command.more:
        text += "".join(f"  {line}".rstrip() + "\n" for line in command.more.strip("\n").splitlines())
    return text
