"""The same programs, in a session that is saved and restored again and again: between slices, and while effects wait."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from omega.runtime import (
    EOF,
    Condition,
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    Runtime,
    String,
)
from omega.runtime.syntax.printer import write_string
from tests.runtime.machine.trapping import Trapper

from .test_language import FILES, Case, Seen, cases, described, see, ways

#: How many of the slices a session is saved after.
SHARE = 0.1


class Wanderer:
    """A session that never stays in one place for long."""

    def __init__(self, chance: Random) -> None:
        self.runtime = Runtime()
        self._chance = chance

    def see(self, path: Path, case: Case, quantum: int) -> Seen:
        """What ``test_language.see`` says of one case."""
        evaluation = self.runtime.evaluate(case.code, file=path.name, line=case.line)
        answers = iter(case.expected.get("input:", []))
        value: str | None = None
        condition: Condition | None = None
        output: list[str] = []
        while True:
            evaluation = self._moved(evaluation, output)
            outcome = evaluation.run(quantum)
            if isinstance(outcome, Finished):
                break
            if isinstance(outcome, FormDone):
                value = write_string(outcome.value, 5_000)
            elif isinstance(outcome, FormFailed):
                condition = outcome.condition
                break
            elif isinstance(outcome, EffectRequest):
                evaluation = self._moved(evaluation, output)
                evaluation.answer(next((String(text) for text in answers), EOF))
        output += [text for _, text in self.runtime.drain_output()]
        return Seen(value, condition, "".join(output), evaluation.ticks)

    def _moved(self, evaluation: Evaluation, output: list[str]) -> Evaluation:
        """The evaluation, perhaps elsewhere."""
        if self._chance.random() > SHARE:
            return evaluation
        if self._chance.random() < 0.5:  # what was printed is taken, or travels
            output += [text for _, text in self.runtime.drain_output()]
        self.runtime = Runtime.restore(self.runtime.snapshot(evaluation))
        assert self.runtime.suspended is not None
        return self.runtime.suspended


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_programs(path: Path) -> None:
    steady, wanderer = Runtime(), Wanderer(Random(path.stem))
    quantum = max(20, ways(path)[0][0] // 50)
    wrong: list[str] = []
    for case in cases(path):
        expected = described(see(steady, Trapper(steady), path, case, 100_000))
        found = described(wanderer.see(path, case, quantum))
        if found != expected:
            wrong.append(f"{path.name}:{case.line}:\n       {expected}\n       {found}")
    assert not wrong, "\n".join(wrong)
