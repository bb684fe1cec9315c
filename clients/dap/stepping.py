"""How the program goes on from where it stands, forwards and backwards, and how it is stopped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from omega.clients.dap.messages import Body, Request

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

#: What the server calls the sizes of a step. ``statement`` is what clients say that mean nothing special: the
#: configuration knows better, as if nothing were said.
_GRANULARITY = {"line": "line", "statement": None, "instruction": "expression"}


async def continue_(adapter: Adapter, request: Request) -> Body:
    """Go on to the next stop."""
    await adapter.debuggee.resume("continue")
    return {"allThreadsContinued": True}


async def reverse_continue(adapter: Adapter, request: Request) -> None:
    """Go back to the last breakpoint."""
    await adapter.debuggee.resume("reverse-continue")


def step(op: str) -> Callable[[Adapter, Request], Awaitable[None]]:
    """The handler that takes one step of a kind."""

    async def take(adapter: Adapter, request: Request) -> None:
        size = request.optional_text("granularity") or "statement"
        if size not in _GRANULARITY:
            raise request.wrong("granularity", f"one of {', '.join(_GRANULARITY)}")
        debuggee = adapter.debuggee
        await debuggee.resume(op, {"granularity": _GRANULARITY[size] or debuggee.granularity})

    return take


async def restart_frame(adapter: Adapter, request: Request) -> None:
    """Go back to where a call began."""
    debuggee = adapter.debuggee
    await debuggee.resume("restart-frame", {"frame": debuggee.frames.thing(request.integer("frameId"))})


async def pause(adapter: Adapter, request: Request) -> None:
    """Stop what runs."""
    await adapter.debuggee.ask("pause")
