"""A request that waits in its session's queue for its turn, and the replies it sends: an evaluation (``job.py``) or a verb
(``errand.py``). It sends one ``done``, last, when its session says so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import RequestId, Response, Sendable
from omega.runtime import EffectRequest, Runtime, Value
from omega.runtime.events import Events
from omega.runtime.journal import Entry, State
from omega.server.audience import NOBODY
from omega.server.outbox import Outbox

if TYPE_CHECKING:
    from omega.server.audience import Audience
    from omega.server.transcript import Telling

#: The last message of a request: its status, and what it holds besides.
#: Makes the fields of an answer out of a value.
Told = Callable[[Value], Mapping[str, Sendable]]
Ending = tuple[tuple[str, ...], Mapping[str, Sendable]]
NOTHING: Mapping[str, Sendable] = {}
_NOBODY_LISTENS = Events()
#: Characters of a value or an error that a list of evaluations shows.
_SHOWN = 200


class Turn(ABC):
    """``persists``: it goes on when its client is gone."""

    __slots__ = (
        "_held", "asked", "cancel", "client", "ending", "events", "failed", "id", "interrupted", "key", "persists", "prepare",
        "session_id", "shown", "stopped", "telling", "wants_input",
    )  # fmt: skip

    def __init__(self, client: Audience, id: RequestId, session_id: str, *, persists: bool = False) -> None:
        self.client = client
        self.id = id
        self.session_id = session_id
        self.persists = persists
        #: Who is told what happens in its session.
        self.events = _NOBODY_LISTENS
        #: What is kept of what it says.
        self.telling: Telling | None = None
        #: Set by whoever ended it from outside; its ``done`` then says ``interrupted``.
        self.interrupted = False
        #: Whether the machine waits for console input.
        self.wants_input = False
        #: The effect that takes time and that it waits for, and what stops that.
        self.asked: EffectRequest | None = None
        self.cancel: Callable[[], None] | None = None
        #: What an answer to the question must repeat, while the client is asked for a restart.
        self.key: str | None = None
        #: Whether a debugger has stopped it.
        self.stopped = False
        #: What is to be done in steps before it begins: called until it is true.
        self.prepare: Callable[[], bool] | None = None
        #: What its ``done`` says, if not only that.
        self.ending: Ending | None = None
        #: Messages kept back; of those there were, the beginning of the last value or error, and whether it is one.
        self._held: list[Response] | None = None
        self.shown = ""
        self.failed = False

    @property
    @abstractmethod
    def text(self) -> str:
        """What it is to do, for people."""

    @property
    def entry(self) -> Entry | None:
        """What is written down of it, if anything is."""
        return None

    @property
    @abstractmethod
    def did(self) -> bool:
        """Whether it may have changed the session."""

    @property
    def keeps(self) -> bool:
        """Whether what it did is for other sessions, too, and has to be kept before it says that it is done."""
        return False

    @property
    @abstractmethod
    def size(self) -> int:
        """Characters it keeps while it waits."""

    @property
    def started(self) -> bool:
        """Whether it has begun and can be ended only by going on."""
        return False

    @property
    def ticks(self) -> int:
        """Ticks used so far."""
        return 0

    def prepared(self) -> bool:
        """Do some of what is to be done before it begins; whether that is all."""
        if self.prepare is not None and self.prepare():
            self.prepare = None
        return self.prepare is None

    @property
    def outboxes(self) -> tuple[Outbox, ...]:
        """What it fills: it pauses while one of them is full."""
        return (self.client.outbox,)

    @property
    def waits(self) -> bool:
        """Whether it waits for a client: for input, for a restart, or stopped by a debugger."""
        return self.wants_input or self.key is not None or self.stopped

    @abstractmethod
    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Go on for at most about so many ticks; whether nothing is left to do but the ``done``."""

    @abstractmethod
    def interrupt(self) -> None:
        """End it. The caller has taken the running id."""

    @property
    def outcome(self) -> State:
        """How it has ended, now that nothing more of it will run."""
        return "interrupted" if self.interrupted else "error" if self.failed else "done"

    def conclude(self) -> None:  # noqa: B027  # most have nothing to do
        """Nothing more of it will run."""

    def send(self, status: tuple[str, ...] = (), body: Mapping[str, Sendable] = NOTHING) -> None:
        """Send one message of this request, or keep it back."""
        response = Response(self.id, self.session_id, status, body)
        if "value" in body:
            self._show(body["value"])
            self.failed = False
        elif "ex" in body:
            self._show(body.get("message", body["ex"]))
            self.failed = True
        if self._held is None:
            self._deliver(response)
        else:
            self._held.append(response)

    def _show(self, text: Sendable) -> None:
        self.shown = text[:_SHOWN] if isinstance(text, str) else ""

    def hold(self) -> None:
        """From now on keep messages back, until what they are about is kept."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Send what was kept back, and keep back no more."""
        held, self._held = self._held, None
        for response in held or ():
            self._deliver(response)

    def take_back(self) -> None:
        """What was kept back is not true any more."""
        self._held = None

    def _deliver(self, response: Response) -> None:
        is_heard = self.client.send(response)
        if self.telling is not None:
            self.telling.add(response, self.client if is_heard else NOBODY)

    def move(self, client: Audience) -> None:
        """From now on somebody else gets its replies."""
        self.client.job_ended(self)
        self.client = client
        client.job_started(self)
