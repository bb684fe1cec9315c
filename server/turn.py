"""A request that waits in its session's queue for its turn, and the replies it sends: an evaluation (``job.py``) or a verb
(``errand.py``). It sends one ``done``, last, when its session says so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from omega.protocol import RequestId, Response, Sendable
from omega.runtime import EffectRequest, Runtime
from omega.runtime.events import Events
from omega.server.audience import NOBODY

if TYPE_CHECKING:
    from omega.server.audience import Audience
    from omega.server.transcript import Telling

#: The last message of a request: its status, and what it holds besides.
Ending = tuple[tuple[str, ...], Mapping[str, Sendable]]
_NOTHING: Mapping[str, Sendable] = {}
_NOBODY_LISTENS = Events()


class Turn(ABC):
    """``persists``: it goes on when its client is gone."""

    __slots__ = (
        "asked", "cancel", "client", "ending", "events", "id", "interrupted", "key", "persists", "session_id", "telling",
        "wants_input",
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
        #: What its ``done`` says, if not only that.
        self.ending: Ending | None = None

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

    @property
    def waits(self) -> bool:
        """Whether it waits for the client: for input or for a restart."""
        return self.wants_input or self.key is not None

    @abstractmethod
    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Go on for at most about so many ticks; whether nothing is left to do but the ``done``."""

    @abstractmethod
    def interrupt(self) -> None:
        """End it. The caller has taken the running id."""

    def send(self, status: tuple[str, ...] = (), body: Mapping[str, Sendable] = _NOTHING) -> None:
        """Send one message of this request."""
        response = Response(self.id, self.session_id, status, body)
        is_heard = self.client.send(response)
        if self.telling is not None:
            self.telling.add(response, self.client if is_heard else NOBODY)

    def move(self, client: Audience) -> None:
        """From now on somebody else gets its replies."""
        self.client.job_ended(self)
        self.client = client
        client.job_started(self)
