"""What ``Evaluation.run`` returns: why the machine handed control back to its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from omega.runtime.condition import Condition
from omega.runtime.syntax.datum import Value

if TYPE_CHECKING:
    from omega.runtime.machine.stepping import Location


class OutOfTicks(Struct, frozen=True):
    """The quota is used up; call ``run`` again."""


class FormDone(Struct, frozen=True):
    """One top-level form has this value; call ``run`` again for the next form."""

    value: Value


class Offer(Struct, frozen=True):
    """A restart as people choose it. ``name``: empty when it has none. ``values``: how many values it needs."""

    name: str
    description: str
    values: int


class FormFailed(Struct, frozen=True):
    """One top-level form ended in an unhandled condition. ``run`` goes on with the next form (nREPL's ``eval``),
    or the host drops the evaluation (``load-file``). After a reader error the next outcome is ``Finished``.
    ``offers``: the restarts that were in force there, innermost first."""

    condition: Condition
    offers: tuple[Offer, ...] = ()


class NeedsRestart(Struct, frozen=True):
    """Nobody handles a condition, and the evaluation waits where it was signalled: answer with
    ``Evaluation.restart(index)``, or ``.interrupt()``. ``offers``: the ways to go on, innermost first."""

    condition: Condition
    offers: tuple[Offer, ...]


class EffectRequest(Struct, frozen=True):
    """The machine waits for the host: answer with ``Evaluation.answer(value)`` or ``.refuse(condition)``.

    ``op``: a symbol's name such as ``input.op``. ``args``: Lisp values."""

    op: str
    args: tuple[Value, ...]


class Finished(Struct, frozen=True):
    """Nothing is left to run. ``interrupted``: ended by ``Evaluation.interrupt``. ``status``: ended by ``exit``."""

    interrupted: bool = False
    status: int | None = None


class Paused(Struct, frozen=True):
    """The stepping executor has stopped at a place where it was to stop; call ``run`` again to go on. ``depth``: the
    frames on the stack."""

    location: Location
    depth: int


class Signalled(Struct, frozen=True):
    """A condition of a type that the host watches (``Evaluation.signals``) was signalled, and no handler knows of it yet;
    call ``run`` again to go on. ``value``: the condition, or any object that was given to ``raise``."""

    value: Value


Outcome = OutOfTicks | FormDone | FormFailed | EffectRequest | NeedsRestart | Finished | Paused | Signalled


class Done(Struct, frozen=True):
    """An ``Execution`` ended with this value."""

    value: Value


class Stopped(Struct, frozen=True):
    """An ``Execution`` stopped where nobody handles this condition; its stack is still there.

    ``offers``: a list with ``(restart values . description)`` for each way to go on, innermost first."""

    condition: Condition
    offers: Value
