"""The watchdog: one operation that does not come back ends its evaluation, never the session or the server."""

from __future__ import annotations

import signal
import time

import pytest

from omega.runtime import Overrun
from omega.server.watchdog import Watchdog

from .peer import serving


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_it_fires_only_in_a_call_that_takes_too_long() -> None:
    watchdog = Watchdog(0.05, 0.01)
    with watchdog.installed():
        spin(0.15)  # nothing is guarded
        with watchdog.limit():
            spin(0.01)
        with pytest.raises(Overrun), watchdog.limit():
            spin(1)
        with watchdog.limit():  # it watches again
            pass
        with pytest.raises(Overrun), watchdog.limit():
            spin(1)
        spin(0.15)
    assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL


def test_somebody_elses_alarm_is_left_alone() -> None:
    def theirs(*_: object) -> None: ...

    before = signal.signal(signal.SIGPROF, theirs)
    try:
        with Watchdog(0.01, 0.01).installed():
            assert signal.getsignal(signal.SIGPROF) is theirs
    finally:
        signal.signal(signal.SIGPROF, before)


async def test_a_slow_operation_is_an_error_and_the_session_goes_on() -> None:
    async with serving(operation_time=0.05) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 1)", session=session)
        slow = "(let loop ((i 0) (n 3)) (if (< i 40) (loop (+ i 1) (* n n)) 'big))"
        replies = await peer.request("eval", code=slow, session=session)
        assert replies[-1]["status"] == ["done"]
        assert replies[-2]["ex"] in ("budget-exceeded", "arithmetic-error")
        assert await peer.values("x", session=session) == ["1"]


async def test_slow_ticks_do_not_make_a_slice_long() -> None:
    """Each product of 475 000-bit integers takes milliseconds: a slice of thousands of ticks would take a minute."""
    async with serving() as place:
        peer, other = await place.connect(), await place.connect()
        session = await peer.clone()
        await peer.values("(define big (expt 3 300000)) (define (slow) (* big big) (slow))", session=session)
        id = await peer.start("eval", code="(slow)", session=session)
        for _ in range(5):
            assert await other.values("(+ 1 2)") == ["3"]
        ended = await peer.one("interrupt", session=session)
        replies = await peer.replies(id)
        assert ended["status"] == ["done"], replies
        assert replies[-1]["status"] == ["done", "interrupted"]
