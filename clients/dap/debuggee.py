"""The session that is debugged: a connection to its server, where it stands, and how it is asked.

Owns the key of the stop and the numbers of its frames and variables, which all end when it goes on. What events mean to
a client belongs to ``listening.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import trio

from omega.clients import operations
from omega.clients.dap.handles import Handles
from omega.clients.dap.messages import Refused
from omega.clients.dialogue import Exchange, ReplyFold, first_of
from omega.clients.errors import OmegaClientError, RequestRefused
from omega.clients.events import EventReader
from omega.clients.fields import Message
from omega.clients.operations import Call
from omega.clients.results import EvalFold, EvalResult, Reply
from omega.clients.trio_client import TrioClient
from omega.protocol import Sendable

#: Seconds the server may take for what it answers at once.
_PATIENCE = 60.0
#: Ways to go on that lead back.
_BACK = ("step-back", "reverse-continue", "restart-frame", "goto")
#: Characters of a value that an evaluation of its own answers with.
_QUOTA = 20_000


@dataclass(slots=True)
class Evaluation:
    """One that we asked for, until it is over. ``result``: what it came to, after ``over``."""

    exchange: Exchange
    reader: EventReader
    fold: EvalFold = field(default_factory=EvalFold)
    over: trio.Event = field(default_factory=trio.Event)
    #: What ``exit`` was given, if that ended it.
    exit_status: int | None = None

    @property
    def result(self) -> EvalResult:
        """What it has come to so far."""
        return self.fold.result()


@dataclass(frozen=True, slots=True)
class Whole:
    """Something with parts: a scope or a value. ``frame``: the one it was seen in, if it was. ``size``: how many parts."""

    frame: int | None
    size: int


class Debuggee:
    """``session`` on the server of ``client``. ``debugging``: false if it only runs. ``granularity``: of steps whose
    request says none."""

    def __init__(self, client: TrioClient, session: str, *, debugging: bool, granularity: str) -> None:
        self.client = client
        self.session = session
        self.debugging = debugging
        self.granularity = granularity
        self.frames = Handles("frame")
        self.references = Handles("variables")
        #: What the client has been shown that has parts, by the server's number.
        self.wholes: dict[int, Whole] = {}
        #: By frame and expression, the variables' reference and the name of what the expression stands for.
        self.assignable: dict[tuple[int, str], tuple[int, str]] = {}
        #: Whether it has been sent back in time, and has not stopped since.
        self.went_back = False
        #: Our evaluations that are under way, by their requests.
        self.evaluations: dict[Exchange, Evaluation] = {}
        #: The program that was launched.
        self.program: Evaluation | None = None
        #: Whether the program reads from its console and has nothing to read.
        self.wants_input = False
        #: Whose messages ``next_messages`` gives.
        self._heard: list[Exchange] = []
        self._key: str | None = None

    # Where it stands --------------------------------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether it stands somewhere, to be looked at."""
        return self._key is not None

    def stop(self, key: str) -> None:
        """It has stopped, and this is the stop's key."""
        self._forget()
        self._key = key

    def go(self) -> None:
        """It goes on."""
        self._forget()
        self._key = None

    def _forget(self) -> None:
        self.frames.forget()
        self.references.forget()
        self.wholes.clear()
        self.assignable.clear()

    # Asking -----------------------------------------------------------------------------------------------------

    async def ask(self, op: str, params: Mapping[str, Sendable] | None = None) -> Message:
        """The reply to an op about the session. Raises ``Refused`` in the words of the server."""
        with trio.move_on_after(_PATIENCE):
            try:
                return (await self.client.request(op, session=self.session, **(params or {}))).body
            except RequestRefused as error:
                raise _refused(error) from error
        raise Refused(f"the server gave no answer to {op} in {_PATIENCE:.0f} s")

    async def ask_here(self, op: str, params: Mapping[str, Sendable] | None = None) -> Message:
        """The reply to an op about the place where the program stands. Raises ``Refused``, also if it runs."""
        return await self.ask(op, self._here(params))

    async def compute_here(self, op: str, params: Mapping[str, Sendable]) -> Message:
        """The same, of an op that evaluates an expression: if nobody waits for it any more, it is interrupted."""
        call = operations.request(op, self._here(params))
        exchange = await self.client.start(call, self.session)
        fold = ReplyFold()
        try:
            while (message := await self.client.next_message(exchange)) is not None:
                fold.add(message)
            return fold.answer(call).body
        except RequestRefused as error:
            raise _refused(error) from error
        finally:
            if not exchange.done:
                await self.give_up(exchange)

    def _here(self, params: Mapping[str, Sendable] | None) -> Mapping[str, Sendable]:
        if self._key is None:
            raise Refused("the program is running", word="notStopped")
        return {"key": self._key, **(params or {})}

    async def resume(self, op: str, params: Mapping[str, Sendable] | None = None) -> None:
        """Have it go on from where it stands. Raises ``Refused``."""
        await self.ask_here(op, params)
        self.go()
        self.went_back = op in _BACK

    # The debugger, and evaluations ------------------------------------------------------------------------------

    async def attach_debugger(self, params: Mapping[str, Sendable]) -> None:
        """Start the debugger whose events ``next_messages`` gives. Raises ``Refused``."""
        call = operations.request("debug-start", params)
        exchange = await self.client.start(call, self.session)
        self._heard.append(exchange)
        await self.client.ls_sessions()  # what came before its answer is the answer to ours, if there is one
        if exchange.done:
            fold = ReplyFold()
            while (message := exchange.take()) is not None:
                fold.add(message)
            try:
                fold.answer(call)
            except RequestRefused as error:
                raise Refused(error.detail or str(error), show=True) from error

    async def evaluate(self, code: str) -> Evaluation:
        """Begin an evaluation in the session; what it says comes with ``next_messages``."""
        return await self._begin(
            operations.evaluate(code, file=None, line=None, column=None, ns=None, quota=_QUOTA)
        )

    async def load(self, text: str, path: str) -> None:
        """Begin the program, which goes on when we leave it; what it says comes with ``next_messages``."""
        self.program = await self._begin(operations.load_file(text, path, quota=_QUOTA, stays=True))

    async def read(self, text: str) -> None:
        """Let the program read this text; an empty one is the end of input. Raises ``Refused`` if it reads nothing."""
        if not self.wants_input:
            raise Refused("the program reads nothing now")
        self.wants_input = False
        await self.client.stdin(text, session=self.session)

    async def give_up(self, exchange: Exchange) -> None:
        """Have what was asked for so end, without waiting for that."""
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 1), suppress(OmegaClientError):
            await self.client.post(operations.interrupt(exchange.id), self.session)

    async def _begin(self, call: Call[Reply]) -> Evaluation:
        exchange = await self.client.start(call, self.session)
        self._heard.append(exchange)
        evaluation = self.evaluations[exchange] = Evaluation(exchange, EventReader(call.op))
        return evaluation

    def end(self, evaluation: Evaluation) -> None:
        """It is over, and has a result."""
        self._heard.remove(evaluation.exchange)
        del self.evaluations[evaluation.exchange]
        evaluation.over.set()

    async def next_messages(self) -> AsyncIterator[list[tuple[Exchange, Message]]]:
        """What has come from the debugger and our evaluations, in order, at least one at a time, each with the exchange
        it is for; until all are over. Raises ``ConnectionLost``."""
        while (found := await self.client.next_of(self._heard)) is not None:
            messages = [found]
            while (found := first_of(self._heard)) is not None:
                messages.append(found)
            yield messages


def _refused(error: RequestRefused) -> Refused:
    """What the server said, without what it was asked."""
    if "stale-key" in error.status:
        return Refused("the program has gone on meanwhile", word="notStopped")
    return Refused(error.detail or str(error))
