"""Looking at the past: what a session shows instead of its present, and the present meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

if TYPE_CHECKING:
    from omega.runtime.debug.history import History
    from omega.runtime.evaluation import Evaluation
    from omega.runtime.session import SessionState


class Place(Struct, frozen=True):
    """Where in its history a session is."""

    number: Annotated[int, "The entry after which, or amid which, the session is."]
    ticks: Annotated[int | None, "The ticks of the entry that are used, if it is amid it."]
    live: Annotated[bool, "Whether that is the present."]


class Present:
    """The present of a session that shows its past."""

    def __init__(self, state: SessionState, past: History | None, suspended: Evaluation | None) -> None:
        self.state = state
        self.past = past
        self.suspended = suspended


class Look:
    """``place`` in ``history``, the session's own or another. ``live``: what to return to, once it is shown."""

    live: Present

    def __init__(self, place: Place, history: History) -> None:
        self.place = place
        self.history = history
