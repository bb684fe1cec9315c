"""``omega repl``: reads forms, has a session evaluate them, shows what comes back.

Owns the conversation: commands, numbering of the lines typed (so that errors point into them), what is shown. Where
text comes from is behind ``Reader``: a terminal (``repl_terminal.py``) or a pipe. It speaks only the wire.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from omega.clients.address import Address, address_from_port_file, parse_address
from omega.clients.breakpoints import Breakpoints
from omega.clients.command_table import COMMANDS
from omega.clients.commands import Command, check_use, find_command
from omega.clients.connection_options import connect_with
from omega.clients.console import Console, print_value
from omega.clients.debug_link import DebugLink
from omega.clients.debug_prompt import DebugPrompt
from omega.clients.errors import BadCommand, ConnectionFailed, RequestRefused
from omega.clients.event_stream import Beside, EventStream, FollowingStream
from omega.clients.events import FormValue
from omega.clients.fields import optional_text
from omega.clients.operations import OnError
from omega.clients.private_server import private_server
from omega.clients.reading import PipeReader, Reader
from omega.clients.remote import evaluate_there
from omega.clients.repl_commands import attach_durable, attach_session
from omega.clients.restart_question import choose_restart
from omega.clients.results import Attached
from omega.clients.source_view import SourceView, View, print_plain
from omega.clients.sources import Sources
from omega.clients.sync_client import Client
from omega.clients.typed import command_word
from omega.clients.verb_reply import Position

#: Seconds between two attempts to exit on a signal.
_AGAIN = 2.0

#: The file name that places in typed code have.
TYPED = "<repl>"
#: Characters of a value shown.
_QUOTA = 20_000


class Repl:
    """One conversation with one session. ``person``: somebody is there, so Ctrl-C never ends the conversation.
    ``show_value``, ``show_source``: how values and source are printed."""

    def __init__(
        self,
        client: Client,
        reader: Reader,
        show_value: Callable[[FormValue], None],
        show_source: Callable[[View], None],
        *,
        person: bool,
    ) -> None:
        self.sources = Sources()
        self.console = Console(self.sources, show_value)
        self.client = client
        self.reader = reader
        self.person = person
        self.show_source = show_source
        self.link = DebugLink(client)
        self.breakpoints = Breakpoints(self.link)
        self.prompt = DebugPrompt(self)
        #: The session is not ours alone.
        self.attached = False
        self.view = SourceView(self.sources, self._recall)
        #: Where in the past of the session we are, if it is not the present.
        self.past: Position | None = None
        #: The conversation ends after what is being done.
        self.leaving = False
        self._line = 1
        #: The name that what is typed has as a file.
        self.typed = TYPED
        #: What was typed that is to be done next.
        self.typed_ahead: str | None = None
        #: What the session's ``exit`` was given.
        self._exit: int | None = None

    def run(self) -> int:
        """Until the end of input, ``:quit`` or ``exit``; the exit status: what ``exit`` was given, else 1 if something
        failed where nobody is there. Raises ``ConnectionLost``."""
        while True:
            try:
                text, self.typed_ahead = self.typed_ahead, None
                if text is None:
                    self._catch_up()
                    text = self.reader.read(self._prompt_text)
                if text is not None:
                    self._do(text)
                if self._exit is not None:
                    return self._exit
                if text is None or self.leaving:
                    return int(self.console.failed and not self.person)
            except (RequestRefused, BadCommand) as error:
                self.refused(error)
            except KeyboardInterrupt:
                if not self.person:
                    raise
                self._finish(interrupted=True)

    def _do(self, text: str) -> None:
        if command_word(text):
            self.run_command(text)
        elif text.strip():
            self._evaluate(text)

    def run_command(self, text: str) -> Command:
        """Do what a text says that begins with ``:word``; the command it was. Raises ``BadCommand``, ``RequestRefused``."""
        word, _, rest = text.strip().partition(" ")
        command = find_command(COMMANDS, word)
        check_use(command, rest.strip(), stopped=self.prompt.view is not None)
        command.run(self, rest.strip())
        return command

    def _evaluate(self, text: str) -> None:
        first = self._line
        self._line += max(1, len(text.splitlines()))
        self.sources.add(TYPED, text, first)
        self._show(
            lambda: self.client.stream(
                text,
                file=TYPED,
                line=first,
                column=1,
                quota=_QUOTA,
                on_error=self._on_error,
                besides=self._besides,
            )
        )

    def load(self, path: str, text: str) -> None:
        """Evaluate a file of this machine."""
        self.sources.add(path, text)
        self._show(
            lambda: self.client.stream_file(
                path, text, quota=_QUOTA, on_error=self._on_error, besides=self._besides
            )
        )

    @property
    def _debugger(self) -> list[Beside]:
        return [self.link] if self.link.attached else []

    @property
    def _besides(self) -> list[Beside]:
        """Who else tells things of the session: the debugger, and the evaluations of others."""
        return [*self._debugger, *([self.client.others] if self.attached else [])]

    def attach(self, session: str) -> None:
        """Go on with another session."""
        self.link.detach()
        self.breakpoints.forget()
        self.sources.clear()
        self.past = None
        running = self.join(session).running
        self.console.write(f"session {session}" + (f", {len(running)} to follow\n" if running else "\n"))

    def join(self, session: str) -> Attached:
        """Hear what the evaluations of others say in a session, from now on and as far as it was missed."""
        self.attached = True
        return self.client.attach(session)

    def follow(self, *, waits: bool = True) -> None:
        """Show what happens in the session without us: until nothing runs any more, or only what has come already."""
        self._show(lambda: FollowingStream(self.client, self._debugger, waits=waits))

    @property
    def _prompt_text(self) -> str:
        return "omega> " if self.past is None else f"omega@{self.past.number}> "

    def _catch_up(self) -> None:
        """Show what has happened in the session since the last time, if others use it or it goes on by itself."""
        if self.attached or self.link.attached:
            self.client.ls_sessions()  # what came before the answer is here now
            self.follow(waits=False)

    @property
    def _on_error(self) -> OnError:
        """The debugger asks in the place of the server where it stops at errors."""
        return "restart" if self.person and not self.breakpoints.at_errors else "report"

    def _show(self, start: Callable[[], EventStream | FollowingStream]) -> None:
        done = evaluate_there(start, self.console, patience=2, ask=lambda question: choose_restart(self, question), debugging=self.prompt)
        self._exit = done.exit_status
        self._finish(done.interrupted)

    def _finish(self, interrupted: bool) -> None:
        if interrupted:
            self.console.ctrl_c_echoed()
            self.fail("interrupted")
        self.console.fresh_line()

    def fail(self, text: str) -> None:
        """Tell that something could not be done."""
        self.console.failed = True
        self.console.complain(f"{text}\n")

    def refused(self, error: RequestRefused | BadCommand) -> None:
        """Tell why something was not done: in the server's words if it has some."""
        self.fail((isinstance(error, RequestRefused) and error.detail) or str(error))

    def show_text(self, value: str) -> None:
        """A value that was not computed by an evaluation of its own."""
        self.console.show(FormValue(value))

    def _recall(self, file: str) -> str | None:
        try:
            return optional_text(self.client.request("source", file=file).body, "text")
        except RequestRefused:
            return None


def _leave(number: int, frame: FrameType | None) -> None:
    """Exit on a signal. Where it is raised the exit may be swallowed (a callback of the collector, say), so it is raised
    again every few seconds until the process is gone."""
    signal.signal(signal.SIGALRM, lambda alarm, where: sys.exit(128 + number))
    signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
    sys.exit(128 + number)


def main(options: argparse.Namespace) -> int:
    """``omega repl``: 0, what ``exit`` was given, or 1 if input came through a pipe and a form failed. Raises ``ConnectionFailed``."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    with ExitStack() as cleanup:
        client, address = _connect(options, cleanup)
        if not interactive:
            return _talk(Repl(client, PipeReader(), print_value, print_plain, person=False), options)
        from omega.clients.repl_terminal import TerminalReader, print_coloured, print_source

        reader = TerminalReader(client)
        print(
            f"Omega, {'a private server' if address is None else address}. :help lists commands, Ctrl-D leaves."
        )
        return _talk(Repl(client, reader, print_coloured, print_source, person=True), options)


def _talk(repl: Repl, options: argparse.Namespace) -> int:
    """The conversation, in the session that the options name. Raises ``BadCommand`` if there is none."""
    if options.session is not None:
        attach_session(repl, options.session)
    elif options.durable is not None:
        attach_durable(repl, options.durable)
    return repl.run()


def _connect(options: argparse.Namespace, cleanup: ExitStack) -> tuple[Client, Address | None]:
    """The session to talk to, and where it is unless it is our private one."""
    address = (
        address_from_port_file(Path.cwd()) if options.connect is None else parse_address(options.connect)
    )
    if address is not None:
        try:
            return cleanup.enter_context(connect_with(options, address)), address
        except ConnectionFailed:
            if options.connect is not None:
                raise
            print(
                "omega: nobody listens on the port in .nrepl-port; starting a private server", file=sys.stderr
            )
    client = connect_with(options, cleanup.enter_context(private_server()))
    return cleanup.enter_context(client), None
