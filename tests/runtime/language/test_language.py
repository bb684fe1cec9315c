"""The language, by the programs in the ``.scm`` files beside this one; adding a case needs no Python.

A case is code followed by comment lines that say what happens::

    (car '(1 2))                   ;=> the written value of its last form
    ;=> 1
    (begin (display "a") (newline))
    ;prints: a\\n
    (+ 1 (car 5))
    ;error: type-error car: expected a pair     the condition's type, and how its message starts
    ;at: (car 5)                                what stands in the source at the condition's place
    ;stack: f g top level                       the procedures on its stack, innermost first
    ;input: 12\\n                               what the console gives when asked (several lines: several answers)

Code without such lines only defines things and must not fail. The cases of a file run in order in one session. Each
file runs at several quanta of ticks a slice, then with the stepping executor, then with the executor changed after each
slice, then with half of the procedures trapped; values, output and the tick count of every case must be the same in all of these ways. A first line ``;quanta: 1000 100000`` is for
programs that are too long for slices of one tick, with ``fast`` at its end for those too long to be stepped
(``tests/runtime/machine/test_stepping.py`` steps these, made shorter).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

from omega.runtime import EOF, Condition, EffectRequest, Finished, FormDone, FormFailed, Runtime, String
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.stepping import Stepper
from omega.runtime.syntax.printer import write_string
from tests.runtime.machine.trapping import Trapper

FILES = sorted(Path(__file__).parent.glob("*.scm"))
QUANTA = (1000, 7, 2, 1)
KINDS = ("=>", "prints:", "error:", "at:", "stack:", "input:")


@dataclass
class Case:
    """Code, the line it starts on, and what is expected of it, by kind."""

    line: int
    code: str
    expected: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What one case did; places as offsets of lines and columns, so that they compare."""

    value: str | None
    condition: Condition | None
    output: str
    ticks: int


def cases(path: Path) -> list[Case]:
    """The cases of a file, in order."""
    found: list[Case] = []
    lines: list[str] = []
    ended = True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        kind = next((k for k in KINDS if line.startswith(";" + k)), None)
        if kind is not None:
            if not ended:
                found[-1].code = "\n".join(lines)
                ended = True
            text = line[1 + len(kind) :].removeprefix(" ")
            if kind in ("prints:", "input:"):
                text = text.replace("\\n", "\n")
            found[-1].expected.setdefault(kind, []).append(text)
        elif not ended:
            lines.append(line)
        elif line.strip() and not line.startswith(";"):
            found.append(Case(number, ""))
            lines = [line]
            ended = False
    if not ended:
        found[-1].code = "\n".join(lines)
    return found


def ways(path: Path) -> list[tuple[int, str]]:
    """Ticks a slice, and the executors that take turns at them."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    words = first.split()[1:] if first.startswith(";quanta:") else []
    slices = sorted((int(word) for word in words if word.isdecimal()), reverse=True) or QUANTA
    fast = [(quantum, "fast") for quantum in slices]
    if "fast" in words:
        return fast
    return [*fast, (slices[0], "stepped"), (slices[-1], "stepped fast"), (slices[0], "trapped"), (slices[1], "trapped fast")]


def see(
    runtime: Runtime, trapper: Trapper, path: Path, case: Case, quantum: int, executors: str = "fast"
) -> Seen:
    """Run one case in slices of this many ticks."""
    evaluation = runtime.evaluate(case.code, file=path.name, line=case.line)
    turns = cycle(executors.split())
    answers = iter(case.expected.get("input:", []))
    value: str | None = None
    condition: Condition | None = None
    while True:
        evaluation.stepper = executor(next(turns), trapper, evaluation)
        outcome = evaluation.run(quantum)
        if isinstance(outcome, Finished):
            break
        if isinstance(outcome, FormDone):
            value = write_string(outcome.value, 5_000)
        elif isinstance(outcome, FormFailed):
            condition = outcome.condition
            break
        elif isinstance(outcome, EffectRequest):
            assert outcome.op == "input.op"
            evaluation.answer(next((String(text) for text in answers), EOF))
    return Seen(value, condition, "".join(text for _, text in runtime.drain_output()), evaluation.ticks)


def executor(name: str, trapper: Trapper, evaluation: Evaluation) -> Stepper | None:
    """The executor of this name: ``trapped`` walks half of the procedures there are, and runs the others."""
    if name == "fast":
        return None
    return Stepper(only=trapper.half(evaluation) if name == "trapped" else None)


def complaints(path: Path, case: Case, seen: Seen, source: list[str]) -> list[str]:
    """What is not as expected."""
    wrong = []
    expected = case.expected
    condition = seen.condition
    failed = None if condition is None else f"{condition.type} {condition.message}"
    if "error:" in expected:
        if failed is None:
            wrong.append(f"expected the error {expected['error:'][0]}, got the value {seen.value}")
        elif not failed.startswith(expected["error:"][0]):
            wrong.append(f"expected the error {expected['error:'][0]}\n       got the error {failed}")
    elif failed is not None:
        wrong.append(f"got the error {failed}")
    if "=>" in expected and failed is None and seen.value != "\n".join(expected["=>"]):
        wrong.append(f"expected {expected['=>'][0]}\n       got {seen.value}")
    if seen.output != "".join(expected.get("prints:", [])):
        wrong.append(f"expected to print {expected.get('prints:')}, printed {seen.output!r}")
    if "at:" in expected and condition is not None:
        place = condition.place
        there = "nowhere" if place is None else f"{place.file}, not in the program"
        if place is not None and place.file == path.name:
            there = source[place.line - 1][place.column - 1 :]
        if not there.startswith(expected["at:"][0]):
            wrong.append(f"expected the error at {expected['at:'][0]}\n       it is at {there}")
    if "stack:" in expected and condition is not None:
        names = " ".join(entry.name for entry in condition.stack)
        if names != expected["stack:"][0]:
            wrong.append(f"expected the stack {expected['stack:'][0]}\n       got {names}")
    return [f"{path.name}:{case.line}: {text}" for text in wrong]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_programs(path: Path) -> None:
    source = path.read_text(encoding="utf-8").splitlines()
    listed = cases(path)
    wrong: list[str] = []
    first: list[Seen] = []
    for quantum, executors in ways(path):
        runtime = Runtime()
        trapper = Trapper(runtime)
        for index, case in enumerate(listed):
            seen = see(runtime, trapper, path, case, quantum, executors)
            if len(first) == index:
                first.append(seen)
                wrong += complaints(path, case, seen, source)
                continue
            before = first[index]
            if described(seen) != described(before):
                wrong.append(
                    f"{path.name}:{case.line}: slices of {quantum} ticks, {executors}, change what happens:"
                    f"\n       {described(before)}\n       {described(seen)}"
                )
    assert not wrong, "\n".join(wrong)


def described(seen: Seen) -> str:
    condition = seen.condition
    failed = None if condition is None else (condition.type, condition.message, condition.place, condition.stack)
    return f"value {seen.value} error {failed} output {seen.output!r} ticks {seen.ticks}"


def test_there_are_cases() -> None:
    assert sum(len(cases(path)) for path in FILES) > 400
