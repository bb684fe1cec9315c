"""The client for programs without an event loop: plain calls, safe to use from several threads.

There is no background thread. Whoever waits for a reply reads the socket; the others wait for that one to sort what
arrived (``dialogue.py``) and take over when it is finished. So ``interrupt`` works from another thread while ``eval``
runs, and nothing is read that nobody waits for. What messages say belongs to ``operations.py``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from ssl import SSLContext
from types import TracebackType
from typing import Self, TypeVar

from omega.clients import operations
from omega.clients.address import Address, choose_address
from omega.clients.dialogue import CodecName, Dialogue, Exchange, Others, ReplyFold, first_of
from omega.clients.errors import (
    ClientTimeout,
    ConnectionFailed,
    ConnectionLost,
    EvaluationFailed,
    OmegaClientError,
    RequestRefused,
)
from omega.clients.event_stream import Beside, EventStream, OtherRequests
from omega.clients.events import NeedInput, NeedRestart, Output
from omega.clients.fields import Message
from omega.clients.operations import Call, OnError
from omega.clients.results import (
    Attached,
    Completion,
    Documentation,
    EvalFold,
    EvalResult,
    Reply,
    ServerDescription,
)
from omega.clients.sync_socket import ClientSocket, open_socket
from omega.protocol import Sendable

T = TypeVar("T")
OnOutput = Callable[[str, str], None]
Input = str | Callable[[], str] | None


def connect(
    address: str | int | Address | None = None,
    *,
    port: int | None = None,
    host: str | None = None,
    unix: str | Path | None = None,
    tls: SSLContext | None = None,
    token: str | None = None,
    codec: CodecName = "bencode",
    session: str | None = None,
    timeout: float = 10.0,
) -> Client:
    """Connect, prove who we are if ``token`` is given, and open a session (or use ``session``, which then outlives us).

    ``connect(7888)``, ``connect("nrepl://127.0.0.1:7888")``, ``connect("unix:/run/omega.sock")``,
    ``connect(unix=PATH)``, ``connect(port=7888, host="::1", tls=context)``. ``timeout``: seconds for all of that.
    Raises ``ConnectionFailed`` (with the reason) or ``BadAddress``.
    """
    where = choose_address(address, port=port, host=host, unix=unix)
    deadline = time.monotonic() + timeout
    client = Client(open_socket(where, tls, timeout), Dialogue(codec), where)
    try:
        if token is not None:
            client.call(operations.auth(token), deadline=deadline)
        if session is None:
            client._session = client._own = client.call(operations.clone(), deadline=deadline)
        else:
            client._session = session
    except OmegaClientError as error:
        client._socket.close()
        raise ConnectionFailed(f"connected to {where}, but {error}") from error
    return client


class Client:
    """One connection and one session of its own; made by ``connect``. ``session=`` of a method names another one."""

    def __init__(self, sock: ClientSocket, dialogue: Dialogue, address: Address) -> None:
        self.address = address
        self._socket = sock
        self._dialogue = dialogue
        self._session: str | None = None
        self._own: str | None = None
        self._turn = threading.Condition()
        self._reading = False

    @property
    def session(self) -> str:
        """The id of this client's session."""
        assert self._session is not None
        return self._session

    # Evaluation -------------------------------------------------------------------------------------------------

    def eval(
        self,
        code: str,
        *,
        on_output: OnOutput | None = None,
        stdin: Input = None,
        timeout: float | None = None,
        check: bool = False,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        ns: str | None = None,
        quota: int | None = None,
        session: str | None = None,
    ) -> EvalResult:
        """Evaluate every form of ``code`` and wait for the end.

        ``on_output(stream, text)`` gets output as it comes (``"out"`` or ``"err"``). ``stdin``: what the program can
        read, a text or a function called for each line (``""`` ends the input); nothing if ``None``. ``timeout``:
        seconds, then the evaluation is interrupted and ``ClientTimeout`` raised. ``check``: raise
        ``EvaluationFailed`` for a Lisp error. ``file``, ``line``, ``column``: where the code stands, for error
        places. ``quota``: characters a printed value may have.
        """
        call = operations.evaluate(code, file=file, line=line, column=column, ns=ns, quota=quota)
        return self._evaluate(call, on_output, stdin, timeout, check, session)

    def load_file(
        self,
        path: str | Path,
        text: str | None = None,
        *,
        on_output: OnOutput | None = None,
        stdin: Input = None,
        timeout: float | None = None,
        check: bool = False,
        quota: int | None = None,
        session: str | None = None,
    ) -> EvalResult:
        """Evaluate a file of this machine (or ``text`` under its name), stopping at the first error."""
        call = operations.load_file(_contents(path, text), str(path), quota=quota)
        return self._evaluate(call, on_output, stdin, timeout, check, session)

    def stream(
        self,
        code: str,
        *,
        timeout: float | None = None,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        ns: str | None = None,
        quota: int | None = None,
        on_error: OnError | None = None,
        besides: Sequence[Beside] = (),
        session: str | None = None,
    ) -> EventStream:
        """Start an evaluation and iterate over its events; nothing is kept. Answer ``NeedInput`` with ``stdin``, and
        ``NeedRestart``, which comes where ``on_error`` is ``"restart"``, with ``answer``. ``besides``: a debugger,
        say, whose events come in between."""
        call = operations.evaluate(
            code, file=file, line=line, column=column, ns=ns, quota=quota, on_error=on_error
        )
        return EventStream(self, call, session, _deadline(timeout), besides)

    def stream_file(
        self,
        path: str | Path,
        text: str | None = None,
        *,
        timeout: float | None = None,
        quota: int | None = None,
        on_error: OnError | None = None,
        besides: Sequence[Beside] = (),
        session: str | None = None,
    ) -> EventStream:
        """``load_file`` as an iterator over events."""
        call = operations.load_file(_contents(path, text), str(path), quota=quota, on_error=on_error)
        return EventStream(self, call, session, _deadline(timeout), besides)

    def interrupt(self, eval_id: str | None = None, *, session: str | None = None) -> bool:
        """End the running evaluation (or the one of this id); false if there was none. For use from another thread."""
        return self.call(operations.interrupt(eval_id), session)

    def stdin(self, text: str, *, session: str | None = None) -> None:
        """Give the running program input; an empty text is the end of input."""
        self.call(operations.stdin(text), session)

    def answer(self, question: NeedRestart, restart: int, code: str = "", *, session: str | None = None) -> None:
        """Answer a ``NeedRestart``; see ``EventStream.answer``."""
        self.call(operations.answer(question.key, restart, code), session)

    # Questions --------------------------------------------------------------------------------------------------

    def completions(
        self, prefix: str, *, ns: str | None = None, session: str | None = None
    ) -> tuple[Completion, ...]:
        """The names that start with ``prefix``."""
        return self.call(operations.completions(prefix, ns), session)

    def lookup(self, name: str, *, ns: str | None = None, session: str | None = None) -> Documentation | None:
        """Documentation, parameters and place of a name; ``None`` if it has no binding."""
        return self.call(operations.lookup(name, ns), session)

    def macroexpand(self, code: str, expander: str = "macroexpand-1", *, session: str | None = None) -> str:
        """``code`` expanded by ``macroexpand-1``, ``macroexpand`` or ``macroexpand-all``."""
        return self.call(operations.macroexpand(code, expander), session)

    def describe(self, *, verbose: bool = False) -> ServerDescription:
        """What the server can do."""
        return self.call(operations.describe(verbose))

    def request(self, op: str, *, session: str | None = None, **params: Sendable) -> Reply:
        """Any operation, by name; the replies merged. Raises ``RequestRefused`` if the server says no."""
        return self.call(operations.request(op, params), session)

    # Sessions ---------------------------------------------------------------------------------------------------

    def clone(
        self, *, session: str | None = None, durable: bool = False, name: str | None = None
    ) -> str:
        """A new session with the definitions of this one; returns its id. ``durable``: it outlives the server, until somebody
        closes it. ``name``: for people."""
        return self.call(operations.clone(durable=durable, name=name), session)

    def close_session(self, session: str) -> None:
        """End a session; what runs in it is interrupted."""
        self.call(operations.close(), session)

    def ls_sessions(self) -> tuple[str, ...]:
        """The ids of the sessions we may use."""
        return self.call(operations.ls_sessions())

    def attach(self, session: str) -> Attached:
        """Go on with this session, which others may have used before: what its evaluations said while nobody listened, and
        what they say from now on, comes to ``others``. The session we had stays, and ends with this client."""
        others = self.others
        attached = self.call(operations.attach(), session)
        self._session = session
        others.running.update(attached.running)
        return attached

    @cached_property
    def others(self) -> OtherRequests:
        """What comes for the requests that other connections have sent."""
        with self._turn:
            self._dialogue.others = Others()
            return OtherRequests(self._dialogue.others)

    def close(self) -> None:
        """End our session and the connection. Safe to call twice."""
        own, self._own = self._own, None
        if own is not None and self._dialogue.failure is None:
            with suppress(ConnectionLost, ClientTimeout, RequestRefused):
                self.call(operations.close(), own, deadline=time.monotonic() + 2)
        self._socket.shut()
        with self._turn:
            self._dialogue.fail("this client is closed")
            self._turn.wait_for(lambda: not self._reading)
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # How a request travels --------------------------------------------------------------------------------------

    def _evaluate(
        self,
        call: Call[Reply],
        on_output: OnOutput | None,
        stdin: Input,
        timeout: float | None,
        check: bool,
        session: str | None,
    ) -> EvalResult:
        fold = EvalFold()
        source = input_source(stdin)
        events = EventStream(self, call, session, _deadline(timeout))
        try:
            for event in events:
                fold.add(event)
                if isinstance(event, Output) and on_output is not None:
                    on_output(event.stream, event.text)
                elif isinstance(event, NeedInput):
                    events.stdin(source())
        except BaseException:  # also Ctrl-C: nobody will read what this evaluation still says
            events.abandon()
            raise
        result = fold.result()
        if check and not result.ok:
            raise EvaluationFailed(result)
        return result

    def call(self, call: Call[T], session: str | None = None, deadline: float | None = None) -> T:
        """Send a request and wait for its answer. Raises ``RequestRefused`` if the server says no."""
        exchange = self.start(call, session, deadline)
        fold = ReplyFold()
        try:
            while (message := self.next_message(exchange, deadline)) is not None:
                fold.add(message)
        except BaseException:
            exchange.abandon()
            raise
        return fold.answer(call)

    def start(self, call: Call[object], session: str | None, deadline: float | None = None) -> Exchange:
        """Send a request; ``next_message`` gets its replies."""
        with self._turn:
            exchange, data = self._dialogue.open(call.op, session or self._session, call.params)
        try:
            self._socket.send(data, deadline)
        except ClientTimeout:  # half a message may be on its way: no other may follow
            self._dialogue.fail("a request could not be sent in the time given")
            raise
        return exchange

    def post(self, call: Call[object], session: str | None) -> None:
        """Send a request whose reply nobody waits for."""
        exchange = self.start(call, session)
        with self._turn:
            exchange.abandon()

    def next_message(self, exchange: Exchange, deadline: float | None) -> Message | None:
        """The next reply message, ``None`` after the last. Raises ``ConnectionLost``, ``ClientTimeout``."""
        found = self.next_of((exchange,), deadline)
        return None if found is None else found[1]

    def next_of(
        self, exchanges: Sequence[Exchange], deadline: float | None
    ) -> tuple[Exchange, Message] | None:
        """The message that came first of those waiting in these exchanges, and which it is for; ``None`` when the first
        of them is over and no other has any. Raises ``ConnectionLost``, ``ClientTimeout``."""
        while True:
            with self._turn:
                while True:
                    if (found := first_of(exchanges)) is not None:
                        return found
                    if exchanges[0].done:
                        return None
                    if self._dialogue.failure is not None:
                        raise self._dialogue.failure
                    if not self._reading:
                        self._reading = True
                        break
                    if not self._turn.wait(None if deadline is None else deadline - time.monotonic()):
                        raise ClientTimeout("no answer from the server in the time given")
            self._read_once(deadline)

    def _read_once(self, deadline: float | None) -> None:
        data: bytes | None = None
        try:
            data = self._socket.receive(deadline)
        finally:
            with self._turn:
                self._reading = False
                if data is not None:
                    self._dialogue.receive(data)
                self._turn.notify_all()


def input_source(stdin: Input) -> Callable[[], str]:
    """What to answer when the program reads: each call gives the next piece, at last ``""``."""
    if callable(stdin):
        return stdin
    pieces = iter([stdin] if stdin else [])
    return lambda: next(pieces, "")


def _contents(path: str | Path, text: str | None) -> str:
    return Path(path).read_text(encoding="utf-8") if text is None else text


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout
