"""The conversation about an evaluation that has stopped: what is shown of it, what is typed, how it goes on.

Owns the stop, from the event that announces it until the evaluation goes on. Whatever is typed that is no command is
evaluated in the selected frame. The commands are in ``stop_commands.py``; what there is to see in ``stop_view.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.console import restart_list
from omega.clients.debug_events import BreakpointMoved, Logged, Place, Stopped
from omega.clients.errors import BadCommand, RequestRefused
from omega.clients.events import Event, Output
from omega.clients.source_view import CONTEXT
from omega.clients.stop_view import StopView
from omega.clients.typed import command_word, forms

if TYPE_CHECKING:
    from omega.clients.event_stream import Stream
    from omega.clients.repl import Repl

#: Reasons to stop that are not told by the place alone.
_EXPLAINED = ("exception", "data breakpoint", "effect", "limit")
#: Commands that an empty line does again, as in gdb.
_AGAIN = (":step", ":next", ":out", ":back", ":continue", ":rcontinue", ":up", ":down", ":list")


class DebugPrompt:
    """``view``: the stop that is talked about, if any. ``watched``: expressions to show at every stop."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._console = repl.console
        self.view: StopView | None = None
        self.watched: list[str] = []
        self._stream: Stream | None = None
        self._pausing = False
        self._last = ""
        #: The evaluation waits for a restart: whether that is so, and the one that was chosen.
        self._looking = False
        self._choice: tuple[int, str] | None = None

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
        self.view, self._stream = StopView(self._repl.link, stop), stream
        try:
            self._greet(self.view)
            while self.view is not None:
                try:
                    self._read(self.view, command)
                    self._catch_up()
                except KeyboardInterrupt:
                    if not self._repl.person:
                        raise
                except (BadCommand, RequestRefused) as error:
                    self._refused(error)
                finally:
                    command = ""
        finally:
            self.view = None

    # -- for the commands

    @property
    def here(self) -> StopView:
        """The stop. Raises ``BadCommand`` where there is none."""
        if self.view is None:
            raise BadCommand("nothing has stopped")
        return self.view

    def resume(self, op: str, **params: str | int | None) -> None:
        """Have the evaluation go on, by an op of the wire."""
        if self._looking and op != "continue":
            raise BadCommand("it waits for a restart: choose one, or :continue; with :debug on, errors stop in the debugger")
        self._repl.link.resume(op, self.here.stop, **params)
        self.view = None

    def abort(self) -> None:
        """End the evaluation, if one has stopped."""
        if self.view is not None and self._looking:
            self.restart(self.view.stop.restarts[-1].index, "")
        elif self.view is not None:
            self._repl.link.interrupt()
            self.view = None

    def leave(self) -> None:
        """The debugger is detached: what has stopped goes on."""
        self.view = None

    def restart(self, number: int, code: str) -> None:
        """Go on with a restart of the condition that has stopped it. Raises ``BadCommand``."""
        offers = {offer.index: offer for offer in self.here.stop.restarts}
        if number not in offers:
            raise BadCommand(f"there is no restart {number}")
        offer = offers[number]
        if offer.values and not code:
            prompt = "value> " if offer.values == 1 else f"{offer.values} values> "
            code = self._repl.reader.command(prompt, self.here.names) or ""
            if not code.strip():
                raise BadCommand(f"the restart {offer.name} needs {offer.values} value(s)")
        if offer.values > 1:
            code = f"(values {code})"
        if self._looking:
            self._choice = number, code
            self.resume("continue")
            return
        self.resume("invoke-restart", restart=number, code=code or None)

    def evaluate(self, code: str) -> str | None:
        """The value of an expression in the selected frame, printed; its error is shown, and gives ``None``."""
        answer = self.here.evaluate(code)
        self._catch_up()
        if answer.error is not None:
            self._console.fresh_line()
            self._repl.fail(answer.error.rstrip())
            return None
        return answer.value

    def select(self, number: int) -> None:
        """Look at another frame. Raises ``BadCommand`` if there is none of this number."""
        found = self.here.select(number)
        self._console.write(f"frame {number}: {found.name}{_at(found.place)}\n")
        self.show_source(found.place)

    def show_source(self, place: Place, context: int = CONTEXT) -> bool:
        """The lines around a place; False if nobody knows them."""
        view = self._repl.view.at(place, context)
        if view is not None:
            self._repl.show_source(view)
        return view is not None

    def show_watched(self) -> None:
        """The values of the watched expressions, where there is a stop; else the expressions."""
        for number, code in enumerate(self.watched):
            text = f"  watch {number}: {code}"
            if self.view is not None:
                answer = self.view.evaluate(code, "watch")
                text += f" = {answer.error or answer.value}"
            self._console.write(f"{text}\n")

    def show_restarts(self) -> bool:
        """The ways to go on from a condition, by number; False if there are none."""
        offers = self.here.stop.restarts
        self._console.write(restart_list(offers))
        return bool(offers)

    # -- within

    def _greet(self, view: StopView) -> None:
        """Show where and why it has stopped."""
        stop = view.stop
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

    def _read(self, view: StopView, command: str) -> None:
        text = command or self._repl.reader.command(f"omega[{view.depth}]dbg> ", view.names)
        if text is None:
            self._repl.run_command(":abort")
            return
        text = text.strip() or self._last
        self._last = ""
        if command_word(text):
            done = self._repl.run_command(text)
            self._last = text if done.name in _AGAIN else ""
            return
        if text.isdecimal() and view.stop.restarts:
            self.restart(int(text), "")
            return
        for form in forms(text):
            value = self.evaluate(form)
            if value is None:
                break
            self._repl.show_text(value)

    def _catch_up(self) -> None:
        """Show what has been said meanwhile; whoever goes on with the evaluation elsewhere ends the conversation."""
        if self.view is None or self._stream is None:
            return
        for event in self._stream.arrived():
            self.told(event)
        if self._stream.is_due:
            self._gone_on()

    def _gone_on(self) -> None:
        self._repl.fail("the evaluation has gone on")
        self.view = None

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
