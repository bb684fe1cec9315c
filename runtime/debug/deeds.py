"""What a person does to a stopped evaluation, as data: an expression evaluated in a frame, a variable or a place inside of
a value that was given another value.

The journal keeps it with the place where the evaluation stood, and a replay does it again there. Which frame, which
variable and which part of a value are told by number and by name; variables that the program itself did not need any
more, so that a replay does not have them, by their values.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, msgpack

from omega.runtime.condition import LispError
from omega.runtime.debug.probe import Probe
from omega.runtime.debug.stop import Place
from omega.runtime.debug.view import View
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.machine.snapshot.values import value_bytes, value_from
from omega.runtime.machine.stepping import Stepper
from omega.runtime.outcome import Done, EffectRequest, FormFailed
from omega.runtime.recording import Diverged
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.source import Span

#: Ticks of a deed that is done again, in one step.
_STEP = 10_000


class Deed(Struct, frozen=True, array_like=True):
    """``text``, evaluated in ``frame`` (0: at top level), where ``place`` is. ``path``: what is given the value, from the
    name of a scope on; empty when nothing is. ``answers``: of the effects it had. ``dead``: variables the frame does not
    hold, with their values. ``limit``: the ticks it may take."""

    text: str
    frame: int
    place: tuple[str, int, int, int, int] | None
    path: tuple[str, ...]
    answers: tuple[bytes, ...]
    dead: tuple[tuple[str, bytes], ...]
    limit: int


class Recording:
    """Writes down what a probe did, when that is over. ``evaluation``: the stopped one."""

    def __init__(
        self, evaluation: Evaluation, text: str, frame: int, place: Place | None, path: tuple[str, ...]
    ) -> None:
        self._evaluation = evaluation
        self._deed = Deed(text, frame, None if place is None else (*place.span,), path, (), (), 0)

    def over(self, probe: Probe, is_whole: bool) -> None:
        """The probe is done or has failed, or else was left in its midst, which nobody can do again."""
        if not is_whole:
            self._evaluation.did_unknown()
            return
        try:
            answers = tuple(map(value_bytes, probe.answers))
            dead = tuple((name, value_bytes(value)) for name, value in probe.dead)
        except (SnapshotError, UnicodeEncodeError):
            self._evaluation.did_unknown()
            return
        deed = Deed(self._deed.text, self._deed.frame, self._deed.place, self._deed.path, answers, dead, probe.limit)
        self._evaluation.did("set" if deed.path else "evaluate", msgpack.encode(deed))


def done_again(runtime: Runtime, evaluation: Evaluation, stepper: Stepper | None, data: bytes) -> Iterator[None]:
    """Do once more, in steps, what was done to an evaluation that stands where it did then."""
    deed = msgpack.decode(data, type=Deed)
    place = None if deed.place is None else Place("before", Span(*deed.place), "")
    view = View(runtime, evaluation, stepper or Stepper(), place)
    try:
        dead = {name: value_from(value, runtime.state) for name, value in deed.dead}
        probe = view.again(deed.text, deed.frame, deed.path, dead)
    except LispError as error:
        raise Diverged(f"an expression of the debugger cannot be evaluated again: {error}") from None
    probe.limit = deed.limit
    answers = iter(deed.answers)
    while True:
        outcome = probe.run(_STEP)
        if isinstance(outcome, Done | FormFailed):
            return
        if isinstance(outcome, EffectRequest):
            answer = next(answers, None)
            if answer is None:
                raise Diverged(f"an expression of the debugger asks for {outcome.op}, which it did not before")
            probe.answer(value_from(answer, runtime.state))
        yield
