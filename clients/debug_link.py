"""The debugger of one session as its client sees it: ``debug-start``, held open, and the requests about a stop.

Owns the keys and the names of the wire; what comes back are frozen values. It must never show anything, and never
decide what a person meant (``debug_prompt.py``, ``breakpoints.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct

from omega.clients import operations
from omega.clients.debug_events import Place, Stopped, place_of, read_debug_event
from omega.clients.dialogue import Exchange, check_accepted
from omega.clients.errors import BadCommand, ClientTimeout
from omega.clients.events import Done, Event, EventReader
from omega.clients.fields import (
    Message,
    maps_of,
    optional_int,
    optional_text,
    status_of,
)
from omega.clients.operations import Call
from omega.clients.results import Completion, Reply
from omega.clients.sync_client import Client
from omega.protocol import Sendable


class Frame(Struct, frozen=True):
    """One activation. ``subtle``: of the library, not of the program."""

    id: int
    name: str
    place: Place
    subtle: bool


class Scope(Struct, frozen=True):
    """A group of variables: ``Locals``, ``Closure``, ``Globals``. ``reference``: what its variables are asked by."""

    name: str
    reference: int
    count: int


class Variable(Struct, frozen=True):
    """A name and its value, printed. ``reference``: what its parts are asked by, 0 if it has none."""

    name: str
    value: str
    type: str
    reference: int


class Answer(Struct, frozen=True):
    """The value of an expression evaluated in a frame, printed, or the error it ended in."""

    value: str
    type: str
    error: str | None = None


class Checked(Struct, frozen=True):
    """What the server made of a breakpoint. ``message``: why it is not ``verified``, if the server says."""

    id: int
    verified: bool
    place: Place
    message: str


class DebugLink:
    """At most one debugger per session; ``attached`` from ``attach`` to ``detach``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._exchange: Exchange | None = None

    # -- the debug session

    @property
    def attached(self) -> bool:
        return self._exchange is not None and not self._exchange.done

    @property
    def exchange(self) -> Exchange:
        """The request that the events come for."""
        assert self._exchange is not None
        return self._exchange

    def attach(self) -> None:
        """Become the session's debugger. Raises ``RequestRefused`` if there is one already."""
        call = operations.request("debug-start", {"on-disconnect": "continue"})
        exchange = self._client.start(call, None)
        self._client.request("ls-sessions")  # answered later than a refusal would be
        while exchange.done and (message := exchange.take()) is not None:
            check_accepted("debug-start", status_of(message), message)
        self._exchange = exchange

    def detach(self) -> None:
        """Let go: what has stopped goes on, breakpoints are forgotten."""
        if self.attached:
            self._client.request("debug-stop")
        self._exchange = None

    def read(self, message: Message) -> Iterator[Event]:
        """The events of one message of ``exchange``. What a session was in the midst of when it was saved goes on under its
        debugger, who gets its replies, too."""
        if "event" in message:
            yield from read_debug_event(message)
        else:
            yield from (event for event in EventReader("debug-start").read(message) if not isinstance(event, Done))

    # -- breakpoints

    def set_breakpoints(
        self, op: str, breakpoints: Sequence[Mapping[str, Sendable]], file: str | None = None
    ) -> list[Checked]:
        """Replace all breakpoints of one kind (of one ``file``); what became of each, in order."""
        asked: Mapping[str, Sendable] = {"file": file, "breakpoints": [dict(each) for each in breakpoints]}
        reply = self._client.call(operations.request(op, asked))
        return [
            Checked(
                optional_int(found, "id") or 0,
                bool(found.get("verified")),
                place_of(found),
                optional_text(found, "message") or "",
            )
            for found in maps_of(reply.body, "breakpoints")
        ]

    def set_exceptions(self, filters: Sequence[str], types: Sequence[str]) -> None:
        """Stop at these conditions: ``all``, ``uncaught``, or of these types."""
        self._client.request("set-exception-breakpoints", filters=list(filters), types=list(types))

    # -- going on

    def pause(self) -> None:
        """Ask a running evaluation to stop, and return at once."""
        self._client.post(operations.request("pause", {}), None)

    def await_stop(self, seconds: float) -> Stopped | None:
        """The stop that is told of within so many seconds, if any; nobody else may be reading the events."""
        deadline = time.monotonic() + seconds
        with suppress(ClientTimeout):
            while (message := self._client.next_message(self.exchange, deadline)) is not None:
                for event in self.read(message):
                    if isinstance(event, Stopped):
                        return event
        return None

    def resume(self, op: str, stop: Stopped, **params: Sendable) -> Reply:
        """``continue``, ``step-over``, ``step-back`` …: the evaluation goes on. Raises ``RequestRefused``."""
        return self._ask(op, stop, {name.replace("_", "-"): value for name, value in params.items()})

    def interrupt(self) -> None:
        """End the evaluation that has stopped, or runs."""
        self._client.post(operations.interrupt(None), None)

    # -- looking

    def frames(self, stop: Stopped, start: int, levels: int) -> tuple[list[Frame], int]:
        """Frames from the innermost (0) on, and how many there are."""
        body = self._ask("stack-trace", stop, {"start": start, "levels": levels}).body
        frames = [
            Frame(
                optional_int(found, "id") or 0,
                optional_text(found, "name") or "",
                place_of(found),
                optional_text(found, "presentation") == "subtle",
            )
            for found in maps_of(body, "stack-frames")
        ]
        return frames, optional_int(body, "total-frames") or len(frames)

    def scopes(self, stop: Stopped, frame: int) -> list[Scope]:
        """The groups of variables that a frame sees."""
        return [
            Scope(
                optional_text(found, "name") or "",
                optional_int(found, "variables-reference") or 0,
                optional_int(found, "named-variables") or 0,
            )
            for found in maps_of(self._ask("scopes", stop, {"frame": frame}).body, "scopes")
        ]

    def variables(self, stop: Stopped, reference: int, start: int, count: int) -> list[Variable]:
        """Some of what a scope or a value is made of, from number ``start`` on."""
        asked: Mapping[str, Sendable] = {"variables-reference": reference, "start": start, "count": count}
        return [
            Variable(
                optional_text(found, "name") or "",
                optional_text(found, "value") or "",
                optional_text(found, "type") or "",
                optional_int(found, "variables-reference") or 0,
            )
            for found in maps_of(self._ask("variables", stop, asked).body, "variables")
        ]

    def evaluate(self, stop: Stopped, frame: int, code: str, context: str = "repl") -> Answer:
        """An expression in a frame."""

        def read(reply: Reply) -> Answer:
            body, error = reply.body, None
            if "evaluate-error" in reply.status:
                words = (optional_text(body, "ex"), optional_text(body, "message"))
                error = ": ".join(word for word in words if word) or "it failed"
            return Answer(optional_text(body, "result") or "", optional_text(body, "type") or "", error)

        asked: Mapping[str, Sendable] = {"key": stop.key, "frame": frame, "code": code, "context": context}
        return self._client.call(Call("evaluate", asked, read, frozenset({"evaluate-error"})))

    def set_variable(self, stop: Stopped, reference: int, name: str, code: str) -> str:
        """Give a variable of a scope the value of an expression; the value, printed."""
        asked: Mapping[str, Sendable] = {"variables-reference": reference, "name": name, "value": code}
        return optional_text(self._ask("set-variable", stop, asked).body, "value") or ""

    def data_id(self, stop: Stopped, reference: int, name: str) -> str:
        """What a breakpoint on a variable of a scope names it by. Raises ``BadCommand`` with the server's reason."""
        asked: Mapping[str, Sendable] = {"variables-reference": reference, "name": name}
        body = self._ask("data-breakpoint-info", stop, asked).body
        found = optional_text(body, "data-id")
        if found is None:
            raise BadCommand(optional_text(body, "description") or f"{name} cannot be watched")
        return found

    def completions(self, stop: Stopped, frame: int, prefix: str) -> tuple[Completion, ...]:
        """The names that begin with ``prefix`` as the frame sees them."""
        reply = self._ask("debug-completions", stop, {"frame": frame, "prefix": prefix})
        return operations.completions_of(reply)

    def state(self, stop: Stopped) -> Message:
        """The machine at the stop: control, environment, continuation, store, and what it means."""
        return self._ask("debug-state", stop, {}).body

    def _ask(self, op: str, stop: Stopped, params: Mapping[str, Sendable]) -> Reply:
        return self._client.call(operations.request(op, {"key": stop.key, **params}))
