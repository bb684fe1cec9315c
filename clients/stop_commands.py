"""The commands for a program that has stopped: go on, go back, look around, change things."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from omega.clients.commands import Command, Run
from omega.clients.debug_link import Variable
from omega.clients.errors import BadCommand
from omega.clients.fields import maps_of, optional_text

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GO, _LOOK = "Going on and back", "Looking around"
_GRANULARITIES = ("expression", "statement", "line")
_STEP = """
Without an argument it goes as far as the next expression; :{0} line goes to the next line.
An empty line does the last such command again."""
_POSITION = re.compile(r"(?P<ticks>\d+)(?:(?:\s*\+\s*|\s+)(?P<operation>\d+))?")
#: Frames that ``:bt`` shows, and lines of ``:list`` before and after.
_FRAMES, _LISTED = 20, 10
#: Characters of a value in a list of variables.
_VALUE = 160


def _steps(op: str) -> Run:
    def run(repl: Repl, text: str) -> None:
        granularity = text or "expression"
        if granularity not in _GRANULARITIES:
            raise BadCommand(f"expected expression, statement or line, got {text}")
        repl.prompt.resume(op, granularity=granularity)

    return run


def _resumes(op: str) -> Run:
    return lambda repl, text: repl.prompt.resume(op)


def _goto(repl: Repl, text: str) -> None:
    place = _POSITION.fullmatch(text)
    if place is None:
        raise BadCommand(f":goto: expected a number of ticks, such as 120 or 120+3, got {text}")
    operation = None if place["operation"] is None else int(place["operation"])
    repl.prompt.resume("goto", ticks=int(place["ticks"]), operation=operation)


def _restart_frame(repl: Repl, text: str) -> None:
    frame = repl.prompt.here.frame_at(_number(text, "a frame")) if text else repl.prompt.here.selected
    repl.prompt.resume("restart-frame", frame=frame.id)


def _number(text: str, what: str) -> int:
    if not text.isdecimal():
        raise BadCommand(f"expected the number of {what}, got {text}")
    return int(text)


def _backtrace(repl: Repl, text: str) -> None:
    levels = {"": _FRAMES, "all": 1_000_000}.get(text) or _number(text, "frames")
    frames, total = repl.prompt.here.frames(levels)
    width = max((len(each.name) for each in frames), default=0)
    for number, each in enumerate(frames):
        mark = "*" if number == repl.prompt.here.frame else " "
        place = f"{each.place.file}:{each.place.line}:{each.place.column}" if each.place.file else ""
        repl.console.write(f"{mark}{number:>3}: {each.name:<{width}}  {place}".rstrip() + "\n")
    if total > len(frames):
        repl.console.write(f"  … {total - len(frames)} more; :bt {total} shows them\n")


def _frame(repl: Repl, text: str) -> None:
    repl.prompt.select(_number(text, "a frame") if text else repl.prompt.here.frame)


def _moves(by: int) -> Run:
    def run(repl: Repl, text: str) -> None:
        repl.prompt.select(repl.prompt.here.frame + by * (_number(text, "frames") if text else 1))

    return run


def _list(repl: Repl, nothing: str) -> None:
    if not repl.prompt.show_source(repl.prompt.here.selected.place, _LISTED):
        repl.console.write("the source of this frame is not known here\n")


def _locals(repl: Repl, nothing: str) -> None:
    _show_scope(repl, "locals")


def _scope(repl: Repl, text: str) -> None:
    _show_scope(repl, text.lower())


def _show_scope(repl: Repl, name: str) -> None:
    scopes = repl.prompt.here.scopes()
    found = [scope for scope in scopes if scope.name.lower() == name]
    if not found:
        names = ", ".join(scope.name.lower() for scope in scopes) or "none"
        raise BadCommand(f"this frame has no scope {name}, only {names}")
    variables = repl.prompt.here.variables(found[0])
    repl.console.write("".join(_shown(each) for each in variables) or f"no {name}\n")
    if found[0].count > len(variables):
        repl.console.write(f"  … and {found[0].count - len(variables)} more\n")


def _shown(variable: Variable) -> str:
    value = variable.value
    return f"  {variable.name} = {value if len(value) <= _VALUE else value[: _VALUE - 1] + '…'}\n"


def _print(repl: Repl, code: str) -> None:
    value = repl.prompt.evaluate(code)
    if value is not None:
        repl.console.write(value + "\n")


def _set(repl: Repl, text: str) -> None:
    name, _, code = text.partition(" ")
    if not code.strip():
        raise BadCommand("usage: :set NAME EXPR")
    repl.console.write(f"  {name} = {repl.prompt.here.set_variable(name, code.strip())}\n")


def _watch(repl: Repl, code: str) -> None:
    if code:
        repl.prompt.watched.append(code)
    elif not repl.prompt.watched:
        repl.console.write("nothing is watched\n")
    repl.prompt.show_watched()


def _unwatch(repl: Repl, text: str) -> None:
    number = _number(text, "a watched expression")
    if number >= len(repl.prompt.watched):
        raise BadCommand(f"nothing watched has the number {number}; :watch lists them")
    del repl.prompt.watched[number]


def _restarts(repl: Repl, nothing: str) -> None:
    if not repl.prompt.show_restarts():
        repl.console.write("there are no restarts here: it was not a condition that stopped the program\n")


def _restart(repl: Repl, text: str) -> None:
    number, _, code = text.partition(" ")
    repl.prompt.restart(_number(number, "a restart"), code.strip())


def _state(repl: Repl, nothing: str) -> None:
    body = repl.prompt.here.state()
    for part in ("control", "environment", "continuation", "store", "semantic"):
        lines = [f"  {optional_text(each, 'name')}: {optional_text(each, 'value')}\n" for each in maps_of(body, part)]
        repl.console.write(f"{part}:\n" + ("".join(lines) or "  nothing\n"))


def _command(
    name: str, arguments: str, meaning: str, group: str, run: Callable[[Repl, str], None], *short: str, more: str = ""
) -> Command:
    return Command(name, arguments, meaning, group, run, short, more, "stopped")


COMMANDS = (
    _command(":continue", "", "go on until something stops it", _GO, _resumes("continue"), ":c"),
    _command(":step", "[line]", "go on to the next expression, into procedures", _GO, _steps("step-into"), ":s", more=_STEP.format("step")),
    _command(":next", "[line]", "go on to the next expression of this procedure", _GO, _steps("step-over"), ":n", more=_STEP.format("next")),
    _command(":out", "", "go on until this procedure has returned", _GO, _resumes("step-out"), ":finish"),
    _command(":back", "[line]", "go back to the expression before", _GO, _steps("step-back"), more=_STEP.format("back")),
    _command(":rcontinue", "", "go back to the last breakpoint, or to the start", _GO, _resumes("reverse-continue"), ":rc"),
    _command(":goto", "TICK[+K]", "go to a moment of this evaluation, back or forth, as a stop names it", _GO, _goto),
    _command(":restart-frame", "[N]", "go back to where the call in frame N (or the selected one) began", _GO, _restart_frame),
    _command(":restart", "N [EXPR]", "go on with restart N of the condition; its number alone does the same", _GO, _restart),
    _command(":bt", "[N|all]", "the frames that are under way, innermost first", _LOOK, _backtrace, ":where"),
    _command(":frame", "[N]", "look at frame N", _LOOK, _frame, ":f"),
    _command(":up", "[N]", "look at the caller", _LOOK, _moves(1), ":u"),
    _command(":down", "[N]", "look at the callee", _LOOK, _moves(-1)),
    _command(":list", "", "more of the source around", _LOOK, _list, ":l"),
    _command(":locals", "", "the local variables of the frame", _LOOK, _locals),
    _command(":scope", "SCOPE", "the variables of a scope: locals, closure, globals", _LOOK, _scope),
    _command(":print", "EXPR", "the value of EXPR in the frame; EXPR alone does the same", _LOOK, _print, ":p"),
    _command(":set", "NAME EXPR", "give a variable of the frame another value", _LOOK, _set),
    Command(":watch", "[EXPR]", "show the value of EXPR at every stop", _LOOK, _watch),
    Command(":unwatch", "N", "stop showing watched expression N", _LOOK, _unwatch),
    _command(":restarts", "", "the ways to go on from the condition", _LOOK, _restarts),
    _command(":state", "", "the machine: control, environment, continuation, store", _LOOK, _state),
)  # fmt: skip
