"""The prelude's image: it is what the texts are, and whatever happens to the file, programs run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import omega.runtime

pytestmark = pytest.mark.slow

#: Everything about the base that a program can notice, and whether it came from an image.
DESCRIBE = """
from omega.runtime import Runtime
from omega.runtime.compile.unit import unit_of
from omega.runtime.expand.scope import CORE, Macro
from omega.runtime.machine.base import BASE
from omega.runtime.machine.image import StoredUnit
from types import CodeType, FunctionType
Runtime()
def code(c):
    return c.co_code, c.co_names, c.co_freevars, [code(k) if isinstance(k, CodeType) else k for k in c.co_consts]
stored = False
for name, value in sorted(BASE.items()):
    unit = unit_of(value) if type(value) is FunctionType else None
    if unit is None:
        print(name, type(value).__name__)
        continue
    known = unit.compiled
    stored |= isinstance(known, StoredUnit)
    for key, p in sorted(known.procedures.items()):
        print(name, key, p.name, p.parameters, p.rest, p.doc, p.span)
    print(code(value.__code__), sorted(known.raw), known._write(known.analysis).texts())
    print([(line, s.term.id, s.term.span, s.code.index) for line, s in known.statements().items()])
for symbol, bound in sorted(CORE.bindings.items(), key=lambda item: item[0].name):
    print(symbol.name, type(bound).__name__.removeprefix("Stored"))
    if isinstance(bound, Macro):
        print(bound.span, bound.is_base, [(len(r.pattern.items), len(r.depths)) for r in bound.transformer.rules])
print("IMAGE" if stored else "TEXTS")
"""

FAIL = """
from omega.runtime import LispError, Runtime
from omega.runtime.report import describe
runtime = Runtime()
for form in ("(vector-map car #(1))", "(define (f x)\\n  (+ 1 (list-index even? x)))\\n(f 5)", "(fold-left 5 0 '(1))",
             "(guard (e (#f 1)) (map (lambda (x) (vector-ref x 1)) '(#(1))))"):
    try:
        runtime.eval(form)
    except LispError as error:
        print(describe(error.condition))
print(runtime.eval("(let ((k #f) (n 0)) (map (lambda (x) (call/cc (lambda (c) (set! k c) x))) '(1 2)) n)"))
print(runtime.lookup("fold-left"), runtime.lookup("cond"))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A copy of the runtime to do anything with, and its caches."""
    package = Path(omega.runtime.__path__[0])
    ignored = shutil.ignore_patterns("__pycache__", "reference")
    shutil.copytree(package, tmp_path / "omega" / "runtime", ignore=ignored)
    return tmp_path


def start(installation: Path, program: str, **environment: str) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    places = {"PYTHONPATH": str(installation), "XDG_CACHE_HOME": str(installation / "cache")}
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=kept | places | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=installation,
    )


def run(installation: Path, program: str = DESCRIBE, **environment: str) -> list[str]:
    output, _ = start(installation, program, **environment).communicate()
    return output.splitlines()


def images(installation: Path) -> list[Path]:
    return [*installation.rglob("*.image*")]


def test_an_image_is_what_the_texts_are(installation: Path) -> None:
    texts, image = run(installation), run(installation)
    assert (texts[-1], image[-1]) == ("TEXTS", "IMAGE")
    assert texts[:-1] == image[:-1]
    (path,) = images(installation)
    assert path.parent == installation / "omega" / "runtime" / "__pycache__"
    errors = run(installation, FAIL)
    path.unlink()
    assert run(installation, FAIL) == errors
    assert any(line.startswith("  at <eval>:2:8 in f") for line in errors), errors


def test_a_stale_image_is_not_used(installation: Path) -> None:
    run(installation)
    prelude = installation / "omega" / "runtime" / "lib" / "prelude" / "basics.scm"
    prelude.write_text(prelude.read_text() + "\n(define (quite-new) 5)\n")
    changed = run(installation)
    assert changed[-1] == "TEXTS" and "g_quite__new" in "".join(changed)
    os.utime(prelude, ns=(1, 1))  # the same contents at another time
    touched = run(installation)
    assert touched[-1] == "IMAGE" and touched[:-1] == changed[:-1]
    compiler = installation / "omega" / "runtime" / "compile" / "emit.py"
    compiler.write_text(compiler.read_text() + "\n")
    assert run(installation)[-1] == "TEXTS"


@pytest.mark.parametrize("damage", [b"", b"OMEGA", b"\0" * 5000])
def test_a_damaged_image_is_made_again(installation: Path, damage: bytes) -> None:
    run(installation)
    (path,) = images(installation)
    whole = path.read_bytes()
    path.write_bytes(damage + whole[len(damage) : len(whole) // 2])
    assert run(installation)[-1] == "TEXTS"
    assert run(installation)[-1] == "IMAGE"


def test_without_a_place_for_it_there_is_none(installation: Path) -> None:
    places = {"PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": "/dev/null"}
    for _ in range(2):
        assert run(installation, **places)[-1] == "TEXTS"
    assert images(installation) == []


def test_the_users_own_folder_is_trusted_when_nobody_else_writes_there(installation: Path) -> None:
    for expected in ("TEXTS", "IMAGE"):
        assert run(installation, PYTHONDONTWRITEBYTECODE="1")[-1] == expected
    (path,) = images(installation)
    assert path.is_relative_to(installation / "cache")
    path.chmod(0o666)
    for index in range(30):
        (path.parent / f"prelude-{index}.another.image").touch()
    assert run(installation, PYTHONDONTWRITEBYTECODE="1")[-1] == "TEXTS"
    assert path in images(installation)
    assert len(images(installation)) <= 12


def test_processes_that_start_at_once(installation: Path) -> None:
    processes = [start(installation, DESCRIBE) for _ in range(3)]
    described = [process.communicate()[0].splitlines() for process in processes]
    assert described[0][:-1] == described[1][:-1] == described[2][:-1] == run(installation)[:-1]
    assert len(images(installation)) == 1
