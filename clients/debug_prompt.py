"""The conversation about an evaluation that has stopped: what is shown at a stop, the frame selected, what is typed.

Owns the stop, from the event that announces it until the evaluation goes on. Whatever is typed that is no command is
evaluated in the selected frame. The commands are in ``stop_commands.py``; this module must never know the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.console import restart_list
from omega.clients.debug_events import BreakpointMoved, Logged, Place, Stopped
from omega.clients.debug_link import Frame, Scope, Variable
from omega.clients.errors import BadCommand, RequestRefused
from omega.clients.events import Event, Output
from omega.clients.fields import Message
from omega.clients.results import Completion
from omega.clients.source_view import CONTEXT
from omega.clients.typed import command_word, forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omega.clients.event_stream import Stream
    from omega.clients.repl import Repl

#: Variables of one scope shown; frames and variables asked for at once.
_VARIABLES, _PAGE = 200, 500
#: Frames of a stack that are counted exactly before anybody asks for them.
_SHALLOW = 200
#: Reasons to stop that are not told by the place alone.
_EXPLAINED = ("exception", "data breakpoint", "effect", "limit")
#: Commands that an empty line does again, as in gdb.
_AGAIN = (":step", ":next", ":out", ":back", ":continue", ":rcontinue", ":up", ":down", ":list")


class DebugPrompt:
    """``stop``: the stop that is talked about, if any; ``frame``: the number of the frame selected, 0 is innermost."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._console = repl.console
        self.stop: Stopped | None = None
        self.frame = 0
        self.watched: list[str] = []
        self._pausing = False
        self._selected: Frame | None = None
        self._total = 0
        self._is_counted = False
        self._last = ""
        #: The evaluation waits for a restart: whether that is so, and the one that was chosen.
        self._looking = False
        self._choice: tuple[int, str] | None = None
        self._stream: Stream | None = None

    # -- what the evaluation's watcher calls (``remote.Debugging``)

    def pause(self) -> bool:
        if not self._repl.link.attached or self._pausing:
            return False
        self._pausing = True
        self._repl.link.pause()
        return True

    def told(self, event: Event) -> None:
        match event:
            case Output():
                self._console.show(event)
            case Logged(text, stream="out" | "err" as stream):
                self._console.show(Output(stream, text))
            case Logged(text, important):
                text = text if text.endswith("\n") else text + "\n"
                self._console.fresh_line()
                if important:
                    self._console.complain(self._repl.breakpoints.renumbered(text))
                else:
                    self._console.write(text)
            case BreakpointMoved():
                self._repl.breakpoints.moved(event)

    def stopped(self, stop: Stopped, stream: Stream) -> None:
        self._pausing = False
        self._talk(stop, stream, "")

    def look(self, stop: Stopped, stream: Stream, command: str) -> tuple[int, str] | None:
        """Talk about an evaluation that waits for a restart and has been stopped there, ``command`` first; the number of the
        restart that was chosen, and an expression for its values."""
        self._choice, self._looking = None, True
        try:
            self._talk(stop, stream, command)
        finally:
            self._looking = False
        return self._choice

    def _talk(self, stop: Stopped, stream: Stream, command: str) -> None:
        self.stop, self._stream = stop, stream
        self.frame, self._selected = 0, None
        try:
            self._is_counted = False
            self._greet(stop)
            while self.stop is not None:
                try:
                    self._read(command)
                    self._catch_up()
                except KeyboardInterrupt:
                    if not self._repl.person:
                        raise
                except (BadCommand, RequestRefused) as error:
                    self._refused(error)
                finally:
                    command = ""
        finally:
            self.stop = None

    # -- for the commands

    def the_stop(self) -> Stopped:
        """The stop. Raises ``BadCommand`` where there is none."""
        if self.stop is None:
            raise BadCommand("nothing has stopped")
        return self.stop

    def resume(self, op: str, **params: str | int | None) -> None:
        """Have the evaluation go on, by an op of the wire."""
        if self._looking and op != "continue":
            raise BadCommand("it waits for a restart: choose one, or :continue; with :debug on, errors stop in the debugger")
        self._repl.link.resume(op, self.the_stop(), **params)
        self.stop = None

    def abort(self) -> None:
        """End the evaluation, if one has stopped."""
        if self.stop is not None:
            self._repl.link.interrupt()
            self.stop = None

    def frames(self, levels: int) -> tuple[list[Frame], int]:
        """The innermost frames, that many if there are, and how many there are in all."""
        frames: list[Frame] = []
        while len(frames) < levels and (page := self._page(len(frames), min(levels - len(frames), _PAGE))):
            frames += page
        return frames, self._total

    def _page(self, start: int, levels: int) -> list[Frame]:
        found, self._total = self._repl.link.frames(self.the_stop(), start, levels)
        return found

    def selected(self) -> Frame:
        """The frame that is looked at."""
        if self._selected is None:
            self._selected = self.frame_at(self.frame)
        return self._selected

    def frame_at(self, number: int) -> Frame:
        """A frame by its number. Raises ``BadCommand`` if there is none."""
        found = self._page(number, 1) if number >= 0 else []
        if not found:
            raise BadCommand(f"there is no frame {number}; they go from 0 to {self._total - 1}")
        return found[0]

    def select(self, number: int) -> None:
        """Look at another frame. Raises ``BadCommand`` if there is none of this number."""
        self._selected = found = self.frame_at(number)
        self.frame = number
        self._console.write(f"frame {number}: {found.name}{_at(found.place)}\n")
        self.show_source(found.place)

    def show_source(self, place: Place, context: int = CONTEXT) -> bool:
        """The lines around a place; False if nobody knows them."""
        view = self._repl.view.at(place, context)
        if view is not None:
            self._repl.show_source(view)
        return view is not None

    def names(self, prefix: str) -> Sequence[Completion]:
        """What can be typed here."""
        return self._repl.link.completions(self.the_stop(), self.selected().id, prefix)

    def evaluate(self, code: str, context: str = "repl") -> str | None:
        """The value of an expression in the selected frame, printed; its error is shown, and gives ``None``."""
        answer = self._repl.link.evaluate(self.the_stop(), self.selected().id, code, context)
        self._catch_up()
        if answer.error is not None:
            self._console.fresh_line()
            self._repl.fail(answer.error.rstrip())
            return None
        return answer.value

    def scopes(self) -> list[Scope]:
        """The groups of variables that the selected frame sees."""
        return self._repl.link.scopes(self.the_stop(), self.selected().id)

    def variables(self, scope: Scope) -> list[Variable]:
        """The variables of a scope."""
        return self._repl.link.variables(self.the_stop(), scope.reference, 0, _VARIABLES)

    def set_variable(self, name: str, code: str) -> str:
        """Give a variable that the selected frame sees the value of an expression; the value, printed. Raises
        ``BadCommand`` if it sees none of this name."""
        return self._repl.link.set_variable(self.the_stop(), self._scope_of(name).reference, name, code)

    def data_id(self, name: str) -> str:
        """What the server calls a variable that the selected frame sees, to watch it. Raises ``BadCommand``."""
        return self._repl.link.data_id(self.the_stop(), self._scope_of(name).reference, name)

    def _scope_of(self, name: str) -> Scope:
        for scope in self.scopes():
            start = 0
            while page := self._repl.link.variables(self.the_stop(), scope.reference, start, _PAGE):
                if any(each.name == name for each in page):
                    return scope
                start += len(page)
        raise BadCommand(f"this frame sees no variable {name}")

    def state(self) -> Message:
        """The machine at the stop."""
        return self._repl.link.state(self.the_stop())

    def show_watched(self) -> None:
        """The values of the watched expressions, where there is a stop; else the expressions."""
        for number, code in enumerate(self.watched):
            text = f"  watch {number}: {code}"
            if self.stop is not None:
                answer = self._repl.link.evaluate(self.stop, self.selected().id, code, "watch")
                text += f" = {answer.error or answer.value}"
            self._console.write(f"{text}\n")

    def show_restarts(self) -> bool:
        """The ways to go on from a condition, by number; False if there are none."""
        offers = self.the_stop().restarts
        self._console.write(restart_list(offers))
        return bool(offers)

    def restart(self, number: int, code: str) -> None:
        """Go on with a restart of the condition that has stopped it. Raises ``BadCommand``."""
        offers = {offer.index: offer for offer in self.the_stop().restarts}
        if number not in offers:
            raise BadCommand(f"there is no restart {number}")
        offer = offers[number]
        if offer.values and not code:
            prompt = "value> " if offer.values == 1 else f"{offer.values} values> "
            code = self._repl.reader.command(prompt, self.names) or ""
            if not code.strip():
                raise BadCommand(f"the restart {offer.name} needs {offer.values} value(s)")
        if offer.values > 1:
            code = f"(values {code})"
        if self._looking:
            self._choice = number, code
            self.resume("continue")
            return
        self.resume("invoke-restart", restart=number, code=code or None)

    # -- within

    def _greet(self, stop: Stopped) -> None:
        """Show where and why it has stopped."""
        self._console.fresh_line()
        self._console.write(f"{self._why(stop)}{_in(stop.frame_name)}{_at(stop.place)}  ({_tick(stop)})\n")
        if stop.reason in _EXPLAINED and stop.description:
            self._console.write(f"  {stop.description}\n")
        self.show_source(stop.place)
        if stop.value is not None and stop.kind in ("value", "return"):
            self._console.write(f"  => {stop.value}\n")
        self.show_restarts()
        self.show_watched()

    def _why(self, stop: Stopped) -> str:
        hit = self._repl.breakpoints.hit(stop.hit)
        if hit:
            return ", ".join(f"breakpoint {each.number}" for each in hit)
        return {"exception": "condition"}.get(stop.reason, stop.reason)

    def _read(self, command: str) -> None:
        text = command or self._repl.reader.command(f"omega[{self._depth()}]dbg> ", self.names)
        if text is None:
            self._repl.run_command(":abort")
            return
        text = text.strip() or self._last
        self._last = ""
        if command_word(text):
            done = self._repl.run_command(text)
            self._last = text if done.name in _AGAIN else ""
            return
        if text.isdecimal() and self.the_stop().restarts:
            self.restart(int(text), "")
            return
        for form in forms(text):
            value = self.evaluate(form)
            if value is None:
                break
            self._repl.show_text(value)

    def _catch_up(self) -> None:
        """Show what has been said meanwhile; whoever goes on with the evaluation elsewhere ends the conversation."""
        if self.stop is None or self._stream is None:
            return
        for event in self._stream.arrived():
            self.told(event)
        if self._stream.is_due:
            self._gone_on()

    def _gone_on(self) -> None:
        self._repl.fail("the evaluation has gone on")
        self.stop = None

    def _depth(self) -> int:
        """How many frames there are. The server says how many there are at most, until somebody has looked at the last."""
        if not self._is_counted:
            self._is_counted = True
            self._page(0, 1)
            while 1 < self._total <= _SHALLOW and not self._page(self._total - 1, 1):
                pass
        return self._total

    def _refused(self, error: BadCommand | RequestRefused) -> None:
        if isinstance(error, RequestRefused) and {"stale-key", "unknown-session"} & set(error.status):
            self._gone_on()
            return
        self._repl.refused(error)


def _tick(stop: Stopped) -> str:
    return f"tick {max(stop.ticks, 0)}" + (f"+{stop.operation}" if stop.operation > 0 else "")


def _in(name: str) -> str:
    return f" in {name}" if name else ""


def _at(place: Place) -> str:
    return f" at {place.file}:{place.line}:{place.column}" if place.file else ""
