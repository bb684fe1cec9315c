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


def save(session: SessionState, suspended: Any) -> bytes:
    """The session, and anything with a shape beside it, or ``None``. Raises ``SnapshotError``."""
    with _nothing_collected():
        return seal(write([session, session.console, suspended, *session.files]))


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
