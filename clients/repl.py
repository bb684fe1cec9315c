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
from typing import Protocol

from omega.clients.address import Address, address_from_port_file, parse_address
from omega.clients.connection_options import connect_with
from omega.clients.console import Console, print_value, restart_list
from omega.clients.errors import ConnectionFailed, RequestRefused
from omega.clients.events import FormValue, NeedRestart
from omega.clients.operations import OnError
from omega.clients.private_server import private_server
from omega.clients.remote import evaluate_there
from omega.clients.results import Documentation
from omega.clients.sources import Sources
from omega.clients.sync_client import Client, EventStream
from omega.runtime.syntax.parentheses import Parentheses
from omega.runtime.syntax.reader import completeness

#: Seconds between two attempts to exit on a signal.
_AGAIN = 2.0

#: The file name that places in typed code have.
TYPED = "<repl>"
#: Characters of a value shown.
_QUOTA = 20_000

COMMANDS = {
    ":doc": ("NAME", "what NAME is: its parameters, documentation, place"),
    ":names": ("PREFIX", "the names that begin with PREFIX"),
    ":expand": ("FORM", "FORM with its macro expanded once"),
    ":load": ("FILE", "evaluate a file of this machine in the session"),
    ":help": ("", "this list"),
    ":quit": ("", "leave (as Ctrl-D)"),
}
_KEYS = """  Enter          evaluate, or go on to the next line while a parenthesis is open
  Tab            complete the name at the cursor
  F1, Ctrl-Q     documentation of the name at the cursor
  Up, Ctrl-R     earlier input, search in it
  Ctrl-C         interrupt what runs, or drop what is typed
  Ctrl-D         leave
  restart>       the number of a restart; Enter or Ctrl-C for abort; or a form, which is evaluated after an abort
"""


class Reader(Protocol):
    """Where input comes from."""

    def read(self, line: int) -> str | None:
        """The next complete piece of input, which starts at line ``line`` of the session; ``None`` at the end."""

    def ask(self, prompt: str) -> str | None:
        """The answer to a question; ``None`` for none."""


class PipeReader:
    """Input that is no terminal: lines are collected until they are complete."""

    def read(self, line: int) -> str | None:
        lines: list[str] = []
        parentheses = Parentheses()
        while part := sys.stdin.readline():
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


class Repl:
    """One conversation with one session. ``person``: somebody is there, so Ctrl-C never ends the conversation."""

    def __init__(
        self, client: Client, reader: Reader, show_value: Callable[[FormValue], None], *, person: bool
    ) -> None:
        self.console = Console(Sources(), show_value)
        self._client = client
        self._reader = reader
        self._person = person
        self._line = 1
        #: What was typed instead of the number of a restart.
        self._typed: str | None = None
        #: What the session's ``exit`` was given.
        self._exit: int | None = None

    def run(self) -> int:
        """Until the end of input, ``:quit`` or ``exit``; the exit status: what ``exit`` was given, else 1 if something
        failed where nobody is there. Raises ``ConnectionLost``."""
        while True:
            try:
                text, self._typed = self._typed, None
                if text is None:
                    text = self._reader.read(self._line)
                if text is None or text.strip() == ":quit":
                    return int(self.console.failed and not self._person)
                self._do(text)
                if self._exit is not None:
                    return self._exit
            except RequestRefused as error:
                self._fail(str(error))
            except KeyboardInterrupt:
                if not self._person:
                    raise
                self._finish(interrupted=True)

    def _do(self, text: str) -> None:
        word, _, rest = text.strip().partition(" ")
        if word in COMMANDS:
            self._command(word, rest.strip())
        elif text.strip():
            self._evaluate(text)

    def _evaluate(self, text: str) -> None:
        first = self._line
        self._line += max(1, len(text.splitlines()))
        self.console.sources.add(TYPED, text, first)
        self._show(
            lambda: self._client.stream(
                text, file=TYPED, line=first, column=1, quota=_QUOTA, on_error=self._on_error
            )
        )

    @property
    def _on_error(self) -> OnError:
        return "restart" if self._person else "report"

    def _show(self, start: Callable[[], EventStream]) -> None:
        done = evaluate_there(start, self.console, patience=2, ask=self._choose)
        self._exit = done.exit_status
        self._finish(done.interrupted)

    def _choose(self, question: NeedRestart) -> tuple[int, str]:
        """Have the person choose a restart by its number; anything else typed ends the form and is done next."""
        restarts = {offer.index: offer for offer in question.restarts}
        while True:
            text = (self._reader.ask("restart> ") or "").strip()
            if not text:
                return next(each.index for each in question.restarts if each.name == "abort"), ""
            number = text.removeprefix(":")
            if not number.isdecimal():
                self._typed = text
                return question.restarts[-1].index, ""
            offer = restarts.get(int(number))
            if offer is None:
                self.console.complain(f"there is no restart {number}\n")
                continue
            if not offer.values:
                return offer.index, ""
            code = self._reader.ask("value> " if offer.values == 1 else f"{offer.values} values> ") or ""
            if code.strip():
                return offer.index, code if offer.values == 1 else f"(values {code})"
            self.console.complain(restart_list(question))

    def _finish(self, interrupted: bool) -> None:
        if interrupted:
            self.console.ctrl_c_echoed()
            self._fail("interrupted")
        self.console.fresh_line()

    def _fail(self, text: str) -> None:
        self.console.failed = True
        self.console.complain(f"{text}\n")

    def _command(self, word: str, rest: str) -> None:
        if COMMANDS[word][0] and not rest:
            self._fail(f"usage: {word} {COMMANDS[word][0]}")
            return
        match word:
            case ":doc":
                self.console.write(describe(rest, self._client.lookup(rest)))
            case ":names":
                names = [found.candidate for found in self._client.completions(rest)]
                self.console.write(columns(names) if names else f"no name begins with {rest}\n")
            case ":expand":
                self.console.write(self._client.macroexpand(rest) + "\n")
            case ":load":
                self._load(rest)
            case ":help":
                for name, (argument, meaning) in COMMANDS.items():
                    self.console.write(f"  {f'{name} {argument}':<14} {meaning}\n")
                self.console.write("\n" + _KEYS)

    def _load(self, name: str) -> None:
        path = Path(name).expanduser()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self._fail(f"cannot read {path}: {error.strerror if isinstance(error, OSError) else 'not UTF-8'}")
            return
        self.console.sources.add(str(path), text)
        self._show(lambda: self._client.stream_file(path, text, quota=_QUOTA, on_error=self._on_error))


def describe(name: str, found: Documentation | None) -> str:
    """The documentation of a name, as shown to a person."""
    if found is None:
        return f"{name} has no binding\n"
    calls = [
        f"({found.name} {inner})" if (inner := list[1:-1]) else f"({found.name})" for list in found.arglists
    ]
    lines = calls or [found.name]
    if found.type in ("macro", "special-form"):
        lines[0] += f"    {found.type}"
    lines += [f"  {line.strip()}".rstrip() for line in (found.doc or "").strip().splitlines()]
    if found.file and found.line:
        lines.append(f"  defined at {found.file}:{found.line}:{found.column or 1}")
    return "\n".join(lines) + "\n"


def columns(names: list[str], width: int = 78) -> str:
    """Names in as many columns as fit."""
    cell = max(map(len, names)) + 2
    per_line = max(1, width // cell)
    rows = (names[start : start + per_line] for start in range(0, len(names), per_line))
    return "".join("  " + "".join(f"{name:<{cell}}" for name in row).rstrip() + "\n" for row in rows)


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
            return Repl(client, PipeReader(), print_value, person=False).run()
        from omega.clients.repl_terminal import TerminalReader, print_coloured

        reader = TerminalReader(client)
        print(
            f"Omega, {'a private server' if address is None else address}. :help lists commands, Ctrl-D leaves."
        )
        return Repl(client, reader, print_coloured, person=True).run()


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
