"""One conversation with a client: requests in, responses and events out, in the right order.

Requests are done one after the other, and an event of the program waits for the response of the request that caused
it: a client that hears ``stopped`` before its ``continue`` is answered would show a running program. What may take
long, evaluating above all, is done beside, so that everything else is answered meanwhile. What requests mean belongs
to the handlers (``requests.py``).
"""

from __future__ import annotations

import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from omega.clients.connection_options import Security
from omega.clients.dap.breakpoints import Breakpoints
from omega.clients.dap.capabilities import Preferences
from omega.clients.dap.debuggee import Debuggee
from omega.clients.dap.framing import Framer, FramingError, NotAMessage, decode, encode
from omega.clients.dap.messages import Body, Json, Refused, Request, request_of
from omega.clients.dap.places import Places
from omega.clients.errors import OmegaClientError

if TYPE_CHECKING:
    from omega.clients.dap.lifetime import Lifetime

_CHUNK = 65536
#: Messages that wait for the client to read; whoever has more to say waits, too.
_WAITING = 64
#: Seconds that the client has to read the last of them.
_LAST_WORD = 5.0


@dataclass(frozen=True, slots=True)
class Handler:
    """``do`` answers a request with the body of its response. ``beside``: it may take long, so others do not wait."""

    do: Callable[[Adapter, Request], Awaitable[Body | None]]
    beside: bool = False


class Adapter:
    """``stream``: the client. ``handlers``: who answers which command. ``connect``: the server to use where a
    configuration names none, with ``security`` as how to speak to it."""

    def __init__(
        self, stream: trio.abc.Stream, handlers: Mapping[str, Handler], connect: str | None, security: Security
    ) -> None:
        self.connect = connect
        self.security = security
        self.preferences = Preferences()
        self.places = Places(self.preferences)
        self.breakpoints = Breakpoints()
        #: What is launched or attached to, from that request on.
        self.lifetime: Lifetime | None = None
        #: Held by whoever tells the client something, so that what it hears is in order.
        self.order = trio.Lock()
        self._stream = stream
        self._handlers = handlers
        #: What is to be sent. Only the writer touches the stream: a message that is cut short would be the last.
        self._outgoing, self._written = trio.open_memory_channel[Mapping[str, Json]](_WAITING)
        self._beside: dict[Request, trio.CancelScope] = {}
        self._over = False

    @property
    def debuggee(self) -> Debuggee:
        """What is debugged. Raises ``Refused`` while there is nothing."""
        if self.lifetime is None or self.lifetime.debuggee is None:
            raise Refused("nothing is debugged: launch a program or attach to a session first")
        return self.lifetime.debuggee

    async def run(self) -> None:
        """Until the client disconnects, or its stream ends."""
        async with trio.open_nursery() as writing:
            writing.start_soon(self._write)
            async with trio.open_nursery() as nursery, aclosing(self._requests()) as requests:
                try:
                    async for request in requests:
                        await self._take(request, nursery)
                        if self._over:
                            break
                except trio.BrokenResourceError:
                    pass  # the client is gone, which is its right
                for scope in tuple(self._beside.values()):
                    scope.cancel()
            self._outgoing.close()
            writing.cancel_scope.deadline = trio.current_time() + _LAST_WORD

    def end(self) -> None:
        """The client has said its last; ``run`` returns when that is answered."""
        self._over = True

    def cancel(self, number: int) -> None:
        """Give up the request of this number, if it is under way."""
        for request, scope in self._beside.items():
            if request.number == number:
                scope.cancel()

    # What comes -------------------------------------------------------------------------------------------------

    async def _requests(self) -> AsyncGenerator[Request, None]:
        framer = Framer()
        try:
            while data := bytes(await self._stream.receive_some(_CHUNK)):
                framer.receive(data)
                while (content := framer.next_content()) is not None:
                    try:
                        if (request := request_of(decode(content))) is not None:
                            yield request
                    except (NotAMessage, Refused) as error:
                        await self.say(f"{error}\n", "important")
            if framer.unfinished:
                raise FramingError("the end came inside of a message")
        except FramingError as error:
            await self.say(f"{error}; this connection ends\n", "important")

    async def _take(self, request: Request, nursery: trio.Nursery) -> None:
        handler = self._handlers.get(request.command)
        if handler is None:
            await self._fail(request, Refused(f"there is no request {request.command[:80]!r} here"))
        elif handler.beside:
            scope = self._beside[request] = trio.CancelScope()
            nursery.start_soon(self._do_beside, handler, request, scope)
        else:
            async with self.order:
                await self._do(handler, request, trio.CancelScope())

    async def _do_beside(self, handler: Handler, request: Request, scope: trio.CancelScope) -> None:
        with suppress(trio.BrokenResourceError):
            try:
                await self._do(handler, request, scope)
            finally:
                del self._beside[request]

    async def _do(self, handler: Handler, request: Request, scope: trio.CancelScope) -> None:
        """Answer a request, in any case; cancelling ``scope`` ends what is done for it."""
        body: Body | None = None
        try:
            with scope:
                body = await handler.do(self, request)
            if scope.cancelled_caught:
                raise Refused(f"{request.command} was given up", word="cancelled")
            await self.respond(request, body)
        except Refused as error:
            await self._fail(request, error)
        except OmegaClientError as error:
            await self._fail(request, Refused(str(error)))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise
        except Exception:  # noqa: BLE001  # whatever it is, everything else can still be asked
            traceback.print_exc()
            text = f"{request.command}: internal-error: omega dap failed; this is a defect of Omega"
            await self._fail(request, Refused(text, show=True))

    # What goes --------------------------------------------------------------------------------------------------

    async def respond(self, request: Request, body: Body | None = None) -> None:
        """The response to a request, unless it has had one: a handler whose work goes on afterwards sends it itself."""
        await self._answer(request, {"success": True, **({} if body is None else {"body": body})})

    async def event(self, name: str, body: Body | None = None) -> None:
        """Tell the client that something has happened."""
        await self._send({"type": "event", "event": name, **({} if body is None else {"body": body})})

    async def say(self, text: str, category: str = "console", place: Body | None = None) -> None:
        """Show a text: ``stdout`` and ``stderr`` for the program's, ``console`` and ``important`` for ours."""
        await self.event("output", {"category": category, "output": text, **(place or {})})

    async def _fail(self, request: Request, error: Refused) -> None:
        text = str(error)
        said: Body = {"id": 1, "format": text, "showUser": error.show}
        await self._answer(request, {"success": False, "message": error.word or text, "body": {"error": said}})

    async def _answer(self, request: Request, answer: Mapping[str, Json]) -> None:
        if not request.answered:
            request.answered = True
            head: dict[str, Json] = {"type": "response", "request_seq": request.number, "command": request.command}
            await self._send({**head, **answer})

    async def _send(self, message: Mapping[str, Json]) -> None:
        await self._outgoing.send(message)

    async def _write(self) -> None:
        """Send what there is to send, as much as there is at a time, until no more can come."""
        number = 0
        with self._written, suppress(trio.BrokenResourceError):
            async for first in self._written:
                messages = [first]
                with suppress(trio.WouldBlock, trio.EndOfChannel):
                    while len(messages) < _WAITING:
                        messages.append(self._written.receive_nowait())
                data = [encode({"seq": number + index, **message}) for index, message in enumerate(messages, 1)]
                number += len(messages)
                await self._stream.send_all(b"".join(data))
