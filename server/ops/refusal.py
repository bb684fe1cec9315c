"""A request that is understood but cannot be served: raised by an op's handler, answered by the connection."""

from __future__ import annotations

from collections.abc import Mapping

from omega.protocol import Sendable


class Refusal(Exception):
    """``status``: the fault, sent after ``error`` and ``done``. ``message``: one line for people."""

    def __init__(self, status: str, message: str | None = None, **body: Sendable) -> None:
        super().__init__(status)
        self.status = status
        self.body: Mapping[str, Sendable] = body if message is None else {**body, "message": message}
