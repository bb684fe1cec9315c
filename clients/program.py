"""A program as it is run: its text without the line for the shell, and the command line that it sees.

It must never read a file or evaluate anything.
"""

from __future__ import annotations

from collections.abc import Sequence


def program_text(text: str) -> str:
    """The text of a program's file, as it is evaluated: a ``#!`` line at the top becomes a comment of the same length."""
    return ";" + text[1:] if text.startswith("#!/") else text


def command_line(words: Sequence[str]) -> str:
    """A definition of R7RS's ``command-line`` that returns these words."""
    quoted = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words)
    return f"(define (command-line) '({quoted}))"
