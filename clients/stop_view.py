"""A stop as one looks around in it: the frame selected, the others, their variables, expressions evaluated there.

Owns what was asked of one stop; when the evaluation goes on it is thrown away. It must never print, and never have the
evaluation go on (``debug_prompt.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

from omega.clients.debug_events import Stopped
from omega.clients.debug_link import Answer, DebugLink, Frame, Scope, Variable
from omega.clients.errors import BadCommand
from omega.clients.fields import Message
from omega.clients.results import Completion

#: Variables of one scope shown; frames and variables asked for at once.
_VARIABLES, _PAGE = 200, 500
#: Frames of a stack that are counted exactly before anybody asks for them.
_SHALLOW = 200


class StopView:
    """``frame``: the number of the frame selected; 0 is the innermost."""

    def __init__(self, link: DebugLink, stop: Stopped) -> None:
        self.stop = stop
        self.frame = 0
        self._link = link
        self._selected: Frame | None = None
        self._total = 0
        self._is_counted = False

    # -- frames

    def frames(self, levels: int) -> tuple[list[Frame], int]:
        """The innermost frames, that many if there are, and how many there are in all."""
        frames: list[Frame] = []
        while len(frames) < levels and (page := self._page(len(frames), min(levels - len(frames), _PAGE))):
            frames += page
        return frames, self._total

    def _page(self, start: int, levels: int) -> list[Frame]:
        found, self._total = self._link.frames(self.stop, start, levels)
        return found

    def frame_at(self, number: int) -> Frame:
        """A frame by its number. Raises ``BadCommand`` if there is none."""
        found = self._page(number, 1) if number >= 0 else []
        if not found:
            raise BadCommand(f"there is no frame {number}; they go from 0 to {self._total - 1}")
        return found[0]

    def select(self, number: int) -> Frame:
        """Look at another frame. Raises ``BadCommand`` if there is none of this number."""
        self._selected = self.frame_at(number)
        self.frame = number
        return self._selected

    @property
    def selected(self) -> Frame:
        """The frame that is looked at."""
        return self._selected or self.select(self.frame)

    @property
    def depth(self) -> int:
        """How many frames there are. The server says how many there are at most, until somebody has looked at the last."""
        if not self._is_counted:
            self._is_counted = True
            self._page(0, 1)
            while 1 < self._total <= _SHALLOW and not self._page(self._total - 1, 1):
                pass
        return self._total

    # -- in the frame selected

    def names(self, prefix: str) -> Sequence[Completion]:
        """What can be typed here."""
        return self._link.completions(self.stop, self.selected.id, prefix)

    def evaluate(self, code: str, context: str = "repl") -> Answer:
        """The value of an expression."""
        return self._link.evaluate(self.stop, self.selected.id, code, context)

    def scopes(self) -> list[Scope]:
        """The groups of variables that it sees."""
        return self._link.scopes(self.stop, self.selected.id)

    def variables(self, scope: Scope) -> list[Variable]:
        """The variables of a scope."""
        return self._link.variables(self.stop, scope.reference, 0, _VARIABLES)

    def set_variable(self, name: str, code: str) -> str:
        """Give a variable the value of an expression; the value, printed. Raises ``BadCommand`` if it sees none of this
        name."""
        return self._link.set_variable(self.stop, self._scope_of(name).reference, name, code)

    def data_id(self, name: str) -> str:
        """What the server calls a variable, to watch it. Raises ``BadCommand``."""
        return self._link.data_id(self.stop, self._scope_of(name).reference, name)

    def _scope_of(self, name: str) -> Scope:
        for scope in self.scopes():
            start = 0
            while page := self._link.variables(self.stop, scope.reference, start, _PAGE):
                if any(each.name == name for each in page):
                    return scope
                start += len(page)
        raise BadCommand(f"this frame sees no variable {name}")

    def state(self) -> Message:
        """The machine at the stop."""
        return self._link.state(self.stop)
