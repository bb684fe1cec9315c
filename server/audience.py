"""Whom the replies of an evaluation go to: a connection, or nobody while its client is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from omega.protocol import Response
from omega.server.outbox import Outbox

if TYPE_CHECKING:
    from omega.server.turn import Turn

#: Bytes of output after which an evaluation that nobody listens to is looked at again.
_LOOK = 1024 * 1024


class Audience(Protocol):
    """What an evaluation needs of its client."""

    @property
    def outbox(self) -> Outbox:
        """What waits to be written; an evaluation pauses while it is full."""

    def send(self, response: Response) -> bool:
        """Queue one reply; False if nobody may read it."""

    def job_started(self, job: Turn) -> None:
        """One more evaluation waits for its turn."""

    def job_ended(self, job: Turn) -> None:
        """An evaluation has sent its ``done``, or goes on for somebody else."""


class Nobody:
    """The audience of an evaluation whose client is gone; what it says is in its session's transcript."""

    def __init__(self) -> None:
        self.outbox = Outbox(_LOOK, lambda: None)

    def send(self, response: Response) -> bool:
        """Nobody hears it."""
        return False

    def job_started(self, job: Turn) -> None:
        """Nobody counts it."""

    def job_ended(self, job: Turn) -> None:
        """Nobody counts it."""


NOBODY = Nobody()
