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
from omega.clients.event_stream import EventStream, FollowingStream, Stream
from omega.clients.events import Done, Event, NeedInput, NeedRestart

#: Events read ahead of what is shown: a program that prints for ever must not fill our memory.
_AHEAD = 256


class _Pressed:
    """Ctrl-C."""


Queue: TypeAlias = "SimpleQueue[Event | _Pressed | OmegaClientError]"


#: Asks a person for a restart: the index of one, and an expression for its values. May raise ``KeyboardInterrupt``.
Ask: TypeAlias = "Callable[[NeedRestart], tuple[int, str]]"


class Debugging(Protocol):
    """Who talks with a person about an evaluation that has stopped."""

    def pause(self) -> bool:
        """Ask the evaluation to stop, and return at once; False if it cannot, or was asked already."""

    def stopped(self, stop: Stopped, stream: Stream) -> None:
        """Talk about it until the evaluation goes on or is to end; what it says meanwhile has ``arrived`` in the stream. May
        raise ``KeyboardInterrupt``."""

    def told(self, event: Event) -> None:
        """Anything else that a debugger says."""


def evaluate_there(
    start: Callable[[], EventStream | FollowingStream],
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
    with CtrlC(lambda: queue.put(_Pressed()), patience) as ctrl_c:
        watch = _Watch(start(), console, queue, ctrl_c, ask, debugging)
        threading.Thread(target=watch.read_ahead, daemon=True).start()
        try:
            return watch.show()
        except BaseException:  # nobody shows what still comes: the server must not go on for us
            watch.abandon()
            raise


class _Watch:
    """One evaluation that is shown. A thread of its own reads the events, but for the time in which a person talks about a
    stop: then whoever talks with them does."""

    def __init__(
        self,
        stream: Stream,
        console: Console,
        queue: Queue,
        ctrl_c: CtrlC,
        ask: Ask | None,
        debugging: Debugging | None,
    ) -> None:
        self._stream = stream
        self._console = console
        self._queue = queue
        self._ctrl_c = ctrl_c
        self._ask = ask
        self._debugging = debugging
        self._room = threading.Semaphore(_AHEAD)
        self._talked = threading.Semaphore(0)

    def read_ahead(self) -> None:
        """Read the events: the thread's function."""
        try:
            for event in self._stream:
                self._room.acquire()
                self._queue.put(event)
                if isinstance(event, Stopped):
                    self._talked.acquire()
        except OmegaClientError as error:
            self._queue.put(error)

    def abandon(self) -> None:
        """Nobody shows anything any more."""
        self._stream.abandon()
        self._room.release()
        self._talked.release()

    def show(self) -> Done:
        """Show the events until the evaluation is over."""
        while True:
            event = self._queue.get()
            if isinstance(event, _Pressed):
                if self._debugging is None or not self._debugging.pause():
                    self._stream.interrupt()
                continue
            self._room.release()
            match event:
                case OmegaClientError():
                    raise event
                case NeedInput():
                    self._read_line()
                case Stopped():
                    self._talk(event)
                case _ if isinstance(event, DebugEvent):
                    if self._debugging is not None:
                        self._debugging.told(event)
                case _:
                    self._console.show(event)
                    if isinstance(event, NeedRestart):
                        self._answer(event)
                    elif isinstance(event, Done):
                        return event

    def _read_line(self) -> None:
        try:
            with self._ctrl_c.raising():
                line = self._console.read_line()
        except KeyboardInterrupt:
            self._stream.interrupt()
        else:
            self._stream.stdin(line)

    def _talk(self, stop: Stopped) -> None:
        self._ctrl_c.heeded()
        try:
            with self._ctrl_c.raising():
                if self._debugging is not None:
                    self._debugging.stopped(stop, self._stream)
        except KeyboardInterrupt:
            self._stream.interrupt()
        self._talked.release()

    def _answer(self, question: NeedRestart) -> None:
        """Have a person choose a restart, again if the choice cannot be used; without anybody to ask, it ends."""
        while self._ask is not None:
            try:
                with self._ctrl_c.raising():
                    index, code = self._ask(question)
            except KeyboardInterrupt:
                break
            try:
                self._stream.answer(question, index, code)
            except RequestRefused as error:
                if "stale-key" in error.status:
                    return
                self._console.complain(f"{error}\n")
            else:
                return
        self._stream.interrupt()
