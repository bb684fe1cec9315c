"""The client for trio programs: the same methods as ``sync_client.py``, awaited, any number of them at once.

There is no background task: whichever task waits for a reply reads the stream and sorts what arrived for all
(``dialogue.py``); when it is finished another takes over. Cancelling an evaluation interrupts it on the server. What
messages say belongs to ``operations.py``.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from ssl import SSLContext
from typing import TypeVar

import trio

from omega.clients import operations
from omega.clients.address import Address, choose_address
from omega.clients.dialogue import CodecName, Dialogue, Exchange, ReplyFold, first_of
from omega.clients.errors import ConnectionFailed, ConnectionLost, EvaluationFailed, OmegaClientError
from omega.clients.events import Done, Event, EventReader, NeedInput, NeedRestart, Output
from omega.clients.fields import Message
from omega.clients.operations import Call, OnError
from omega.clients.results import Completion, Documentation, EvalFold, EvalResult, Reply, ServerDescription
from omega.clients.sync_socket import CHUNK, reason_of
from omega.clients.trio_stream import open_stream
from omega.protocol import Sendable

T = TypeVar("T")
#: Called with the stream's name and the text; may be an async function.
OnOutput = Callable[[str, str], Awaitable[None] | None]
#: What a program can read: a text, or a function (sync or async) called for each line.
Input = str | Callable[[], str | Awaitable[str]] | None

#: Seconds a cancelled evaluation may take to send its interrupt.
_LAST_WORD = 1.0


@asynccontextmanager
async def open_client(
    address: str | int | Address | None = None,
    *,
    port: int | None = None,
    host: str | None = None,
    unix: str | Path | None = None,
    tls: SSLContext | None = None,
    token: str | None = None,
    codec: CodecName = "bencode",
    session: str | None = None,
) -> AsyncIterator[TrioClient]:
    """Connect as ``connect`` does, for the length of an ``async with`` block. Raises ``ConnectionFailed``, ``BadAddress``.

    Use ``trio.fail_after`` around it, or around any method, for a time limit.
    """
    where = choose_address(address, port=port, host=host, unix=unix)
    client = TrioClient(await open_stream(where, tls), Dialogue(codec), where)
    try:
        try:
            if token is not None:
                await client._call(operations.auth(token))
            if session is None:
                client._session = await client._call(operations.clone())
                client._owns_session = True
            else:
                client._session = session
        except OmegaClientError as error:
            raise ConnectionFailed(f"connected to {where}, but {error}") from error
        yield client
    finally:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 2):
            await client.close()
        await trio.aclose_forcefully(client._stream)


class TrioClient:
    """One connection and one session of its own; made by ``open_client``. ``session=`` names another session."""

    def __init__(self, stream: trio.abc.Stream, dialogue: Dialogue, address: Address) -> None:
        self.address = address
        self._stream = stream
        self._dialogue = dialogue
        self._session: str | None = None
        self._owns_session = False
        self._sending = trio.Lock()
        self._reading = False
        self._waiting: dict[trio.Event, Collection[Exchange]] = {}

    @property
    def session(self) -> str:
        """The id of this client's session."""
        assert self._session is not None
        return self._session

    # Evaluation -------------------------------------------------------------------------------------------------

    async def eval(
        self,
        code: str,
        *,
        on_output: OnOutput | None = None,
        stdin: Input = None,
        check: bool = False,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        ns: str | None = None,
        quota: int | None = None,
        session: str | None = None,
    ) -> EvalResult:
        """Evaluate every form of ``code``; arguments as ``Client.eval``. Cancelled, it interrupts the evaluation."""
        call = operations.evaluate(code, file=file, line=line, column=column, ns=ns, quota=quota)
        return await self._evaluate(call, on_output, stdin, check, session)

    async def load_file(
        self,
        path: str | Path,
        text: str | None = None,
        *,
        on_output: OnOutput | None = None,
        stdin: Input = None,
        check: bool = False,
        quota: int | None = None,
        session: str | None = None,
    ) -> EvalResult:
        """Evaluate a file of this machine (or ``text`` under its name), stopping at the first error."""
        call = operations.load_file(await _contents(path, text), str(path), quota=quota)
        return await self._evaluate(call, on_output, stdin, check, session)

    @asynccontextmanager
    async def stream(
        self,
        code: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        ns: str | None = None,
        quota: int | None = None,
        on_error: OnError | None = None,
        session: str | None = None,
    ) -> AsyncIterator[TrioEventStream]:
        """An evaluation as an async iterator over its events, in a block that interrupts what is still running.

        ``async with c.stream(code) as events: async for event in events: ...``
        """
        call = operations.evaluate(
            code, file=file, line=line, column=column, ns=ns, quota=quota, on_error=on_error
        )
        async with self._events(call, session) as events:
            yield events

    async def interrupt(self, eval_id: str | None = None, *, session: str | None = None) -> bool:
        """End the running evaluation (or the one of this id); false if there was none."""
        return await self._call(operations.interrupt(eval_id), session)

    async def stdin(self, text: str, *, session: str | None = None) -> None:
        """Give the running program input; an empty text is the end of input."""
        await self._call(operations.stdin(text), session)

    async def answer(
        self, question: NeedRestart, restart: int, code: str = "", *, session: str | None = None
    ) -> None:
        """Answer a ``NeedRestart`` with the index of a restart, and an expression for the values it needs."""
        await self._call(operations.answer(question.key, restart, code), session)

    # Questions --------------------------------------------------------------------------------------------------

    async def completions(
        self, prefix: str, *, ns: str | None = None, session: str | None = None
    ) -> tuple[Completion, ...]:
        """The names that start with ``prefix``."""
        return await self._call(operations.completions(prefix, ns), session)

    async def lookup(
        self, name: str, *, ns: str | None = None, session: str | None = None
    ) -> Documentation | None:
        """Documentation, parameters and place of a name; ``None`` if it has no binding."""
        return await self._call(operations.lookup(name, ns), session)

    async def macroexpand(
        self, code: str, expander: str = "macroexpand-1", *, session: str | None = None
    ) -> str:
        """``code`` expanded by ``macroexpand-1``, ``macroexpand`` or ``macroexpand-all``."""
        return await self._call(operations.macroexpand(code, expander), session)

    async def describe(self, *, verbose: bool = False) -> ServerDescription:
        """What the server can do."""
        return await self._call(operations.describe(verbose))

    async def request(self, op: str, *, session: str | None = None, **params: Sendable) -> Reply:
        """Any operation, by name; the replies merged. Raises ``RequestRefused`` if the server says no."""
        return await self._call(operations.request(op, params), session)

    # Sessions ---------------------------------------------------------------------------------------------------

    async def clone(
        self, *, session: str | None = None, durable: bool = False, name: str | None = None
    ) -> str:
        """A new session with the definitions of this one; returns its id. ``durable``: it outlives the server, until somebody
        closes it. ``name``: for people."""
        return await self._call(operations.clone(durable=durable, name=name), session)

    async def close_session(self, session: str) -> None:
        """End a session; what runs in it is interrupted."""
        await self._call(operations.close(), session)

    async def ls_sessions(self) -> tuple[str, ...]:
        """The ids of the sessions we may use."""
        return await self._call(operations.ls_sessions())

    def keep_session(self) -> None:
        """Our session outlives us: ``close`` only leaves it."""
        self._owns_session = False

    async def close(self) -> None:
        """End our session and the connection; ``open_client`` does it at the end of its block."""
        if self._owns_session and self._dialogue.failure is None:
            self._owns_session = False
            with suppress(OmegaClientError):
                await self._call(operations.close())
        self._dialogue.fail("this client is closed")
        await trio.aclose_forcefully(self._stream)

    # How a request travels --------------------------------------------------------------------------------------

    async def _evaluate(
        self,
        call: Call[Reply],
        on_output: OnOutput | None,
        stdin: Input,
        check: bool,
        session: str | None,
    ) -> EvalResult:
        fold = EvalFold()
        source = _input_source(stdin)
        async with self._events(call, session) as events:
            async for event in events:
                fold.add(event)
                if isinstance(event, Output) and on_output is not None:
                    waiting = on_output(event.stream, event.text)
                    if waiting is not None:
                        await waiting
                elif isinstance(event, NeedInput):
                    await events.stdin(await source())
        result = fold.result()
        if check and not result.ok:
            raise EvaluationFailed(result)
        return result

    @asynccontextmanager
    async def _events(self, call: Call[Reply], session: str | None) -> AsyncIterator[TrioEventStream]:
        exchange = await self.start(call, session)
        try:
            yield TrioEventStream(self, exchange, session)
        finally:
            if not exchange.done and self._dialogue.failure is None:
                exchange.abandon()
                last_word = trio.CancelScope(shield=True, deadline=trio.current_time() + _LAST_WORD)
                with last_word, suppress(ConnectionLost):
                    await self.post(operations.interrupt(exchange.id), session)

    async def _call(self, call: Call[T], session: str | None = None) -> T:
        exchange = await self.start(call, session)
        fold = ReplyFold()
        try:
            while (message := await self.next_message(exchange)) is not None:
                fold.add(message)
        except BaseException:
            exchange.abandon()
            raise
        return fold.answer(call)

    async def start(self, call: Call[object], session: str | None) -> Exchange:
        """Send a request; ``next_message`` gets its replies."""
        exchange, data = self._dialogue.open(call.op, session or self._session, call.params)
        try:
            async with self._sending:
                await trio.lowlevel.checkpoint_if_cancelled()
                await self._send(data)
        except BaseException:
            self._dialogue.forget(exchange)
            raise
        return exchange

    async def post(self, call: Call[object], session: str | None) -> None:
        """Send a request whose reply nobody waits for."""
        (await self.start(call, session)).abandon()

    async def _send(self, data: bytes) -> None:
        # Cancelled here means: the socket was full, so part of a message may be on its way and no other may follow.
        try:
            await self._stream.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise ConnectionLost(
                f"cannot send to the server: {reason_of(error.__cause__ or error)}"
            ) from error
        except trio.Cancelled:
            self._dialogue.fail("a request was cancelled while it was being sent")
            raise

    async def next_message(self, exchange: Exchange) -> Message | None:
        """The next reply message, ``None`` after the last. Raises ``ConnectionLost``."""
        found = await self.next_of((exchange,))
        return None if found is None else found[1]

    async def next_of(self, exchanges: Collection[Exchange]) -> tuple[Exchange, Message] | None:
        """The message that came first of those waiting in these exchanges, to which others may be added meanwhile, and
        which it is for; ``None`` when all are over. Raises ``ConnectionLost``."""
        await trio.lowlevel.checkpoint()
        try:
            while True:
                if (found := first_of(exchanges)) is not None:
                    return found
                if all(exchange.done for exchange in exchanges):
                    return None
                if self._dialogue.failure is not None:
                    raise self._dialogue.failure
                if not self._reading:
                    await self._read_once()
                    continue
                event = trio.Event()
                self._waiting[event] = exchanges
                try:
                    await event.wait()
                finally:
                    self._waiting.pop(event, None)
        finally:
            if not self._reading and self._waiting:  # somebody must go on reading
                self._wake(next(iter(self._waiting)))

    async def _read_once(self) -> None:
        """Read what is there and wake whom it concerns: everybody, if it was the end."""
        self._reading = True
        touched: set[Exchange] = set()
        try:
            touched = self._dialogue.receive(bytes(await self._stream.receive_some(CHUNK)))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self._dialogue.receive(b"")
        finally:
            self._reading = False
            for event, exchanges in tuple(self._waiting.items()):
                if self._dialogue.failure is not None or not touched.isdisjoint(exchanges):
                    self._wake(event)

    def _wake(self, event: trio.Event) -> None:
        del self._waiting[event]
        event.set()


class TrioEventStream(AsyncIterator[Event]):
    """The events of one evaluation, the last of which is ``Done``."""

    def __init__(self, client: TrioClient, exchange: Exchange, session: str | None) -> None:
        self._client = client
        self._session = session
        self._exchange = exchange
        self._reader = EventReader(exchange.op)
        self._ready: deque[Event] = deque()
        self._over = False

    @property
    def id(self) -> str:
        """The request's id, as ``TrioClient.interrupt`` takes it."""
        return self._exchange.id

    async def __anext__(self) -> Event:
        while not self._ready:
            if self._over:
                raise StopAsyncIteration
            message = await self._client.next_message(self._exchange)
            if message is None:
                self._over = True
            else:
                self._ready.extend(self._reader.read(message))
        event = self._ready.popleft()
        self._over = self._over or isinstance(event, Done)
        return event

    async def interrupt(self) -> None:
        """Ask the server to end this evaluation, and return at once; ``Done`` will follow."""
        await self._client.post(operations.interrupt(self.id), self._session)

    async def stdin(self, text: str) -> None:
        """Answer a ``NeedInput``; an empty text is the end of input."""
        await self._client.post(operations.stdin(text), self._session)

    async def answer(self, question: NeedRestart, restart: int, code: str = "") -> None:
        """Answer a ``NeedRestart``. Raises ``RequestRefused`` if that cannot be."""
        await self._client.answer(question, restart, code, session=self._session)


def _input_source(stdin: Input) -> Callable[[], Awaitable[str]]:
    pieces = iter([stdin] if isinstance(stdin, str) and stdin else [])

    async def next_piece() -> str:
        answer = stdin() if callable(stdin) else next(pieces, "")
        return await answer if inspect.isawaitable(answer) else answer

    return next_piece


async def _contents(path: str | Path, text: str | None) -> str:
    return await trio.Path(path).read_text(encoding="utf-8") if text is None else text
