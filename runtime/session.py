"""The state of one session that its programs can reach: globals, keywords, the console.

A session's globals are one dictionary over the shared base (``machine/base.py``), so a new session is an empty one.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from omega.runtime.compile.expressions import is_global_name
from omega.runtime.expand.library import Libraries
from omega.runtime.expand.scope import CORE, TopScope
from omega.runtime.expand.state import table
from omega.runtime.limits import Limits
from omega.runtime.syntax.shapes import are_values, of, register

if TYPE_CHECKING:
    from random import Random


class Console:
    """What a program printed and nobody has taken yet, and the input it was given: ``text`` from ``position`` on is not
    read yet; ``at_end``: the host said that there is no more. ``count``: characters printed since it was made; ``muted``:
    how many of the next are said already, and dropped."""

    __slots__ = ("_chunks", "_stream", "at_end", "count", "done", "muted", "position", "text")

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self._stream = "out"
        self._chunks: list[str] = []
        self.text = ""
        self.position = 0
        self.at_end = False
        self.count = 0
        self.muted = 0

    def write(self, stream: str, text: str) -> None:
        """Add text to a stream, ``out`` or ``err``."""
        self.count += len(text)
        if self.muted:
            muted = min(self.muted, len(text))
            self.muted -= muted
            text = text[muted:]
            if not text:
                return
        if stream != self._stream:
            self._close_run()
            self._stream = stream
        self._chunks.append(text)

    def _close_run(self) -> None:
        if self._chunks:
            self.done.append((self._stream, "".join(self._chunks)))
            self._chunks = []

    def drain(self) -> list[tuple[str, str]]:
        """Take what was written, in order, neighbours of one stream joined."""
        if not self._chunks and not self.done:
            return []
        self._close_run()
        taken, self.done = self.done, []
        return taken

    def feed(self, text: str) -> None:
        """More input has arrived."""
        self.text = self.text[self.position :] + text
        self.position = 0


class SessionState:
    """``globals``: Python name to value, ``g_`` for Lisp names. ``scope``: keywords. ``libraries``: those it
    defined. ``heap_bytes``: an estimate.
    ``is_busy``: its last run was a long one. ``files``: its ports of files open for output."""

    __slots__ = (
        "_random", "_seed", "console", "files", "globals", "heap_bytes", "is_busy", "libraries", "limits", "scope",
    )  # fmt: skip

    def __init__(self, limits: Limits, base: dict[str, Any], seed: int | None = None) -> None:
        self.limits = limits
        self.globals: dict[str, Any] = {"__builtins__": base}
        self.scope = TopScope(CORE)
        self.libraries = Libraries()
        self.console = Console()
        self.heap_bytes = 0
        self.is_busy = False
        self.files: list[Any] = []
        self._seed = seed
        self._random: Random | None = None

    def become(self, other: SessionState) -> None:
        """Have the state of another session, which nobody else has. What was printed and not taken yet stays."""
        printed = self.console.drain()
        for name in ("_random", "_seed", "console", "files", "globals", "heap_bytes", "libraries", "scope"):
            setattr(self, name, getattr(other, name))
        self.console.done[:0] = printed

    @property
    def random(self) -> Random:
        """Its generator of random numbers, which few sessions ever need."""
        if self._random is None:
            from random import Random

            self._random = Random(self._seed)
        return self._random

    def random_state(self) -> tuple[int | None, bytes | None]:
        """What random numbers come next: the seed, and the state of the generator if it has been used."""
        if self._random is None:
            return self._seed, None
        _, words, _ = self._random.getstate()
        return self._seed, array("I", words).tobytes()

    def continue_random(self, seed: int | None, words: bytes | None) -> None:
        """Draw the random numbers that come next in this state."""
        self._seed = seed
        if words is not None:
            self.random.setstate((_TWISTER, tuple(array("I", words)), None))


#: The words of the state of Python's generator, the Mersenne twister, and its version.
_WORDS = 625
_TWISTER = 3


def _console_parts(console: Console) -> Sequence[Any]:
    rest = console.text[console.position :]
    return [rest, console.at_end, *chain.from_iterable(console.done), console._stream, "".join(console._chunks)]


def _fill_console(console: Console, parts: Sequence[Any]) -> None:
    console.__init__()  # type: ignore[misc]
    console.text, console.at_end = parts[:2]
    console.done = list(zip(parts[2:-2:2], parts[3:-2:2], strict=True))
    console._stream, console._chunks = parts[-2], [parts[-1]] if parts[-1] else []


def _accepts_console(parts: Sequence[Any]) -> bool:
    return len(parts) >= 4 and len(parts) % 2 == 0 and of(str, bool, rest=str)(parts) and set(parts[2::2]) <= {"out", "err"}


register(
    Console,
    "console",
    parts=_console_parts,
    fill=_fill_console,
    accepts=_accepts_console,
    is_internal=True,
)


def _session_parts(session: SessionState) -> Sequence[Any]:
    """What a session is: what a fork inherits and a snapshot holds. (Its console and its open files are not a fork's.)"""
    parts: list[Any] = [session.heap_bytes, *session.random_state(), session.scope, session.libraries]
    for key, value in session.globals.items():
        if key != "__builtins__":
            parts += (key, value)
    return parts


def _fill_session(session: SessionState, parts: Sequence[Any]) -> None:
    session.heap_bytes, seed, words, session.scope, session.libraries = parts[:5]
    session.continue_random(seed, words)
    session.globals.update(table(parts[5:]))


def _accepts_session(parts: Sequence[Any]) -> bool:
    return (
        len(parts) % 2 == 1
        and of(int, int | None, _are_words, TopScope, Libraries, rest=lambda part: True)(parts)
        and parts[0] >= 0
        and all(map(is_global_name, parts[5::2]))
        and are_values(parts[6::2])
    )


def _are_words(part: Any) -> bool:
    return part is None or (
        type(part) is bytes and len(part) == 4 * _WORDS and array("I", part)[-1] < _WORDS
    )


register(
    SessionState,
    "session",
    parts=_session_parts,
    fill=_fill_session,
    accepts=_accepts_session,
    is_internal=True,
)
