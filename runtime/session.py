"""The state of one session that its programs can reach: globals, keywords, the console.

A session's globals are one dictionary over the shared base (``machine/base.py``), so a new session is an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omega.runtime.expand.library import Libraries
from omega.runtime.expand.scope import CORE, TopScope
from omega.runtime.limits import Limits

if TYPE_CHECKING:
    from random import Random


class Console:
    """What a program printed and nobody has taken yet, and the input it was given: ``text`` from ``position`` on is not
    read yet; ``at_end``: the host said that there is no more."""

    __slots__ = ("_chunks", "_stream", "at_end", "done", "position", "text")

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self._stream = "out"
        self._chunks: list[str] = []
        self.text = ""
        self.position = 0
        self.at_end = False

    def write(self, stream: str, text: str) -> None:
        """Add text to a stream, ``out`` or ``err``."""
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

    @property
    def random(self) -> Random:
        """Its generator of random numbers, which few sessions ever need."""
        if self._random is None:
            from random import Random

            self._random = Random(self._seed)
        return self._random

    def continue_random(self, source: SessionState) -> None:
        """Draw the random numbers that another session would."""
        self._seed = source._seed
        if source._random is not None:
            self.random.setstate(source._random.getstate())
