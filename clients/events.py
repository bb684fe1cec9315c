"""What happens during one evaluation, in order, as frozen values.

Server replies (``read_events``) and the in-process runtime (``local.py``) both end up here, so whoever shows an
evaluation has one vocabulary. This module must never do I/O.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from omega.clients.debug_events import DebugEvent, RestartOffer, offers_of
from omega.clients.errors import RequestRefused
from omega.clients.fields import Message, optional_text, status_of, text_of


class Output(Struct, frozen=True):
    """Text the program (or an error report) wrote to ``out`` or ``err``."""

    stream: Literal["out", "err"]
    text: str


class FormValue(Struct, frozen=True):
    """One top-level form has this value, printed. ``truncated``: the print quota cut it."""

    text: str
    ns: str | None = None
    truncated: bool = False


class FormError(Struct, frozen=True):
    """One top-level form ended in an error of this condition type; its report went to ``err`` before."""

    ex: str


class NeedInput(Struct, frozen=True):
    """The program reads from its console and has nothing: answer with a line, or nothing for end of input."""


class NeedRestart(Struct, frozen=True):
    """Nobody handles a condition, whose report went to ``err`` before, and the evaluation waits: answer with one of the
    ``restarts``, innermost first, or interrupt it. Only where ``on_error`` asked for it."""

    key: str
    ex: str
    message: str
    restarts: tuple[RestartOffer, ...]


class Done(Struct, frozen=True):
    """The evaluation is over. ``status``: every status word seen, in order, without repeats. ``exit_status``: what
    ``exit`` was given, if that ended it."""

    status: tuple[str, ...]
    exit_status: int | None = None

    @property
    def interrupted(self) -> bool:
        return "interrupted" in self.status


Event = Output | FormValue | FormError | NeedInput | NeedRestart | Done | DebugEvent

TRUNCATED = "nrepl.middleware.print/truncated"


class EventReader:
    """Turns the reply messages of one evaluation into events. ``op``: the operation, for error texts."""

    def __init__(self, op: str) -> None:
        self._op = op
        self._status: dict[str, None] = {}
        self._exit: int | None = None

    def read(self, message: Message) -> Iterator[Event]:
        """The events of one message. ``Done`` comes last and only once, with the statuses of all messages.

        Raises ``RequestRefused`` if the server did not evaluate at all."""
        status = status_of(message)
        self._status.update(dict.fromkeys(status))
        if "out" in message:
            yield Output("out", text_of(message["out"]))
        if "err" in message:
            yield Output("err", text_of(message["err"]))
        if isinstance(exit := message.get("exit"), int):
            self._exit = exit
        if "value" in message:
            ns = text_of(message["ns"]) if "ns" in message else None
            yield FormValue(text_of(message["value"]), ns, TRUNCATED in status)
        if "eval-error" in status:
            yield FormError(text_of(message.get("ex", "error")))
        if "need-input" in status:
            yield NeedInput()
        if "need-restart" in status:
            yield _need_restart(message)
        if "done" in status:
            if "error" in self._status and "eval-error" not in self._status:
                detail = optional_text(message, "message") or optional_text(message, "err") or ""
                raise RequestRefused(self._op, tuple(self._status), detail.strip())
            yield Done(tuple(self._status), self._exit)


def _need_restart(message: Message) -> NeedRestart:
    return NeedRestart(
        optional_text(message, "key") or "",
        optional_text(message, "ex") or "error",
        optional_text(message, "message") or "",
        offers_of(message),
    )
