"""What the console of a client can do that clients have no request for: restarts, going to a tick, the end of input.

A command begins with a colon, as in ``omega repl``. It must never evaluate an expression itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omega.clients.dap.listening import THREAD, restart_list
from omega.clients.dap.messages import Refused
from omega.clients.fields import items_of, mapping_of
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

COMMANDS = {
    ":restarts": ("", "the ways to go on from the condition that has stopped the program"),
    ":restart": ("NUMBER [EXPRESSION]", "go on with one of them"),
    ":goto": ("TICKS [OPERATION]", "go to a position of this evaluation, back or forth"),
    ":eof": ("", "the end of input, for a program that reads"),
    ":help": ("", "this list"),
}
_RESTART = re.compile(r"(\d{1,9})(?:\s+(.*))?", re.DOTALL)
_GOTO = re.compile(r"(\d{1,15})(?:\s+(\d{1,15}))?")


async def run(adapter: Adapter, text: str) -> str | None:
    """Do what was entered and say what came of it; ``None`` if it is no command. Raises ``Refused``."""
    word, _, rest = text.strip().partition(" ")
    if word not in COMMANDS:
        return None
    debuggee = adapter.debuggee
    match word:
        case ":help":
            return help_text()
        case ":restarts":
            reply = await debuggee.ask_here("restarts")
            return restart_list([mapping_of(offer) for offer in items_of(reply.get("restarts"))])
        case ":eof":
            await debuggee.read("")
        case ":restart":
            params: dict[str, Sendable] = {}
            if (found := _RESTART.fullmatch(rest.strip())) is None:
                raise _usage(word)
            params["restart"] = int(found[1])
            if found[2]:
                params["code"] = found[2]
            await _go(adapter, "invoke-restart", params)
        case _:
            if (found := _GOTO.fullmatch(rest.strip())) is None:
                raise _usage(word)
            await _go(adapter, "goto", {"ticks": int(found[1]), "operation": int(found[2] or 0)})
    return ""


def help_text() -> str:
    """The commands, a line each."""
    return "\n".join(f"{f'{name} {operands}':<30} {doc}" for name, (operands, doc) in COMMANDS.items())


def names(before: str) -> list[tuple[str, str | None]]:
    """The commands that what has been entered may become, with their kinds."""
    return [(name, "keyword") for name in COMMANDS if name.startswith(before)] if before.startswith(":") else []


async def _go(adapter: Adapter, op: str, params: dict[str, Sendable]) -> None:
    """Go on so, and tell the client: it did not ask for that in its own words."""
    async with adapter.order:
        await adapter.debuggee.resume(op, params)
        await adapter.event("continued", {"threadId": THREAD, "allThreadsContinued": True})


def _usage(word: str) -> Refused:
    return Refused(f"usage: {word} {COMMANDS[word][0]}")
