"""The source line and the caret shown below an error."""

from __future__ import annotations

from omega.clients.sources import Sources

PROGRAM = "(define (f x)\n  (car x))\n(f 5)\n"


def drawn(sources: Sources, report: str) -> list[str] | None:
    excerpt = sources.excerpt(report)
    return None if excerpt is None else excerpt.splitlines()


def test_the_caret_stands_under_the_column() -> None:
    sources = Sources()
    sources.add("prog.scm", PROGRAM)
    report = "type-error: car: expected a pair, got 5 (integer)\n  at prog.scm:2:3 in f\n  at prog.scm:3:1\n"
    assert drawn(sources, report) == ["    2 |   (car x))", "      |   ^"]


def test_the_first_place_with_known_text_counts() -> None:
    sources = Sources()
    sources.add("prog.scm", PROGRAM)
    report = "error: no\n  at lists.scm:9:9 in map\n  at prog.scm:77:1 in g\n  at prog.scm:3:1 in f\n"
    assert drawn(sources, report) == ["    3 | (f 5)", "      | ^"]
    assert sources.excerpt("error: no place at all\n") is None
    assert sources.excerpt("error: at prog.scm:1:1, says the message\n") is None


def test_pieces_typed_one_after_the_other_are_numbered_through() -> None:
    sources = Sources()
    sources.add("<repl>", "(define x 1)", 1)
    sources.add("<repl>", "(let ()\n  (y))", 2)
    assert drawn(sources, "e: m\n  at <repl>:3:4\n") == ["    3 |   (y))", "      |    ^"]
    assert drawn(sources, "e: m\n  at <repl>:1:2\n") == ["    1 | (define x 1)", "      |  ^"]


def test_a_file_loaded_again_replaces_its_text() -> None:
    sources = Sources()
    sources.add("a.scm", "1\n2\n3\n")
    sources.add("a.scm", "one\n")
    assert sources.excerpt("e: m\n  at a.scm:3:1\n") is None


def test_tabs_wide_characters_and_long_lines_keep_the_caret_in_place() -> None:
    sources = Sources()
    sources.add("a.scm", '\t(f "日本" x)\n' + "a" * 300 + "(car)" + "b" * 300)
    assert drawn(sources, "e: m\n  at a.scm:1:10\n") == ['    1 |  (f "日本" x)', "      |            ^"]
    lines = drawn(sources, "e: m\n  at a.scm:2:301\n")
    assert lines is not None and len(lines[0]) < 120
    assert lines[0][lines[1].index("^") :].startswith("(car)")


def test_a_column_beyond_the_line_is_its_end() -> None:
    sources = Sources()
    sources.add("a.scm", "(car")
    assert drawn(sources, "e: m\n  at a.scm:1:5\n") == ["    1 | (car", "      |     ^"]
