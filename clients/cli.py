"""The ``omega`` command: ``serve``, ``repl``, ``eval``, ``run``, ``sessions``, ``dap``.

Owns arguments, help and exit codes; the work is done by ``local.py``, ``remote.py``, ``repl.py``, ``dap/`` and the server. Those
are imported when their subcommand is used, so that ``omega eval`` starts quickly.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from omega.clients.errors import BadAddress, ConnectionFailed, ConnectionLost, OmegaClientError

if TYPE_CHECKING:
    from omega.clients.console import Console
    from omega.clients.event_stream import EventStream
    from omega.clients.events import Done

OK, LISP_ERROR, USAGE, NO_CONNECTION, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141

_EXITS = """exit status:
  0 done   1 Lisp error   2 wrong usage   3 cannot connect (or connection lost)   130 interrupted by Ctrl-C"""

_MAIN = f"""A Lisp runtime: start a server, talk to it, or just run a program.

  omega eval '(+ 1 2)'            evaluate, print the value of each form
  omega run prog.scm              run a program
  omega serve                     serve sessions to editors over nREPL
  omega repl                      talk to the server of this directory, or to a private one
  omega sessions list             the sessions of the server of this directory
  omega dap                       the debug adapter that an editor starts

omega COMMAND --help explains each with examples.

{_EXITS}"""

_EVAL = f"""Evaluate Lisp and print the value of every form that has one.

  omega eval '(+ 1 2)'                          3
  omega eval '(define x 6) (* x 7)'             42
  echo '(display "hi")' | omega eval -          read the code from standard input
  seq 3 | omega eval '(string->number (read-line))'
                                                the program reads our standard input
  omega eval --connect auto '(reset!)'          evaluate on the server of this directory
  omega eval --connect unix:/tmp/o.sock 'x'

What the program prints goes to standard output, errors to standard error. After an error the next form is
evaluated all the same, as in an editor. Without --connect no server is needed; every call is a fresh session.

{_EXITS}"""

_RUN = f"""Run a Lisp program: only what it prints is printed. It stops at the first error.

  omega run prog.scm
  omega run prog.scm one two        (command-line) is ("prog.scm" "one" "two")
  omega run fizzbuzz.scm | head -3
  omega run - < prog.scm            read the program from standard input
  omega run --connect auto prog.scm run it in a new session of the server of this directory

The program reads our standard input. A "#!" line at the top of the file is skipped, so a file that begins with
"#!/usr/bin/env -S omega run" can be made executable.

{_EXITS}"""

_REPL = f"""Talk to a session: type a form, see its value.

  omega repl                                    the server of this directory (.nrepl-port), else a private one
  omega repl --connect 127.0.0.1:7888
  omega repl --connect nrepls://lisp.example:7888 --tls-ca ca.pem --token-file ~/.omega-token
  omega repl --durable work                     the session work, which outlives the server, if that keeps any
  omega repl --session 3f2a                     go on with a session: its name, or the beginning of its id
  omega repl < forms.scm                        no terminal: read forms, print values, no prompts

Enter evaluates when all parentheses are closed, else it begins a new line. Tab completes, F1 or Ctrl-Q shows the
documentation of the name at the cursor, Ctrl-R searches the history, Ctrl-C interrupts what runs and keeps the session,
Ctrl-D leaves. :help inside lists the commands.

{_EXITS}"""

_SERVE = """Start the server: omega serve is omega-server, with the same options (omega serve --help lists them).

  omega serve                     on 127.0.0.1:7888, with .nrepl-port for editors
  omega serve --port 0            on a free port"""


_SESSIONS = f"""The sessions of a server, and what it keeps of them.

  omega sessions list                           of the server of this directory (.nrepl-port)
  omega sessions list --connect 127.0.0.1:7888
  omega sessions show work                      a session, by its name or the beginning of its id, and what it did last
  omega sessions export 3f2a work.omega         its state and its history in one file
  omega sessions import work.omega --durable    a new session from that, here or on another server
  omega sessions prune --days 30                delete durable sessions nobody has used for 30 days
  omega sessions list --data ~/omega.data       what a data file holds, while no server uses it

docs/durability.md says what is kept, and how long.

{_EXITS}"""

_DAP = f"""The debug adapter: what an editor with the Debug Adapter Protocol starts, or connects to, to debug programs.

  omega dap                       for one editor, on standard input and output
  omega dap --port 4711           for any number of them, on this machine only; 0 is a free port

The editor's configuration says what is debugged: {{"request": "launch", "program": "prog.scm"}}, or
{{"request": "attach", "connect": "127.0.0.1:7888", "session": "..."}}. A launched program runs on a private server, unless
its configuration has "connect", or --connect is given here. docs/debugging.md has the settings of editors.

{_EXITS}"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status. ``argv`` defaults to ``sys.argv[1:]``."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        from omega.server.main import serve_main

        return serve_main(arguments[1:], prog="omega serve")
    options = _parser().parse_args(arguments)
    _be_lenient(sys.stdin, sys.stdout, sys.stderr)
    try:
        match options.command:
            case "eval":
                return _evaluate(options, options.code, "<eval>", ())
            case "run":
                return _evaluate(options, None, options.file, options.args)
            case "sessions":
                from omega.clients.sessions_command import main as sessions

                return sessions(options)
            case "dap":
                from omega.clients.dap.serving import main as dap

                return dap(options)
            case _:
                from omega.clients.repl import main as repl

                return repl(options)
    except BadAddress as error:
        return _fail(error, NO_CONNECTION if options.connect == "auto" else USAGE)
    except (ConnectionFailed, ConnectionLost) as error:
        return _fail(error, NO_CONNECTION)
    except OmegaClientError as error:
        return _fail(error, LISP_ERROR)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough. Python would complain when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _evaluate(options: argparse.Namespace, code: str | None, file: str, arguments: Sequence[str]) -> int:
    from omega.clients.console import Console, print_value
    from omega.clients.program import command_line, program_text
    from omega.clients.sources import Sources

    running = code is None
    try:
        if code == "-" or file == "-":
            code, file = sys.stdin.read(), "<stdin>"
        elif code is None:
            with open(file, encoding="utf-8") as program:
                code = program.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return _fail(f"cannot read {file}: {reason}", USAGE)
    if running:
        code = program_text(code)
    sources = Sources()
    sources.add(file, code)
    console = Console(sources, None if running else print_value)
    words = [file, *arguments] if running else ["omega"]
    if options.connect is None:
        done = _locally(code, file, words, console, stop_at_error=running)
    else:
        done = _on_server(options, code, file, command_line(words) if running else "", console, load=running)
    if done.interrupted:
        return INTERRUPTED
    if done.exit_status is not None:
        return done.exit_status
    return LISP_ERROR if console.failed else OK


def _locally(code: str, file: str, words: Sequence[str], console: Console, *, stop_at_error: bool) -> Done:
    gc.disable()  # nothing that is loaded is garbage; start_runtime enables it again
    from omega.clients.local import evaluate_here, start_runtime

    return evaluate_here(start_runtime(), code, file, console, words=words, stop_at_error=stop_at_error)


def _on_server(
    options: argparse.Namespace, code: str, file: str, prelude: str, console: Console, *, load: bool
) -> Done:
    from omega.clients.address import parse_address
    from omega.clients.connection_options import connect_with
    from omega.clients.remote import evaluate_there

    with connect_with(options, parse_address(options.connect)) as client:
        if prelude:
            client.eval(prelude, check=True)

        def start() -> EventStream:
            if load:
                return client.stream_file(file, code)
            return client.stream(code, file=file, line=1, column=1)

        return evaluate_there(start, console)


def _parser() -> argparse.ArgumentParser:
    from omega.clients.connection_options import add_connection_options
    from omega.clients.sessions_command import add_arguments

    def teach(**more: str) -> dict[str, object]:
        return {"formatter_class": _Help, **more}

    parser = argparse.ArgumentParser("omega", description=_MAIN, **teach())  # type: ignore[arg-type]
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", prog="omega")
    commands.add_parser("serve", help="start the server", description=_SERVE, **teach())  # type: ignore[arg-type]
    here = "this process, no server needed"
    evaluate = commands.add_parser("eval", help="evaluate code, print values", description=_EVAL, **teach())  # type: ignore[arg-type]
    evaluate.add_argument(
        "code", metavar="CODE", help="any number of forms; - reads them from standard input"
    )
    add_connection_options(evaluate, here)
    run = commands.add_parser("run", help="run a program", description=_RUN, **teach())  # type: ignore[arg-type]
    add_connection_options(run, here)
    run.add_argument("file", metavar="FILE", help="the program; - reads it from standard input")
    run.add_argument(
        "args", nargs=argparse.REMAINDER, metavar="ARGS", help="what (command-line) has after FILE"
    )
    repl = commands.add_parser("repl", help="talk to a session", description=_REPL, **teach())  # type: ignore[arg-type]
    add_connection_options(repl, "./.nrepl-port if it is there, else a private server")
    which = repl.add_mutually_exclusive_group()
    which.add_argument("--session", metavar="ID", help="the session to go on with: its name, or the beginning of its id")
    which.add_argument("--durable", metavar="NAME", help="a session of this name that outlives the server, begun if need be")
    sessions = commands.add_parser("sessions", help="the sessions of a server", description=_SESSIONS, **teach())  # type: ignore[arg-type]
    add_arguments(sessions)
    dap = commands.add_parser("dap", help="debug programs from an editor", description=_DAP, **teach())  # type: ignore[arg-type]
    dap.add_argument("--port", type=int, metavar="PORT", help="listen on 127.0.0.1 instead of using standard input and output")
    add_connection_options(dap, "a private server to launch, ./.nrepl-port to attach")
    return parser


class _Help(argparse.RawDescriptionHelpFormatter):
    """As wide as the terminal; ``argparse`` makes a formatter for every option, and imports much to measure one."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):
            return 80


def _be_lenient(*streams: TextIO) -> None:
    """A byte that is not of the terminal's encoding must not end the program with a Python error."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace" if stream is not sys.stdin else "replace")


def _fail(error: object, status: int) -> int:
    print(f"omega: {error}", file=sys.stderr)
    return status
