"""Loads the part of the base that is written in Lisp, once in a process."""

from __future__ import annotations

import gc
import marshal
import re
from collections.abc import Iterable, Iterator
from functools import partial

from omega.runtime.compile.compiled import compile_form
from omega.runtime.compile.expressions import global_name, mangle
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
    image,
    input,
    inspection,
    loading,
    output,
    parameters,
    ports,
    prompts,
    questions,
    restarts,
    signals,
)
from omega.runtime.machine.activation import first_frames
from omega.runtime.machine.base import BASE, publish, publish_primitives
from omega.runtime.machine.execution import Execution
from omega.runtime.machine.imagefile import ImageFile
from omega.runtime.machine.stack import Composable, Continuation
from omega.runtime.outcome import Done, Stopped
from omega.runtime.package_data import package_text
from omega.runtime.recursion import ensure_room_to_run
from omega.runtime.session import SessionState
from omega.runtime.syntax.forms import Form, Identifier, Literal, VectorForm
from omega.runtime.syntax.reader import Reader

#: The modules that declare primitives when they are imported.
DECLARING = (
    special,
    matching,
    chance,
    conditions,
    control,
    documentation,
    inspection,
    evaluating,
    input,
    output,
    loading,
    parameters,
    ports,
    prompts,
    questions,
    restarts,
    signals,
)

#: The Lisp files, in order; the derived forms come first because all others use them.
FILES = ("derived.scm", "control.scm", "prompts.scm", "conditions.scm", "restarts.scm", "syntax.scm", "evaluating.scm", *library.PRELUDE)

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
    # Nothing of all this is garbage.
    collecting = gc.isenabled()
    gc.disable()
    file = ImageFile()
    if file.data is None:
        file.write(marshal.dumps(load_texts(session)))
    else:
        load_image(file.data, session)
    if collecting:
        gc.enable()
    Continuation.rewind = staticmethod(BASE["b_" + mangle("%rewind")])
    Composable.leave = staticmethod(BASE["b_" + mangle("%leave-for")])
    Composable.enter = staticmethod(BASE["b_" + mangle("%enter-composable")])


def load_texts(session: SessionState) -> list[image.Entry]:
    """Evaluate the prelude's texts; what to store of them."""
    entries: list[image.Entry] = []
    for name in FILES:
        entries += _evaluate_text(package_text("omega.runtime.lib", f"prelude/{name}"), f"prelude/{name}", 1, 1, session)
    return entries


def load_image(data: bytes, session: SessionState) -> None:
    """Put what is stored into the base."""
    for place in image.restore(marshal.loads(data), session, partial(_run, session)):
        for _ in _evaluate_text(*place, session):
            pass


def _evaluate_text(
    text: str, file: str, line: int, column: int, session: SessionState
) -> Iterator[image.Entry]:
    """Evaluate the forms of a text, one after the other; what to store of each."""
    reader = Reader(text, file, line, column)
    starts = [1 - column]
    starts += [match.end() for match in re.finditer("\n", text)]
    while isinstance(syntax := reader.next(), Form | Identifier | Literal | VectorForm):
        span = syntax.span
        start = starts[span.line - line] + span.column - 1
        keywords = dict(CORE.bindings)
        compiled = compile_form(syntax, CORE, session.limits, Setting(), is_base=True)
        _run(session, Unit(compiled, session.globals), compiled.assigned)
        place = (text[start : reader.offset], file, span.line, span.column)
        yield image.entry(syntax, place, compiled, keywords != CORE.bindings)


def _run(session: SessionState, unit: Unit, assigned: Iterable[str]) -> None:
    """Evaluate a unit, and let every session see what it assigns."""
    outcome = Execution(session, first_frames(unit)).run(1_000_000)
    assert not isinstance(outcome, Stopped), f"{outcome.condition.message} at {outcome.condition.place}"
    assert isinstance(outcome, Done)
    for name in assigned:
        publish(name, session.globals[global_name(name, False)])
