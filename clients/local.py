"""Evaluates in this very process, with no server: what ``omega eval`` and ``omega run`` do unless told to connect.

The runtime does no I/O; this module is its host for one program at a terminal. It must never interpret the program's
results: they go to the console as events.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence

from omega.clients.console import Console
from omega.clients.ctrl_c import CtrlC
from omega.clients.events import Done, FormError, FormValue, Output
from omega.clients.files import OwnFiles
from omega.clients.slow_slices import SlowSlices
from omega.runtime import (
    EOF,
    Condition,
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    LispError,
    Runtime,
    String,
    Value,
)
from omega.runtime.files import OPERATIONS, answer_file
from omega.runtime.report import describe
from omega.runtime.runtime import Host, default_host
from omega.runtime.syntax.datum import UNSPECIFIED, Pair, lisp_list
from omega.runtime.waiting import SLEEP, seconds_to_wait

#: Ticks between two looks at Ctrl-C and at the program's output: about 10 ms.
_SLICE = 100_000
#: Allocations between two collections of the youngest generation: Lisp programs keep many pairs and frames alive, and
#: Python's default of 700 makes them several times slower (ENGINE.md).
_COLLECT_EVERY = 100_000


def start_runtime() -> Runtime:
    """A runtime, in a process that does nothing else from now on."""
    runtime = Runtime()
    gc.freeze()
    gc.enable()
    gc.set_threshold(_COLLECT_EVERY, 10, 10)
    return runtime


def own_host(words: Sequence[str], limit: int) -> Host:
    """What a program may ask of the user's own machine; ``words``: its command line, ``limit``: bytes of one object."""
    files = OwnFiles()

    def host(op: str, arguments: tuple[Value, ...]) -> Value:
        if op in OPERATIONS:
            return answer_file(op, arguments, files, limit)
        if op == SLEEP:
            time.sleep(seconds_to_wait(arguments))
            return UNSPECIFIED
        if op == "command-line.op":
            return lisp_list([String(word) for word in words])
        if op == "environment.op":
            return lisp_list([Pair(String(name), String(value)) for name, value in os.environ.items()])
        return default_host(op, arguments)

    return host


def evaluate_here(
    runtime: Runtime, code: str, file: str, console: Console, *, words: Sequence[str] = (), stop_at_error: bool
) -> Done:
    """Evaluate every form of ``code``; Ctrl-C interrupts it, once more kills it (``KeyboardInterrupt``). ``words``: what
    the program sees as its command line."""
    host = own_host(words, runtime.state.limits.object_bytes)
    presses: list[None] = []
    evaluation = runtime.evaluate(code, file=file)
    status: dict[str, None] = {}
    slow = SlowSlices()
    with CtrlC(lambda: presses.append(None)) as ctrl_c, slow.watched():
        while True:
            if presses:
                presses.clear()
                evaluation.interrupt()
            slow.begin()
            outcome = evaluation.run(_SLICE)
            for stream, text in runtime.drain_output():
                console.show(Output("err" if stream == "err" else "out", text))
            match outcome:
                case FormDone(value):
                    console.show(FormValue(_printed(runtime, value)))
                case FormFailed(condition):
                    _show_error(console, condition)
                    status["eval-error"] = None
                    if stop_at_error:
                        _flush_files(runtime, console, host)
                        return Done((*status, "done"))
                case EffectRequest("input.op"):
                    try:
                        with ctrl_c.raising():
                            line = console.read_line()
                    except KeyboardInterrupt:
                        evaluation.interrupt()
                    else:
                        evaluation.answer(String(line) if line else EOF)
                case EffectRequest(op, arguments):
                    try:
                        with ctrl_c.raising():
                            value = host(op, arguments)
                    except KeyboardInterrupt:
                        evaluation.interrupt()
                    except LispError as error:
                        evaluation.refuse(error.condition)
                    else:
                        evaluation.answer(value)
                case Finished(interrupted, exit_status):
                    if interrupted:
                        status["interrupted"] = None
                    elif exit_status is None:
                        _flush_files(runtime, console, host)
                    return Done((*status, "done"), exit_status)


def _flush_files(runtime: Runtime, console: Console, host: Host) -> None:
    """The program is over: write what it left in ports of files that it did not close."""
    try:
        if runtime.state.files:
            runtime.eval("(%flush-files)", host=host)
    except LispError as error:
        _show_error(console, error.condition)


def _printed(runtime: Runtime, value: object) -> str:
    printer = runtime.print(value)
    pieces = []
    while not printer.done:
        pieces.append(printer.step())
    return "".join(pieces)


def _show_error(console: Console, condition: Condition) -> None:
    report = describe(condition)
    console.show(Output("err", report if report.endswith("\n") else report + "\n"))
    console.show(FormError(condition.type))
