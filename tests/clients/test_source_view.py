"""The lines around a place, as shown with and without colours, and where their text is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from omega.clients.debug_events import Place
from omega.clients.source_view import SourceView, View, print_plain
from omega.clients.sources import Sources

PROGRAM = "(define (fact n)\n  (if (= n 0)\n      1\n      (* n\n         (fact (- n 1)))))\n(define x 1)\n"


def view_of(file: str = "f.scm", text: str = PROGRAM, first: int = 1) -> SourceView:
    sources = Sources()
    sources.add(file, text, first)
    return SourceView(sources, lambda file: None)


def test_an_expression_within_a_line_has_carets_below(capsys: pytest.CaptureFixture[str]) -> None:
    view = view_of().at(Place("f.scm", 5, 10, 5, 24), context=1)
    assert view is not None
    print_plain(view)
    assert capsys.readouterr().out.splitlines() == [
        "     4 |       (* n",
        "->   5 |          (fact (- n 1)))))",
        "       |          ^^^^^^^^^^^^^^",
        "     6 | (define x 1)",
    ]


def test_a_tall_expression_has_arrows(capsys: pytest.CaptureFixture[str]) -> None:
    print_plain(View(3, PROGRAM.splitlines()[2:5], Place("f.scm", 4, 7, 5, 25)))
    assert capsys.readouterr().out.splitlines() == [
        "     3 |       1",
        "->   4 |       (* n",
        "->   5 |          (fact (- n 1)))))",
    ]


def test_what_was_typed_at_once_stands_by_itself() -> None:
    sources = Sources()
    sources.add("<repl>", "(define a 1)", 1)
    sources.add("<repl>", "(define b\n  2)", 2)
    sources.add("<repl>", "(define c 3)", 4)
    view = SourceView(sources, lambda file: None).at(Place("<repl>", 3, 3, 3, 4))
    assert view == View(2, ["(define b", "  2)"], Place("<repl>", 3, 3, 3, 4))


def test_a_text_nobody_gave_us_is_recalled_or_read(tmp_path: Path) -> None:
    asked: list[str] = []

    def recall(file: str) -> str | None:
        asked.append(file)
        return "\n\n(seven)\n(eight)" if file == "<repl>" else None

    disk = str(tmp_path / "disk.scm")
    (tmp_path / "disk.scm").write_text("(on-disk)\n")
    sources = Sources()
    sources.add("<repl>", "(ours)", 9)
    views = SourceView(sources, recall)
    for _ in range(2):
        assert views.at(Place("<repl>", 4, 1, 4, 8), 0) == View(4, ["(eight)"], Place("<repl>", 4, 1, 4, 8))
        assert views.at(Place("<repl>", 1, 1, 1, 8), 0) is None, "the server does not know that line"
        ours = views.at(Place("<repl>", 9, 1, 9, 2))
        assert ours is not None and ours.lines == ["(ours)"]
        found = views.at(Place(disk, 1, 1, 1, 2), 0)
        assert found is not None and found.lines == ["(on-disk)"]
        assert views.at(Place("nowhere.scm", 1, 1, 1, 2)) is None
    assert asked == ["<repl>", "<repl>", disk, "nowhere.scm"], "each place once"
    assert views.at(Place()) is None
