"""A session and what it is in the midst of, as bytes and back. Imported when first used, because ``msgpack`` is."""

from __future__ import annotations

import gc
from typing import Any, TypeVar, cast

from omega.runtime.machine.ports import is_file_output
from omega.runtime.machine.snapshot.envelope import seal, unseal
from omega.runtime.machine.snapshot.problem import Damaged
from omega.runtime.machine.snapshot.reader import read
from omega.runtime.machine.snapshot.writer import write
from omega.runtime.session import Console, SessionState
from omega.runtime.slices import Steps

R = TypeVar("R")


def save(session: SessionState, suspended: Any) -> Steps[bytes]:
    """The session, and anything with a shape beside it, or ``None``, in steps between which it must not change. Raises
    ``SnapshotError``."""
    return seal((yield from _uncollected(write([session, session.console, suspended, *session.files]))))


def load(data: bytes, session: SessionState) -> Steps[Any]:
    """Fill a new session with what was saved, in steps; returns what was beside it. Raises ``SnapshotError``."""
    roots = yield from _uncollected(read(unseal(data), session))
    if len(roots) < 3 or roots[0] is not session or type(roots[1]) is not Console:
        raise Damaged("it holds no session")
    session.console, suspended, *session.files = roots[1:]
    if not all(map(is_file_output, session.files)):
        raise Damaged("its files are none")
    return suspended


def _uncollected(steps: Steps[R]) -> Steps[R]:
    """Make many objects, none of which is garbage, without looking for garbage among them."""
    while True:
        collects = gc.isenabled()
        gc.disable()
        try:
            next(steps)
        except StopIteration as stop:
            return cast(R, stop.value)
        finally:
            if collects:
                gc.enable()
        yield
