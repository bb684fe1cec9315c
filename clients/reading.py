"""Where ``omega repl`` reads what is typed from: behind ``Reader`` is a terminal (``repl_terminal.py``) or a pipe.

This module must never do what was typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from omega.clients.results import Completion
from omega.clients.typed import command_word
from omega.runtime.syntax.parentheses import Parentheses
from omega.runtime.syntax.reader import completeness


class Reader(Protocol):
    """Where input comes from."""

    def read(self, prompt: str) -> str | None:
        """The next complete piece of input; ``None`` at the end."""

    def ask(self, prompt: str) -> str | None:
        """The answer to a question; ``None`` for none."""

    def command(self, prompt: str, names: Callable[[str], Iterable[Completion]]) -> str | None:
        """A piece of input about an evaluation that has stopped, where there are these ``names``; ``None`` at the end."""


class PipeReader:
    """Input that is no terminal: lines are collected until they are complete."""

    def read(self, prompt: str) -> str | None:
        lines: list[str] = []
        parentheses = Parentheses()
        while part := sys.stdin.readline():
            if not lines and command_word(part):
                return part
            lines.append(part)
            if not parentheses.feed(part).closed:
                continue
            text = "".join(lines)
            if text.strip() and completeness(text) != "incomplete":
                return text
        return "".join(lines) or None

    def ask(self, prompt: str) -> str | None:
        """Nobody is there."""
        return None

    def command(self, prompt: str, names: Callable[[str], Iterable[Completion]]) -> str | None:
        return self.read(prompt)
