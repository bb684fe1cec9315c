"""The question where to go on from an error, as ``omega repl`` asks a person without a debugger attached: ``restart>``.

Owns what may be typed there: a number, a command, or a form, which ends the one that failed. It must never do a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from omega.clients.command_table import COMMANDS
from omega.clients.commands import find_command
from omega.clients.console import restart_list
from omega.clients.errors import BadCommand, RequestRefused
from omega.clients.event_stream import FollowingStream
from omega.clients.events import NeedRestart
from omega.clients.typed import command_word

if TYPE_CHECKING:
    from omega.clients.repl import Repl

#: Seconds that the server may take to stop a program that waits.
_PATIENCE = 5.0
#: A restart's index, and an expression for its values.
Choice = tuple[int, str]


def choose_restart(repl: Repl, question: NeedRestart) -> Choice:
    """Have the person choose a restart by its number; anything else typed ends the form and is done next."""
    restarts = {offer.index: offer for offer in question.restarts}
    while True:
        text = (repl.reader.ask("restart> ") or "").strip()
        if not text:
            return next(each.index for each in question.restarts if each.name == "abort"), ""
        number = text.removeprefix(":")
        if not number.isdecimal():
            chosen = _do_meanwhile(repl, text, question)
            if chosen is None:
                repl.console.complain(restart_list(question.restarts))
                continue
            return chosen
        offer = restarts.get(int(number))
        if offer is None:
            repl.console.complain(f"there is no restart {number}\n")
            continue
        if not offer.values:
            return offer.index, ""
        code = repl.reader.ask("value> " if offer.values == 1 else f"{offer.values} values> ") or ""
        if code.strip():
            return offer.index, code if offer.values == 1 else f"(values {code})"
        repl.console.complain(restart_list(question.restarts))


def _do_meanwhile(repl: Repl, text: str, question: NeedRestart) -> Choice | None:
    """Do a command that does not need the form to end; anything else ends it, and is done next. A command for what has
    stopped has the debugger stop it where it waits."""
    abort = question.restarts[-1].index, ""
    try:
        word = command_word(text)
        command = find_command(COMMANDS, word) if word else None
        if command is not None and command.attaches and not repl.link.attached:
            raise BadCommand(f"{command.name}: choose a restart first; the program cannot come under a debugger meanwhile")
        if command is not None and command.when == "stopped":
            return _look(repl, text, question)
        if command is not None and command.when == "ever" and command.name != ":abort":
            repl.run_command(text)
            return abort if repl.leaving else None
        if command is not None and command.name == ":abort":
            return abort
    except (RequestRefused, BadCommand) as error:
        repl.refused(error)
        return None
    repl.typed_ahead = text
    return abort


def _look(repl: Repl, text: str, question: NeedRestart) -> Choice | None:
    """Look around where an evaluation waits for a restart. The debugger is attached for as long as that takes."""
    if repl.link.attached:
        raise BadCommand(":break on uncaught, and errors stop in the debugger")
    repl.link.attach()
    try:
        repl.link.pause()
        stop = repl.link.await_stop(_PATIENCE)
        if stop is None:
            raise BadCommand("the program cannot be stopped here")
        waits = FollowingStream(repl.client, [repl.link], waits=False)
        return repl.prompt.look(replace(stop, restarts=question.restarts), waits, text)
    finally:
        repl.link.detach()
