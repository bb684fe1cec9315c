"""Shows the events of an evaluation on standard output and error, and reads the program's input.

Program output goes to stdout, error reports to stderr; both are flushed at every event so that pipes and people see
it at once. This module must never decide where the evaluation runs (``local.py``, ``remote.py``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from omega.clients.debug_events import RestartOffer
from omega.clients.events import Event, FormError, FormValue, NeedRestart, Output
from omega.clients.sources import Sources

#: The printed form of a value that is not worth a line, as after a definition.
UNSPECIFIED = "#<unspecified>"
#: Characters of error output remembered to find the place of an error in.
_TAIL = 16_384


class Console:
    """``show_value`` gets the text of each form's value (``None``: values are not shown). ``failed``: whether any
    form ended in an error."""

    def __init__(self, sources: Sources, show_value: Callable[[FormValue], None] | None = None) -> None:
        self.sources = sources
        self.failed = False
        self._show_value = show_value
        self._report = ""
        self._at_line_start = True
        self._red = sys.stderr.isatty() and coloured()

    def show(self, event: Event) -> None:
        """Print one event. Raises ``BrokenPipeError`` when the reader of our output is gone."""
        match event:
            case Output("out", text):
                self.write(text)
            case Output("err", text):
                self._report = (self._report + text)[-_TAIL:]
                self.complain(f"\x1b[31m{text}\x1b[0m" if self._red else text)
            case FormValue():
                self._report = ""
                if self._show_value is not None and event.text != UNSPECIFIED:
                    self.fresh_line()
                    self._show_value(event)
            case NeedRestart():
                self._show_excerpt()
                self.complain(restart_list(event.restarts))
            case FormError():
                self.failed = True
                self._show_excerpt()

    def _show_excerpt(self) -> None:
        """The line of the error reported last, if it was not shown yet."""
        excerpt = self.sources.excerpt(self._report)
        self._report = ""
        if excerpt is not None:
            self.complain(excerpt)

    def write(self, text: str) -> None:
        """Text to stdout, at once."""
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()
            self._at_line_start = text.endswith("\n")

    def complain(self, text: str) -> None:
        """Text to stderr, at once, below what stdout has."""
        if sys.stdout.isatty():
            self.fresh_line()
        sys.stderr.write(text)
        sys.stderr.flush()

    def fresh_line(self) -> None:
        """Begin a new line unless we are at the start of one."""
        if not self._at_line_start:
            self.write("\n")

    def ctrl_c_echoed(self) -> None:
        """The terminal has shown ``^C`` where the cursor was."""
        self._at_line_start = self._at_line_start and not sys.stdin.isatty()

    def read_line(self) -> str:
        """The program's next input line with its end, or ``""`` at the end of input."""
        self._at_line_start = True
        return sys.stdin.readline()


def restart_list(offers: Sequence[RestartOffer]) -> str:
    """The restarts as a person chooses them, by number."""
    width = max((len(offer.name) for offer in offers), default=0)
    lines = [f"  {offer.index}: {offer.name:<{width}}  {offer.description}".rstrip() for offer in offers]
    return "".join(line + "\n" for line in lines)


def coloured() -> bool:
    """Colours are wanted on a terminal (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_value(value: FormValue) -> None:
    """A value on a line of its own, as ``omega eval`` prints it."""
    sys.stdout.write(value.text + ("...\n" if value.truncated else "\n"))
    sys.stdout.flush()
