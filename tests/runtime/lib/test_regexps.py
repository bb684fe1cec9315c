"""Regular expressions beside Python's, which is slower at worst but means the same, and under hard conditions."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime import LispError, Runtime
from omega.runtime.lib.regexp_machine import Machine, Slots
from omega.runtime.lib.regexp_syntax import MOST, parse
from omega.runtime.syntax import shapes
from omega.runtime.syntax.printer import write_string

#: Patterns without a loop around something that may be empty, where engines differ in what a group has noted.
_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\s", r"[b-d\d]", r"\x61"])
_SOLID = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(["+", "+?", "{2}", "{1,3}", "{1,2}?", "{2,}"])).map(lambda t: f"(?:{t[0]}){t[1]}"),
    ),
    max_leaves=6,
)
_PATTERNS = st.lists(
    st.one_of(
        _SOLID,
        st.tuples(_SOLID, st.sampled_from(["*", "*?", "?", "??", "{0,2}"])).map(lambda t: f"({t[0]}){t[1]}"),
        st.sampled_from([r"\b", "^", "(?:a|)", "|"]),
    ),
    min_size=1,
    max_size=4,
).map("".join)
_TEXTS = st.text(st.sampled_from("abc \n"), max_size=12)


def search(machine: Machine, text: str, start: int = 0, *, quota: int = 10**9, anchored: bool = False) -> Slots | None:
    """The positions of the first match, looked for in pieces of this much work."""
    found = machine.begin(text, start, anchored=anchored)
    while found.threads:
        machine.run(found, text, len(text), quota, only_whether=False)
    return found.best


def theirs(match: re.Match[str] | None) -> Slots | None:
    if match is None:
        return None
    spans = [match.span(group) for group in range(match.re.groups + 1)]
    return tuple(None if place < 0 else place for span in spans for place in span)


@given(_PATTERNS, _TEXTS, st.integers(0, 3))
def test_the_same_as_python(pattern: str, text: str, start: int) -> None:
    start = min(start, len(text))
    compiled = re.compile(pattern)
    assert search(Machine(parse(pattern, "")), text, start) == theirs(compiled.search(text, start))
    assert search(Machine(parse(pattern, "").whole()), text, 0, anchored=True) == theirs(compiled.fullmatch(text))


@given(_PATTERNS, _TEXTS)
def test_however_the_work_is_cut(pattern: str, text: str) -> None:
    machine = Machine(parse(pattern, ""))
    assert search(machine, text, quota=1) == search(Machine(parse(pattern, "")), text)


@given(_PATTERNS, _TEXTS)
def test_what_is_remembered_may_be_forgotten(pattern: str, text: str) -> None:
    machine = Machine(parse(pattern, ""))
    expected = search(machine, text)
    machine._remembered = 10**9
    assert search(machine, text, quota=1) == expected == search(machine, text)


@given(_TEXTS, st.sampled_from(["^b", "b$", "^", "$", "a$\n^b", r"\Aa", r"a\Z"]))
def test_lines(text: str, pattern: str) -> None:
    # Python's plain $ and \Z: ours never match before a newline at the end of the text.
    multiline = re.compile(pattern, re.MULTILINE)
    assert search(Machine(parse(pattern, "m")), text) == theirs(multiline.search(text))
    strict = re.compile(pattern.replace("$", r"\Z"))
    assert search(Machine(parse(pattern, "")), text) == theirs(strict.search(text))


@given(st.sampled_from(["aB", "[a-c]", "[^a-c]", "é", "ß", "[[:upper:]]"]), st.text(st.sampled_from("aAbBcCdéÉß"), max_size=6))
def test_without_regard_to_case(pattern: str, text: str) -> None:
    expected = re.compile(pattern.replace("[[:upper:]]", "[^ß\\d]").replace("[^ß\\d]", "[a-dé]"), re.IGNORECASE)
    assert search(Machine(parse(pattern, "i")), text) == theirs(expected.search(text))


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x", "((a{1,5}){1,5}){1,5}c", "(a?){50}a{50}b"])
def test_a_bomb_takes_time_in_proportion_to_the_text(pattern: str) -> None:
    machine = Machine(parse(pattern, ""))
    work = []
    for size in (2_000, 8_000):
        found = machine.begin("a" * size, 0, anchored=False)
        work.append(10**9 - machine.run(found, "a" * size, size, 10**9, only_whether=False))
        assert not found.threads
    assert work[1] < 5 * work[0] + 50_000


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "a{6000}", "(((a{20}){20}){20}){20}", "|".join("abcdefgh" * 500), "(" * 3_000])
def test_a_pattern_too_large_is_refused_at_once(pattern: str) -> None:
    start = time.perf_counter()
    with pytest.raises(LispError, match=r"budget-exceeded|parse-error"):
        parse(pattern, "")
    assert time.perf_counter() - start < 0.5


def test_deep_patterns() -> None:
    depth = MOST // 2 - 10
    machine = Machine(parse("(" * depth + "a" + ")" * depth, ""))
    assert search(machine, "ba") == (1, 2) * (depth + 1)


def test_what_a_machine_remembers_is_bounded() -> None:
    machine = Machine(parse(r"(?:a|b)*a(?:a|b){12}\d", ""))
    text = "".join("ab"[(number * number >> 3) & 1] for number in range(60_000))
    search(machine, text)
    assert machine._remembered < 200_000
    assert len(machine._states) < 10_000


def test_a_fork_and_a_search_go_on() -> None:
    runtime = Runtime()
    runtime.eval('(define r (regexp "(?<n>b+)")) (define m (regexp-search r "abbc"))')
    forked = runtime.fork()
    assert write_string(forked.eval("(list (regexp-match-submatch m 'n) (regexp-match r \"cb\"))")) == '("bb" ("b" "b"))'
    for name in ("r", "m"):
        value = runtime.eval(name)
        shape = shapes.SHAPES[type(value)]
        blank = shape.blank()
        shape.fill(blank, shape.parts(value))
        assert write_string(blank) == write_string(value)
        assert shape.parts(blank) == shape.parts(value)
