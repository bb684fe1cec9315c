"""The Lisp half of the library, by the examples in ``prelude/*.scm``.

An example is a block of lines. Its last line says what the block evaluates to, as ``write`` shows it (``;=> (1 2)``),
or which error it ends in (``;!> type: message``, to which more text may follow). A block without either only defines
something. The blocks of a file run in order in one session.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.syntax.printer import write_string

FILES = sorted(Path(__file__).parent.glob("prelude/*.scm"))


@dataclass(frozen=True)
class Example:
    line: int
    code: str
    expected: str


def examples(path: Path) -> list[Example]:
    found = []
    start, lines = 1, list[str]()
    for number, line in enumerate([*path.read_text().splitlines(), ""], 1):
        if line.strip():
            lines.append(line)
            continue
        if lines:
            expected = lines.pop() if lines[-1].startswith((";=>", ";!>")) else ""
            found.append(Example(start, "\n".join(lines), expected))
        start, lines = number + 1, []
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples(path: Path) -> None:
    runtime = Runtime()
    wrong = []
    for example in examples(path):
        try:
            outcome = ";=> " + write_string(runtime.eval(example.code))
        except LispError as error:
            outcome = f";!> {error}"
        expected = example.expected
        if not (
            outcome == expected
            or (expected.startswith(";!>") and outcome.startswith(expected))
            or not expected
        ):
            wrong.append(
                f"{path.name}:{example.line}: {example.code}\n  expected {expected}\n  got      {outcome}"
            )
        if not expected and outcome.startswith(";!>"):
            wrong.append(f"{path.name}:{example.line}: {example.code}\n  got      {outcome}")
    assert not wrong, "\n".join(wrong)


def test_there_are_examples() -> None:
    assert sum(len(examples(path)) for path in FILES) > 150
