"""Shows an evaluation that runs on a server, at a terminal: output as it comes, input when it is asked for, Ctrl-C.

A thread of its own waits for the server, so that the main thread is always free to notice Ctrl-C; the two meet in a
queue. This module must never know what the events mean to a person (``console.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from omega.clients.console import Console
from omega.clients.ctrl_c import CtrlC
from omega.clients.debug_events import DebugEvent, Stopped
from omega.clients.errors import OmegaClientError, RequestRefused
from omega.clients.event_stream import EventStream, FollowingStream
from omega.clients.events import Done, Event, NeedInput, NeedRestart

#: Events read ahead of what is shown: a program that prints for ever must not fill our memory.
_AHEAD = 256


class _Pressed:
    """Ctrl-C."""


Queue: TypeAlias = "SimpleQueue[Event | _Pressed | OmegaClientError]"


#: What can be shown.
Stream: TypeAlias = "EventStream | FollowingStream"

#: Asks a person for a restart: the index of one, and an expression for its values. May raise ``KeyboardInterrupt``.
Ask: TypeAlias = "Callable[[NeedRestart], tuple[int, str]]"


class Debugging(Protocol):
    """Who talks with a person about an evaluation that has stopped."""

    def pause(self) -> bool:
        """Ask the evaluation to stop, and return at once; False if it cannot, or was asked already."""

    def stopped(self, stop: Stopped) -> None:
        """Talk about it until the evaluation goes on or is to end. May raise ``KeyboardInterrupt``."""

    def told(self, event: DebugEvent) -> None:
        """Anything else that a debugger says."""


def evaluate_there(
    start: Callable[[], Stream],
    console: Console,
    *,
    patience: int = 1,
    ask: Ask | None = None,
    debugging: Debugging | None = None,
) -> Done:
    """Start an evaluation and show it until it is over; Ctrl-C interrupts it, or pauses it for ``debugging`` first.
    ``ask``: answers a ``NeedRestart``.

    More than ``patience`` presses raise ``KeyboardInterrupt`` (the server does not react). Raises what the stream
    raises: ``ConnectionLost``, ``RequestRefused``.
    """
    queue: Queue = SimpleQueue()
    room = threading.Semaphore(_AHEAD)
    with CtrlC(lambda: queue.put(_Pressed()), patience) as ctrl_c:
        stream = start()
        threading.Thread(target=_pump, args=(stream, queue, room), daemon=True).start()
        try:
            return _show(stream, console, queue, room, ctrl_c, ask, debugging)
        except BaseException:  # nobody shows what still comes: the server must not go on for us
            stream.abandon()
            room.release()
            raise


def _show(
    stream: Stream,
    console: Console,
    queue: Queue,
    room: threading.Semaphore,
    ctrl_c: CtrlC,
    ask: Ask | None,
    debugging: Debugging | None,
) -> Done:
    while True:
        event = queue.get()
        if isinstance(event, _Pressed):
            if debugging is None or not debugging.pause():
                stream.interrupt()
            continue
        room.release()
        if isinstance(event, OmegaClientError):
            raise event
        if isinstance(event, NeedInput):
            try:
                with ctrl_c.raising():
                    line = console.read_line()
            except KeyboardInterrupt:
                stream.interrupt()
            else:
                stream.stdin(line)
            continue
        if isinstance(event, DebugEvent):
            if debugging is not None:
                _debug(stream, event, ctrl_c, debugging)
            continue
        console.show(event)
        if isinstance(event, NeedRestart):
            _answer(stream, event, console, ctrl_c, ask)
        elif isinstance(event, Done):
            return event


def _debug(stream: Stream, event: DebugEvent, ctrl_c: CtrlC, debugging: Debugging) -> None:
    if not isinstance(event, Stopped):
        debugging.told(event)
        return
    ctrl_c.heeded()
    try:
        with ctrl_c.raising():
            debugging.stopped(event)
    except KeyboardInterrupt:
        stream.interrupt()


def _answer(stream: Stream, question: NeedRestart, console: Console, ctrl_c: CtrlC, ask: Ask | None) -> None:
    """Have a person choose a restart, again if the choice cannot be used; without anybody to ask, it ends."""
    while ask is not None:
        try:
            with ctrl_c.raising():
                index, code = ask(question)
        except KeyboardInterrupt:
            break
        try:
            stream.answer(question, index, code)
        except RequestRefused as error:
            if "stale-key" in error.status:
                return
            console.complain(f"{error}\n")
        else:
            return
    stream.interrupt()


def _pump(stream: Stream, queue: Queue, room: threading.Semaphore) -> None:
    try:
        for event in stream:
            room.acquire()
            queue.put(event)
    except OmegaClientError as error:
        queue.put(error)
