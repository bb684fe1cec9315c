"""The requests that begin and end a conversation: ``initialize``, ``launch``, ``attach``, ``disconnect`` and their kin.

A client initializes, launches or attaches, and waits for the event ``initialized``, which comes when there is somebody to
tell of breakpoints. It sets them and says ``configurationDone``; then the program begins and the first request is
answered. What happens in between belongs to ``lifetime.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.dap.capabilities import CAPABILITIES, Preferences
from omega.clients.dap.configuration import Configuration, attach_configuration, launch_configuration
from omega.clients.dap.lifetime import End, Lifetime
from omega.clients.dap.listening import THREAD
from omega.clients.dap.messages import Arguments, Body, Refused, Request
from omega.clients.dap.places import Places
from omega.clients.errors import OmegaClientError

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter


async def initialize(adapter: Adapter, request: Request) -> Body:
    """What we can do; what the client can is kept."""
    adapter.preferences = Preferences.of(request)
    adapter.places = Places(adapter.preferences)
    return CAPABILITIES


async def launch(adapter: Adapter, request: Request) -> None:
    """Run a program."""
    await _debug(adapter, request, await launch_configuration(request, adapter.connect))


async def attach(adapter: Adapter, request: Request) -> None:
    """Debug a session."""
    await _debug(adapter, request, attach_configuration(request, adapter.connect))


async def _debug(adapter: Adapter, request: Request, configuration: Configuration) -> None:
    """From now until it is over; the response is sent when the program has begun."""
    if adapter.lifetime is not None:
        raise Refused(f"{request.command}: this conversation has something to debug already", show=True)
    adapter.places.move(configuration.folder)
    lifetime = adapter.lifetime = Lifetime(adapter, request, configuration)

    async def begun() -> None:
        async with adapter.order:
            await adapter.respond(request)
            await adapter.event("thread", {"reason": "started", "threadId": THREAD})

    try:
        await lifetime.run(begun)
    except (OmegaClientError, Refused) as error:
        if not request.answered:
            adapter.lifetime = None  # the client may try something else
            raise Refused(str(error), show=True) from error
        await adapter.say(f"{error}\n", "important")
        await adapter.event("terminated")
    if not request.answered:
        raise Refused(f"{request.command} was given up", word="cancelled")


async def configuration_done(adapter: Adapter, request: Request) -> None:
    """All breakpoints are set: the program may begin."""
    if adapter.lifetime is None:
        raise Refused("configurationDone: expected launch or attach before it")
    adapter.lifetime.configured.set()


async def restart(adapter: Adapter, request: Request) -> None:
    """Begin again, on the same server and with the same breakpoints."""
    lifetime = adapter.lifetime
    if lifetime is None:
        raise Refused("restart: nothing is debugged")
    arguments: Arguments = request.optional_inner("arguments") or lifetime.arguments
    if lifetime.configuration.program is None:
        configuration = attach_configuration(arguments, adapter.connect)
    else:
        configuration = await launch_configuration(arguments, adapter.connect)
    await lifetime.restart(configuration)


async def terminate(adapter: Adapter, request: Request) -> None:
    """Interrupt the program, which may clean up before it ends."""
    debuggee = adapter.debuggee
    await debuggee.client.interrupt(session=debuggee.session)


async def disconnect(adapter: Adapter, request: Request) -> None:
    """End the conversation: a launched program ends with it, a session is left as it is, unless the client says otherwise."""
    lifetime = adapter.lifetime
    if lifetime is not None:
        launched = lifetime.configuration.program is not None
        await lifetime.finish(End.TERMINATE if request.flag("terminateDebuggee", launched) else End.LEAVE)
    adapter.end()


async def cancel(adapter: Adapter, request: Request) -> None:
    """Give up another request."""
    number = request.optional_integer("requestId")
    if number is not None:
        adapter.cancel(number)
