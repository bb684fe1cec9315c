"""A core tree that was packed and unpacked compiles to the same code, with the same resume points and frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from omega.runtime import Limits, LispError
from omega.runtime.compile import checking
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.hashing import unit_hash
from omega.runtime.compile.packing import MalformedUnit, Packed, pack, unpack
from omega.runtime.expand.core import Lambda
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.requests import Deferred
from omega.runtime.expand.scope import CORE, TopScope
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.reader import END, Reader
from omega.runtime.syntax.readerror import ReadError

ROOT = Path(__file__).parents[3]
FILES = sorted((*(ROOT / "runtime/lib/prelude").glob("*.scm"), *(ROOT / "tests/runtime/language").glob("*.scm")))


def trees(text: str, file: str = "<test>") -> Iterator[tuple[Lambda, set[str]]]:
    """The expanded forms of a text, and the globals each assigns; what is no program, or needs a procedure to
    expand it, is left out."""
    scope = TopScope(CORE)
    reader = Reader(text, file)
    while True:
        try:
            syntax = reader.next()
        except ReadError:
            return
        if syntax is END:
            return
        expander = Expander(scope, Limits(source_nodes=200_000))
        try:
            with deep_recursion():
                yield expander.unit(cast(Syntax, syntax)), expander.assigned
        except (LispError, Deferred):
            continue


def compiled(tree: Lambda, assigned: set[str]) -> CompiledUnit:
    with deep_recursion():
        return CompiledUnit(tree, assigned, lambda name: False, False)


def layout(unit: CompiledUnit) -> list[object]:
    """Names and frames of all that a session can hold of a unit, and the code of its procedures."""
    analysis = unit.analysis
    points = [(p.number, p.span, [v.uid for v in p.live]) for p in analysis.points.values()]
    codes = [(c.index, c.name, c.doc, c.rest, c.span, [v.uid for v in c.free]) for c in analysis.codes]
    return [points, codes, sorted(unit.makers.items()), sorted(unit.procedures), unit.raw, unit.is_direct]


def check(tree: Lambda, assigned: set[str]) -> Packed:
    packed, constants = pack(tree)
    again = unpack(packed, constants)
    checking.check(again)
    assert pack(again) == (packed, constants)
    assert layout(compiled(again, assigned)) == layout(compiled(tree, assigned))
    return packed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_form_compiles_alike(path: Path) -> None:
    count = 0
    for tree, assigned in trees(path.read_text(encoding="utf-8"), path.name):
        check(tree, assigned)
        count += 1
    assert count > 0


def test_names_of_all_kinds_and_places_far_away() -> None:
    text = "\n" * 70_000 + '(define (|a b| |λ| . é) "a doc" (set! |λ| (lambda () (|λ|))) (list |λ| é 1/3 #\\x "s"))'
    for tree, assigned in trees(text):
        assert check(tree, assigned).is_wide


@pytest.mark.parametrize("opening", ["(if x ", "(f ", "(+ 1 ", "(lambda (y) ", "(let ((y x)) "])
def test_deep_nesting(opening: str) -> None:
    depth = 9_900
    (found,) = trees(f"(lambda (f x) {opening * depth}x{')' * depth})")
    packed, constants = pack(found[0])
    assert pack(unpack(packed, constants)) == (packed, constants)


def test_numbers_that_are_no_tree() -> None:
    ((tree, _),) = trees("(define (f x) (let ((y (g x))) (if y 'a (cons x y))))")
    packed, constants = pack(tree)
    whole = 0
    for end in range(0, len(packed.numbers), 2):
        try:
            unpack(Packed(packed.text, packed.numbers[:end], False), constants)
            whole += 1
        except MalformedUnit:
            continue
    assert whole == 1  # the procedure f, which is a tree as well
    with pytest.raises(MalformedUnit):
        unpack(Packed(packed.text + "x", packed.numbers, False), constants)
    with pytest.raises(MalformedUnit):
        unpack(packed, constants[:-1])
    with pytest.raises(MalformedUnit):
        unpack(Packed(packed.text, packed.numbers + b"\0", False), constants)


def hash_of(text: str) -> bytes | None:
    ((tree, _),) = trees(text)
    return unit_hash(*pack(tree))


def test_hashes() -> None:
    text = "(define (f x) '(1 1/2 0.0 +nan.0 1+2i \"s\" #\\c #t () sym :key #u8(1 2) #(1 (2)) #0=(a . #0#)))"
    assert hash_of(text) == hash_of(text) is not None
    different = ["'0.0", "'-0.0", "'0", "'a", "':a", "'(a b)", "'(a . b)", "'#(a b)", "'(a (b))", "''a", "a", '"a"',
                 "'(#0=(1) #0#)", "'((1) (1))", "'#\\a", "'#f", "'()", "'1/2", "(a)", "(lambda (x) x)", "(lambda (y) y)",
                 "(lambda x x)", " 'a", "'#u8(1)"]  # fmt: skip
    hashes = [hash_of(each) for each in different]
    assert None not in hashes and len(set(hashes)) == len(different)
