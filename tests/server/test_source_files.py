"""The texts that places are in: of the library, and of what a session has evaluated."""

from __future__ import annotations

from omega.runtime.journal import Entry
from omega.server.source_files import text_of

from .peer import serving


def test_the_library_has_its_files_and_nothing_beside_them() -> None:
    text = text_of("prelude/folds.scm", [])
    assert text is not None and "(define" in text
    for name in ("prelude/none.scm", "prelude/../__init__.py", "prelude//etc/passwd", "/etc/passwd", "prelude/x/../folds.scm"):
        assert text_of(name, []) is None


def test_what_was_evaluated_stands_at_its_place() -> None:
    entries = [
        Entry(1, "(old)", "f.scm"),
        Entry(2, "(a)\n(b)\n(c)", "f.scm"),
        Entry(3, "elsewhere", "<repl>", 2, 1),
        Entry(4, "(b2)", "f.scm", 2, 3),
        Entry(5, "", "f.scm"),
    ]
    assert text_of("f.scm", entries) == "(a)\n  (b2)\n(c)"
    assert text_of("<repl>", entries) == "\nelsewhere"
    assert text_of("g.scm", entries) is None


def test_what_is_put_together_is_bounded() -> None:
    entries = [Entry(number, "x" * 400_000, "f.scm", number, 1) for number in range(1, 9)]
    text = text_of("f.scm", entries)
    assert text is not None and text.count("x") == 800_000
    assert text_of("f.scm", [Entry(1, "x", "f.scm", 10**9, 1)]) is None


async def test_the_op() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert (await peer.one("source", session=session, file="prelude/folds.scm"))["text"].count("\n") > 3
        refused = await peer.one("source", session=session, file="/etc/passwd")
        assert "no-source" in refused["status"]
        assert refused["message"].startswith("source: expected the library's or one whose text was evaluated in the session")


async def test_what_came_with_a_snapshot_is_known_too() -> None:
    async with serving() as place:
        peer = await place.connect()
        session, elsewhere = await peer.clone(), await peer.clone()
        await peer.request("eval", code="(define (f x)\n  (g x))", file="f.scm", line=3, column=5, session=session)
        await peer.one("snapshots/save", session=session, name="it")
        data = (await peer.one("snapshots/export", session=session, name="it"))["data"]
        await peer.one("snapshots/import", session=elsewhere, data=data)
        assert "no-source" in (await peer.one("source", session=elsewhere, file="f.scm"))["status"]
        await peer.one("snapshots/restore", session=elsewhere, name="it")
        assert (await peer.one("source", session=elsewhere, file="f.scm"))["text"] == "\n\n    (define (f x)\n  (g x))"
