"""What is debugged, from ``launch`` or ``attach`` to its end: server, connection, session, program.

One task goes through it all, ``Lifetime.run``, so that whatever was opened is closed on every way out. The requests
that end it (``launching.py``) tell it how and wait. It must never interpret what the program does (``listening.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING

import trio

from omega.clients.address import Address
from omega.clients.dap.configuration import Configuration
from omega.clients.dap.debuggee import Debuggee
from omega.clients.dap.listening import Listener
from omega.clients.dap.messages import Arguments, Refused
from omega.clients.errors import ConnectionLost, OmegaClientError
from omega.clients.events import Done
from omega.clients.private_server import POLL, PrivateServer
from omega.clients.program import command_line
from omega.clients.trio_client import TrioClient, open_client
from omega.protocol import Sendable

if TYPE_CHECKING:
    from omega.clients.dap.adapter import Adapter

#: Seconds that leaving may take, whatever the server does.
_LAST_WORD = 5.0


class End(Enum):
    """How the client wants it to end."""

    #: The program is ended; a session that was attached to stays.
    TERMINATE = "terminate"
    #: What runs goes on without us.
    LEAVE = "leave"
    #: The program is ended and begins again.
    RESTART = "restart"


class Lifetime:
    """Of what ``configuration`` says, which was made of ``arguments``. ``configured``: set once the client has said where
    to stop."""

    def __init__(self, adapter: Adapter, arguments: Arguments, configuration: Configuration) -> None:
        self.arguments = arguments
        self.configuration = configuration
        self.debuggee: Debuggee | None = None
        self.configured = trio.Event()
        self._adapter = adapter
        self._scope = trio.CancelScope()
        self._end: End | None = None
        self._over = trio.Event()
        self._begun = trio.Event()

    @property
    def name(self) -> str:
        """What people know it by."""
        program = self.configuration.program
        if program is not None:
            return program.path.name
        return "session" if self.debuggee is None else f"session {self.debuggee.session}"

    async def finish(self, end: End) -> None:
        """End it so, and return when that is done."""
        self._end = end
        self._scope.cancel()
        await self._over.wait()

    async def restart(self, configuration: Configuration) -> None:
        """End the program and begin again, on the same server. Raises ``Refused``."""
        if self._over.is_set() or self._end is not None:
            raise Refused("there is nothing to restart: the program is over")
        self.configuration, self._end, self._begun = configuration, End.RESTART, trio.Event()
        self._scope.cancel()
        await self._begun.wait()
        if self._over.is_set():
            raise Refused("the program could not be started again")

    async def run(self, begun: Callable[[], Awaitable[None]]) -> None:
        """All of it; ``begun`` is called when the program runs. Raises ``Refused`` and ``OmegaClientError`` before."""
        try:
            async with self._server() as address:
                while True:
                    with self._scope:
                        await self._once(address, begun)
                    if self._end is not End.RESTART:
                        break
                    self._scope, self._end = trio.CancelScope(), None
        finally:
            self._over.set()
            self._begun.set()

    async def _once(self, address: Address, begun: Callable[[], Awaitable[None]]) -> None:
        """One connection, until the program is over or ``_scope`` is cancelled."""
        security = self._adapter.security
        async with open_client(address, session=self.configuration.session, **security._asdict()) as client:
            debuggee = Debuggee(
                client,
                await self._session(client),
                debugging=self.configuration.debugging,
                granularity=self.configuration.granularity,
            )
            try:
                await self._prepare(debuggee)
                await begun()
                self._begun.set()
                await self._follow(debuggee)
            finally:
                self.debuggee = None
                with trio.CancelScope(shield=True, deadline=trio.current_time() + _LAST_WORD):
                    await self._leave(debuggee)

    # The way in -------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[Address]:
        """The server's address; one of our own lives as long as the block."""
        if self.configuration.address is not None:
            yield self.configuration.address
            return
        server = PrivateServer(self.configuration.folder)
        try:
            server.start()
            # Another process: nobody here could set an event.
            while not self._scope.cancel_called and not server.listens():  # noqa: ASYNC110
                await trio.sleep(POLL)
            yield server.address
        finally:
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(server.end)

    async def _session(self, client: TrioClient) -> str:
        """The session to attach to: the one that was named, or the only one there is."""
        if self.configuration.program is not None or self.configuration.session is not None:
            return client.session
        others = [session for session in await client.ls_sessions() if session != client.session]
        if len(others) == 1:
            return others[0]
        raise Refused(
            "attach: session: expected the id of a session, of which there are "
            + (f"{len(others)}: {', '.join(others[:10])}" if others else "none"),
            show=True,
        )

    async def _prepare(self, debuggee: Debuggee) -> None:
        """Everything up to the moment when the program runs."""
        adapter, configuration, program = self._adapter, self.configuration, self.configuration.program
        if program is not None:
            await debuggee.client.eval(command_line(program.words), check=True)
        if debuggee.debugging:
            params: dict[str, Sendable] = {"on-disconnect": "pause" if configuration.stay else "continue"}
            if configuration.stop_on_entry:
                params["stop-on-entry"] = 1
            await debuggee.attach_debugger(params)
        async with adapter.order:
            self.debuggee = debuggee
            await adapter.breakpoints.set_all(adapter)
            if not self.configured.is_set():
                await adapter.event("initialized")
        await self.configured.wait()
        if program is not None:
            await debuggee.load(program.text, str(program.path))

    # While it runs, and the way out -----------------------------------------------------------------------------

    async def _follow(self, debuggee: Debuggee) -> None:
        """Tell the client what happens, until nothing more can."""
        adapter = self._adapter
        try:
            done = await Listener(adapter, debuggee).listen()
        except ConnectionLost as error:
            await adapter.say(f"{error}\n", "important")
            done = None
        async with adapter.order:
            if done is not None:
                await adapter.event("exited", {"exitCode": exit_code(done, debuggee)})
            await adapter.event("terminated")

    async def _leave(self, debuggee: Debuggee) -> None:
        """What is done about the session before the connection closes; a session of our own is closed then. If nobody
        said how to end, the client is gone, and the server knows what to do."""
        leaving, launched = self._end is End.LEAVE, self.configuration.program is not None
        with suppress(OmegaClientError, Refused):  # whatever is wrong, the connection closes now
            if launched and not leaving:
                return
            if launched:
                debuggee.client.keep_session()
            elif self._end is End.TERMINATE:
                await debuggee.client.interrupt(session=debuggee.session)
            if debuggee.debugging and self._end is not None and not (leaving and self.configuration.stay):
                await debuggee.ask("debug-stop")


def exit_code(done: Done, debuggee: Debuggee) -> int:
    """What a shell would say of a program that ended so."""
    if done.exit_status is not None:
        return done.exit_status
    return int(debuggee.program is not None and not debuggee.program.result.ok)

