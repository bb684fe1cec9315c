"""Loads the part of the base that is written in Lisp, once in a process."""

from __future__ import annotations

from importlib.resources import files
from typing import cast

from omega.runtime.compile.compiled import compile_form
from omega.runtime.compile.expressions import mangle, unmangle
from omega.runtime.compile.unit import Unit
from omega.runtime.expand import matching, special
from omega.runtime.expand.expander import Setting
from omega.runtime.expand.scope import CORE
from omega.runtime.lib import library
from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.limits import Limits
from omega.runtime.machine import (
    chance,
    conditions,
    control,
    documentation,
    evaluating,
    input,
    output,
    parameters,
    ports,
    prompts,
    restarts,
    signals,
)
from omega.runtime.machine.base import BASE, publish, publish_primitives
from omega.runtime.machine.careful import first_frames
from omega.runtime.machine.execution import Execution
from omega.runtime.machine.stack import Composable, Continuation
from omega.runtime.outcome import Done, Stopped
from omega.runtime.recursion import ensure_room_to_run
from omega.runtime.session import SessionState
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.reader import END, Reader

#: The modules that declare primitives when they are imported.
DECLARING = (
    special,
    matching,
    chance,
    conditions,
    control,
    documentation,
    evaluating,
    input,
    output,
    parameters,
    ports,
    prompts,
    restarts,
    signals,
)

#: The Lisp files, in order; the derived forms come first because all others use them.
FILES = ("derived.scm", "control.scm", "prompts.scm", "conditions.scm", "restarts.scm", "evaluating.scm", *library.PRELUDE)

_loaded = False


def load() -> None:
    """Make the base complete. Called by the first session of the process; later calls do nothing."""
    global _loaded
    if _loaded:
        return
    _loaded = True
    ensure_room_to_run()
    assert DECLARING
    publish_primitives(PRIMITIVES)
    session = SessionState(Limits(), BASE)
    session.scope = CORE
    folder = files("omega.runtime.lib") / "prelude"
    for name in FILES:
        reader = Reader((folder / name).read_text(encoding="utf-8"), f"prelude/{name}")
        while (syntax := reader.next()) is not END:
            _evaluate(cast(Syntax, syntax), session)
    Continuation.rewind = staticmethod(BASE["b_" + mangle("%rewind")])
    Composable.leave = staticmethod(BASE["b_" + mangle("%leave-for")])
    Composable.enter = staticmethod(BASE["b_" + mangle("%enter-composable")])


def _evaluate(syntax: Syntax, session: SessionState) -> None:
    compiled = compile_form(syntax, CORE, session.limits, Setting(), is_base=True)
    execution = Execution(session, first_frames(Unit(compiled, session.globals)))
    outcome = execution.run(1_000_000)
    assert not isinstance(outcome, Stopped), f"{outcome.condition.message} at {outcome.condition.place}"
    assert isinstance(outcome, Done)
    for key, value in session.globals.items():
        if key.startswith("g_") and BASE.get(key) is not value:
            publish(unmangle(key[2:]), value)
