"""The reference of the language is complete and true: every public name has an entry, and every example was run."""

from __future__ import annotations

from pathlib import Path

import pytest

from omega.runtime import LispError, Runtime, reference
from omega.runtime.reference import BadEntry, Entry, Example
from omega.runtime.syntax.printer import write_string

FOLDER = Path(reference.__file__).parent / "lib" / "reference"
TOPICS = [file.stem for file in sorted(FOLDER.glob("*.scm"))]
#: Names that still lack an entry, one a line. It may only become shorter, and then goes.
MISSING = Path(__file__).parent / "reference_missing.txt"


def done(runtime: Runtime, example: Example) -> Example:
    """What the code of an example really does."""
    value = error = None
    try:
        value = write_string(runtime.eval(example.code))
    except LispError as caught:
        error = caught.condition.type
    # What goes to the error port, times for one, need not be in the example.
    drained = runtime.drain_output()
    output = "".join(text for stream, text in drained if stream == "out" or example.output is not None)
    return Example(
        example.code,
        value if example.value is not None or error is not None else None,
        output if output or example.output is not None else None,
        error,
    )


def wrong(entry: Entry) -> list[str]:
    """The examples of an entry that do something else, run in a session of their own."""
    runtime = Runtime(seed=1)
    runtime.begin_history()
    found = [(example, done(runtime, example)) for example in entry.examples]
    return [f"  {example}\n  it was: {real}" for example, real in found if example != real]


@pytest.mark.parametrize("name", TOPICS)
def test_examples(name: str) -> None:
    (topic,) = (topic for topic in reference.topics() if topic.name == name)
    failed = [f"{entry.names}:\n{text}" for entry in topic.entries for text in wrong(entry)]
    assert not failed, "\n".join(failed)


def test_every_public_name_has_an_entry() -> None:
    public = {found.candidate for found in Runtime().completions("", limit=100_000)}
    allowed = set(MISSING.read_text().split()) if MISSING.exists() else set()
    described = set(reference.names())
    assert sorted(public - described - allowed) == [], "names without an entry in runtime/lib/reference/"
    assert sorted(described - public) == [], "entries of names that do not exist"


@pytest.mark.parametrize("name", TOPICS)
def test_entries_are_whole(name: str) -> None:
    """Each has an example, a line, a signature, and fits what it is about."""
    runtime = Runtime()
    (topic,) = (topic for topic in reference.topics() if topic.name == name)
    kinds = {"procedure": {"function"}, "variable": {"var"}, "syntax": {"macro", "special-form"}}
    for entry in topic.entries:
        assert any(example != Example(example.code) for example in entry.examples), f"{entry.names}: no example"
        for each in entry.names:
            info = runtime.lookup(each)
            assert info is not None and info.type in kinds[entry.kind], each
            assert info.doc, f"{each} has no line"
            assert "\n" not in info.doc, f"the line of {each} is more than one"
            assert entry.kind == "variable" or info.arglists, f"{each} has no parameter list"


def test_no_name_has_two_entries() -> None:
    listed = [name for topic in reference.topics() for entry in topic.entries for name in entry.names]
    assert sorted(name for name in set(listed) if listed.count(name) > 1) == []


def test_an_entry_is_found_by_name() -> None:
    entry = reference.entry("nil")
    assert entry is not None and entry.kind == "variable" and entry.examples == (Example("nil", value="()"),)
    assert reference.entry("no-such-name") is None


def test_a_bad_example_is_noticed() -> None:
    """The check itself: each way in which an example can be wrong is told."""
    for example in (
        Example("(+ 1 1)", value="3"),
        Example("(car 5)", value="5"),
        Example("(car 5)"),
        Example("(car 5)", error="index-error"),
        Example("(+ 1 1)", error="type-error"),
        Example('(display "a")'),
        Example('(display "a")', output="b"),
    ):
        assert done(Runtime(), example) != example
    for example in (Example("(+ 1 1)", value="2"), Example("(car 5)", error="type-error"), Example("(define x 1)")):
        assert done(Runtime(), example) == example


@pytest.mark.parametrize("text", ["(macro x)", "5", '(syntax x "(x)")', "(variable x 5)", "(procedure car (car 5) =>)"])
def test_a_bad_file_is_refused(text: str) -> None:
    with pytest.raises(BadEntry):
        reference.read_topic("bad", text)


# -- what sessions show


def shown(code: str) -> str:
    runtime = Runtime()
    runtime.eval(code, file="f.scm")
    return "".join(text for _, text in runtime.drain_output())


def test_doc_of_the_base() -> None:
    assert shown("(doc 'false)") == shown("(doc false)") == (
        "false: variable\n  The value #f, the only one that counts as false.\n    (if false 1 2) => 2\n"
    )
    assert shown("(doc apropos)").startswith(
        "apropos: procedure\n  (apropos text)\n  The list of the names that contain the text"
    )


def test_doc_of_a_sessions_own_definitions() -> None:
    own = "f: procedure\n  (f x . rest)\n  Mine.\n  defined at f.scm:1:1\n"
    assert shown('(define (f x . rest) "Mine." x)(doc f)') == own
    assert shown("(define nil 5)(doc nil)") == "nil: variable\n"
    redefined = "doc: syntax\n  defined at f.scm:1:20\n"
    assert shown("(define-syntax doc (syntax-rules () ((_ x) x))) (display (%doc 'doc))") == redefined


def test_doc_of_an_unknown_name_suggests_others() -> None:
    with pytest.raises(LispError, match="unbound-variable: apropo: unbound variable; did you mean apropos"):
        shown("(doc apropo)")
    with pytest.raises(LispError, match="type-error: doc: expected a symbol or a string"):
        shown("(doc 5)")


def test_lookup_of_syntax_has_its_line_and_operands() -> None:
    info = Runtime().lookup("doc")
    assert info is not None
    assert info.doc == "Print what is known of a name: its parameters, a line about it, and examples."
    assert info.arglists == ("(name)",)


def test_apropos() -> None:
    assert shown("(define my-unusual-name 1) (write (apropos 'unusual)) (write (apropos \"no such\"))") == (
        "(my-unusual-name)()"
    )
