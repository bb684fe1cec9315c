"""The commands that say where a program is to stop, and attach and detach the debugger that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.clients.breakpoints import Breakpoint, parse_breakpoint
from omega.clients.commands import Command
from omega.clients.errors import BadCommand

if TYPE_CHECKING:
    from omega.clients.repl import Repl

_GROUP = "Breakpoints"
_BREAK = """
:break fact                  where the procedure fact is entered
:break prog.scm:12           at line 12 of a file; prog.scm:12:5 at the expression in column 5
:break 3                     at line 3 of what was typed or loaded last, or of the file we have stopped in
:break effect file.read.op   where the program asks the world for something
:break tick 1000             when an evaluation has used 1000 ticks
:break on type-error         where a condition of this type is signalled; on all; on uncaught
:break change NAME           where a variable changes (NAME as seen at the stop)
Any of them but "on" may be followed by
  if EXPR       stop only where EXPR is true
  hits >5       stop only at some of the hits: =5, >5, >=5, <5, %5 (every fifth)
  log "n={n}"   print the text instead of stopping, with the values of the expressions in braces
Without PLACE it lists them. The first one attaches the debugger, which also stops at errors that nobody handles."""


def attach_debugger(repl: Repl) -> None:
    """Have a debugger, which stops at errors from now on."""
    if not repl.link.attached:
        repl.breakpoints.forget()
        repl.link.attach()
        repl.breakpoints.add(Breakpoint("condition", "uncaught"))


def _break(repl: Repl, text: str) -> None:
    if not text:
        _list(repl)
        return
    made = parse_breakpoint(text, _here(repl))
    made.file = repl.sources.resolve(made.file)
    attach_debugger(repl)
    if made.kind == "data":
        if repl.prompt.view is None:
            raise BadCommand(f":break change: nothing has stopped; stop where {made.target} can be seen first")
        made.data_id = repl.prompt.here.data_id(made.target)
    repl.breakpoints.add(made)
    repl.console.write(f"breakpoint {made.number}: {made}\n")


def _here(repl: Repl) -> str:
    if repl.prompt.view is not None:
        file = repl.prompt.here.selected.place.file
        if file:
            return file
    return repl.sources.latest or repl.typed


def _list(repl: Repl) -> None:
    lines = [f"  {each.number}: {each}\n" for each in repl.breakpoints]
    repl.console.write("".join(lines) or "no breakpoints\n")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise BadCommand(f"expected the number of a breakpoint, got {text}; :break lists them")
    return int(text)


def _delete(repl: Repl, text: str) -> None:
    repl.breakpoints.delete(_number(text))


def _enable(repl: Repl, text: str) -> None:
    repl.breakpoints.enable(_number(text), True)


def _disable(repl: Repl, text: str) -> None:
    repl.breakpoints.enable(_number(text), False)


def _debug(repl: Repl, text: str) -> None:
    if text not in ("", "on", "off"):
        raise BadCommand(f":debug: expected on or off, got {text}")
    if text == "on":
        attach_debugger(repl)
    elif text == "off":
        repl.link.detach()
        repl.breakpoints.forget()
        repl.prompt.leave()
    repl.console.write(f"the debugger is {'attached' if repl.link.attached else 'not attached'}\n")


COMMANDS = (
    Command(":break", "[PLACE …]", "stop at a place; list the breakpoints", _GROUP, _break, (":b",), _BREAK, attaches=True),
    Command(":delete", "N", "remove breakpoint N", _GROUP, _delete),
    Command(":enable", "N", "let breakpoint N stop again", _GROUP, _enable),
    Command(":disable", "N", "keep breakpoint N, but let nothing stop there", _GROUP, _disable),
    Command(":debug", "[on|off]", "attach the debugger, or let the program run without one", _GROUP, _debug, attaches=True),
)
