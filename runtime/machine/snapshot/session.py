"""A session and what it is in the midst of, as bytes and back. Imported when first used, because ``msgpack`` is."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from omega.runtime.machine.ports import is_file_output
from omega.runtime.machine.snapshot.envelope import seal, unseal
from omega.runtime.machine.snapshot.problem import Damaged
from omega.runtime.machine.snapshot.reader import read
from omega.runtime.machine.snapshot.writer import write
from omega.runtime.session import Console, SessionState
from omega.runtime.slices import Steps


def save(session: SessionState, suspended: Any) -> Steps[bytes]:
    """The session, and anything with a shape beside it, or ``None``, in steps between which it must not change. Raises
    ``SnapshotError``."""
    writing = write([session, session.console, suspended, *session.files])
    while True:
        with _nothing_collected():
            try:
                next(writing)
            except StopIteration as stop:
                return seal(stop.value)
        yield


def load(data: bytes, session: SessionState) -> Any:
    """Fill a new session with what was saved; returns what was beside it. Raises ``SnapshotError``."""
    with _nothing_collected():
        roots = read(unseal(data), session)
    if len(roots) < 3 or roots[0] is not session or type(roots[1]) is not Console:
        raise Damaged("it holds no session")
    session.console, suspended, *session.files = roots[1:]
    if not all(map(is_file_output, session.files)):
        raise Damaged("its files are none")
    return suspended


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Make many objects, none of which is garbage, without looking for garbage among them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
